import { h } from 'preact';
import { z } from 'zod';
import { paths } from '../../views/account/paths.ts';
import { type ReceivedConsent, ReceivedPage } from '../../views/account/received.tsx';
import { transaction } from '../base.ts';
import * as registered from '../clients/clients.ts';
import { askable, askedFor } from '../clients/clients.ts';
import * as consents from '../consents/consents.ts';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import * as sessions from '../sessions/sessions.ts';
import { type At, answer, clientsNamed, doneOf } from './at.ts';
import type { NamedClient } from './needs.ts';
import { wayTo } from './way-to.ts';

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
  const consented = await consents.currentOf(needs.base, session.identity_id, [...clients.keys()]);
  const now = needs.base.clock.now();
  const last = seen.length === PAGE ? seen.at(-1) : undefined;
  answer(
    at,
    h(ReceivedPage, {
      frame: at.frame,
      now,
      done: doneOf(at),
      rows: seen.map(({ client_id, first_at, last_at, scopes }) => ({
        client: (clients.get(client_id) ?? endings.get(client_id))?.names ?? client_id,
        owner: (clients.get(client_id) ?? endings.get(client_id))?.department_names ?? '—',
        href: hrefOf(clients.get(client_id), needs.issuer),
        ending: endings.get(client_id),
        // What it may have received at most, where the hop did not keep what was granted.
        scopes: inOrder(scopes.length > 0 ? scopes : clients.get(client_id)?.scopes.split(' ')),
        first_at,
        last_at,
        consent: consentOf(clients.get(client_id), client_id, consented.get(client_id), now),
      })),
      next: last && `${paths.received}?before=${last.last_at.getTime()}.${last.client_id}`,
    }),
  );
}

const hrefOf = (client: NamedClient | undefined, issuer: string): string | undefined =>
  client && wayTo(client, issuer);

/** What the person is asked about there, what they said, and what goes there without that. */
function consentOf(
  client: NamedClient | undefined,
  client_id: string,
  row: consents.ConsentRow | undefined,
  now: Date,
): ReceivedConsent | undefined {
  const asked = client && askedFor(client).map(({ scope }) => scope);
  if (!client || !asked || asked.length + (row ? 1 : 0) === 0) return undefined;
  const known = row?.scopes_version === client.scopes_version && row.expires_at > now;
  const list = (text: string) => inOrder(text.split(' ').filter(Boolean));
  const approved = list(client.scopes).filter((scope) => askable.has(scope));
  return {
    client_id,
    given: row && list(row.scopes),
    refused: row ? list(row.refused) : [],
    until: row?.expires_at,
    lapsed: row !== undefined && !known,
    duty: approved.filter((scope) => !asked.includes(scope)),
  };
}

/** Withdraws what was consented to at one client; what it holds ends with it. */
export async function withdraw(at: At, { client_id }: { client_id: string }): Promise<void> {
  const { needs, session } = at;
  const of = { identity_id: session.identity_id, client_id };
  const withdrawn = await transaction(needs.base, async (base) => {
    await identities.hold(base, session.identity_id);
    return consents.withdraw(base, { ...of, session_id: session.session_id }, (base) =>
      needs.endGrants(base, of),
    );
  });
  seeOther(at.ctx, `${paths.received}?done=${withdrawn ? 'consent_withdrawn' : 'consent_none'}`);
}

/** Scopes, what says most about a person first. */
export const inOrder = (scopes: readonly string[] = []): string[] =>
  [...scopes].sort((a, b) => order.indexOf(a) - order.indexOf(b));
