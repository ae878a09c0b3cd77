import { h } from 'preact';
import { z } from 'zod';
import { HistoryPage } from '../../views/account/history.tsx';
import { paths } from '../../views/account/paths.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { readQuery } from '../http/input.ts';
import * as interventions from '../identities/interventions.ts';
import * as sources from '../sources/sources.ts';
import { type At, answer } from './at.ts';

const PAGE = 20;

/** Where a page goes on: `<milliseconds>.<id>` of the last row before it. */
const before = z
  .string()
  .regex(/^\d{12,14}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .transform((text) => {
    const [ms, id = ''] = text.split('.');
    return { at: new Date(Number(ms)), id };
  });
const paged = z.looseObject({ before: before.optional() });

/** What staff did with my account, who of them looked at it, and why: the latest first, by pages. */
export async function history(at: At): Promise<void> {
  const { base } = at.needs;
  const { identity_id } = at.session;
  const page = { before: readQuery(at.ctx, paged).before, limit: PAGE + 1 };
  const found = await interventions.list(base, identity_id, page);
  const rows = found.slice(0, PAGE);
  const last = found.length > PAGE ? rows.at(-1) : undefined;
  const names = await departments.named(
    base,
    rows.flatMap(({ department_id }) => department_id ?? []),
  );
  const services = await clients.endings(
    base,
    rows.flatMap(({ client_id }) => client_id ?? []),
  );
  const ways = rows.some(({ source_id }) => source_id)
    ? new Map((await sources.list(base)).map((one) => [one.id, one.account_words]))
    : new Map<string, departments.Words>();
  if (page.before === undefined) await interventions.markSeen(base, identity_id);
  answer(
    at,
    h(HistoryPage, {
      frame: at.frame,
      older: page.before !== undefined,
      rows: rows.map(({ client_id, department_id, source_id, lifted_at, seen_at, ...row }) => ({
        ...{ id: row.id, kind: row.kind, reason_code: row.reason_code, at: row.at },
        ...(client_id !== null && { service: serviceOf(services.get(client_id), client_id) }),
        ...(interventions.isOwn(row.kind) && { own: { way: ways.get(source_id ?? '') } }),
        department: names.get(department_id ?? '')?.names,
        ended_at: lifted_at ?? undefined,
        unseen: !seen_at,
      })),
      next: last && `${paths.history}?before=${last.at.getTime()}.${last.id}`,
    }),
  );
}

/** By its name; should it be ended by other means meanwhile, by its id. */
const serviceOf = (ending: clients.Ending | undefined, id: string) => ({
  names: ending?.names ?? id,
  ends_at: ending?.ends_at,
});
