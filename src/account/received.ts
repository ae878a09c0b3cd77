import { h } from 'preact';
import { z } from 'zod';
import { paths } from '../../views/account/paths.ts';
import { ReceivedPage } from '../../views/account/received.tsx';
import * as registered from '../clients/clients.ts';
import { readQuery } from '../http/input.ts';
import * as sessions from '../sessions/sessions.ts';
import { type At, answer, clientsNamed } from './at.ts';

const PAGE = 20;

/** What says most about a person first. */
const order = ['idno', 'records', 'realname', 'phone', 'profile', 'openid', 'offline_access'];

/** Where a page goes on: `<milliseconds>.<client_id>` of the last row before it. */
const before = z
  .string()
  .regex(/^\d{12,14}\.[a-z][a-z0-9-]{0,59}$/)
  .transform((text) => {
    const [ms, client_id = ''] = text.split('.');
    return { last_at: new Date(Number(ms)), client_id };
  });
const paged = z.looseObject({ before: before.optional() });

/** Who received what of mine, and when: the latest first, by pages. */
export async function received(at: At): Promise<void> {
  const { needs, session } = at;
  const page = { before: readQuery(at.ctx, paged).before, limit: PAGE };
  const seen = await sessions.clientsOf(needs.base, session.identity_id, page);
  const clients = await clientsNamed(
    needs,
    seen.map(({ client_id }) => client_id),
  );
  const endings = await registered.endings(
    needs.base,
    seen.map(({ client_id }) => client_id),
  );
  const last = seen.length === PAGE ? seen.at(-1) : undefined;
  answer(
    at,
    h(ReceivedPage, {
      frame: at.frame,
      now: needs.base.clock.now(),
      rows: seen.map(({ client_id, first_at, last_at, scopes }) => ({
        client: (clients.get(client_id) ?? endings.get(client_id))?.names ?? client_id,
        owner: (clients.get(client_id) ?? endings.get(client_id))?.department_names ?? '—',
        ending: endings.get(client_id),
        // What it may have received at most, where the hop did not keep what was granted.
        scopes: inOrder(scopes.length > 0 ? scopes : clients.get(client_id)?.scopes.split(' ')),
        first_at,
        last_at,
      })),
      next: last && `${paths.received}?before=${last.last_at.getTime()}.${last.client_id}`,
    }),
  );
}

/** Scopes, what says most about a person first. */
export const inOrder = (scopes: readonly string[] = []): string[] =>
  [...scopes].sort((a, b) => order.indexOf(a) - order.indexOf(b));
