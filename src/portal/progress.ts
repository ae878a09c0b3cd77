import { h } from 'preact';
import { z } from 'zod';
import type { AppLine } from '../../views/clients/home.tsx';
import { AppListPage, ProgressPage } from '../../views/clients/progress.tsx';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { readQuery } from '../http/input.ts';
import { type At, answer } from './at.ts';
import { type PortalRoute, page } from './route.ts';

/** How far the applications of each department are, and the lists behind the numbers. */

const PAGE = 50;

/** One application as a line of a list. */
export const lineOf =
  ({ base }: Pick<At, 'base'>) =>
  (client: clients.Overview): AppLine => {
    const review = clients.standingOf(client, base.clock.now())?.asks;
    const { id, names, state } = client;
    return {
      ...{ id, names, state },
      review: review === 'staff' ? 'late' : review === 'nothing' ? undefined : review,
    };
  };

const boardPage = z.looseObject({ after: z.uuid().optional() });

/** Of departments alone: a draft that no department has is its developer's, and stands on the first page. */
async function board(at: At): Promise<void> {
  const { base, ctx, frame, reach } = at;
  const { after } = readQuery(ctx, boardPage);
  const scope = { department_ids: reach.department_ids, client_ids: [] };
  const rows = await clients.progress(base, scope, { limit: PAGE + 1, after });
  const shown = rows.slice(0, PAGE);
  const next = rows.length > PAGE && shown.at(-1)?.department_id;
  answer(
    at,
    h(ProgressPage, {
      ...{ frame, rows: shown, first: after !== undefined },
      ...(next && { next: `/clients/progress?after=${next}` }),
    }),
  );
}

const listPage = z.looseObject({
  department: z.string().max(60).optional(),
  state: z.enum(clients.states).optional().catch(undefined),
  after: z.string().max(60).optional(),
});

async function list(at: At): Promise<void> {
  const { base, ctx, frame, reach } = at;
  const { department, state, after } = readQuery(ctx, listPage);
  const department_id = department && (await departments.idOf(base, department));
  const rows = await clients.list(base, reach, {
    ...{ limit: PAGE + 1, after, state },
    // Of a department that there is none of there is nothing to list.
    ...(department && { department_id: department_id ?? NOBODY }),
  });
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1)?.id : undefined;
  const asked = { ...(department && { department }), ...(state && { state }) };
  const address = (more: object) => `/clients/apps?${new URLSearchParams({ ...asked, ...more })}`;
  answer(
    at,
    h(AppListPage, {
      ...{ frame, state, department: rows[0]?.department_names },
      apps: shown.map(lineOf(at)),
      ...(after !== undefined && { first: address({}) }),
      ...(last && { next: address({ after: last }) }),
    }),
  );
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

export const routes: readonly PortalRoute[] = [
  page('/clients/progress', board),
  page('/clients/apps', list),
];
