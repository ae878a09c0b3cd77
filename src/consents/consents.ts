/**
 * Owns: what people consented to, at which client, to which version of its scopes, and what of that
 * counts now; the ledger of it, which nothing deletes. Does not own: on what a scope rests (clients),
 * the page that asks (login), what is cut by it (oidc).
 */
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as clients from '../clients/clients.ts';
import { newId } from '../crypto/ids.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import * as store from './store.ts';

export type { ConsentRow } from './store.ts';

/** What a person said at one client, as the SQL function `consent_of` gives it. */
export interface Said {
  id: string;
  scopes: string;
  refused: string;
  version: number;
  /** A date, or its text. */
  expires_at: Date | string;
}

type Asking = Pick<clients.Client, 'scopes' | 'scopes_version' | 'claims'>;

/** A consent is to one version of the scopes, for a year: for other purposes it was not given. */
const counts = (said: Said | null | undefined, client: Asking, now: Date): said is Said =>
  said?.version === client.scopes_version && new Date(said.expires_at) > now;

/** The scopes that a client's approval and the person's consent both cover (Never 4). */
export function covered(client: Asking, said: Said | null | undefined, now: Date): Set<string> {
  const scopes = new Set(client.scopes.split(' '));
  const given = new Set(counts(said, client, now) ? said.scopes.split(' ') : []);
  for (const { scope } of clients.askedFor(client)) if (!given.has(scope)) scopes.delete(scope);
  return scopes;
}

/** Of the scopes that are wanted those that rest on consent, whether or not it was given. */
export const restOnConsent = (client: Asking, wanted: ReadonlySet<string>): string[] =>
  clients
    .askedFor(client)
    .map(({ scope }) => scope)
    .filter((scope) => wanted.has(scope));

/** Of the scopes that are wanted those that the person is to be asked about: nothing was said of them. */
export function unsaid(
  client: Asking,
  said: Said | null | undefined,
  wanted: ReadonlySet<string>,
  now: Date,
): string[] {
  const known = counts(said, client, now) ? `${said.scopes} ${said.refused}`.split(' ') : [];
  return restOnConsent(client, wanted).filter((scope) => !known.includes(scope));
}

const YEAR_MS = 365 * 24 * 3_600_000;
/** The same said again within this time is one saying: a button that was pressed twice, at whatever nodes. */
const TWICE_MS = 10_000;

/**
 * Writes down what a person said to one client about some scopes, for a year. What they said before
 * of others, to the same version, goes on with it. In one transaction with its audit event; a caller
 * that holds the identity's row keeps a merge away.
 */
export function give(
  base: Base,
  input: {
    identity_id: string;
    client_id: string;
    version: number;
    scopes: readonly string[];
    refused: readonly string[];
    session_id?: string;
  },
): Promise<string> {
  const { identity_id, client_id, version } = input;
  return transaction(base, async (base) => {
    const now = base.clock.now();
    await store.lock(base, identity_id, client_id);
    const before = await store.current(base, identity_id, client_id);
    const goesOn = before && before.scopes_version === version && before.expires_at > now;
    const asked = new Set([...input.scopes, ...input.refused]);
    const kept = (text: string) =>
      goesOn ? text.split(' ').filter((scope) => scope !== '' && !asked.has(scope)) : [];
    const scopes = [...kept(before?.scopes ?? ''), ...input.scopes].sort().join(' ');
    const refused = [...kept(before?.refused ?? ''), ...input.refused].sort().join(' ');
    const same = goesOn && before.scopes === scopes && before.refused === refused;
    if (same && now.getTime() - before.given_at.getTime() < TWICE_MS) return before.id;
    const id = newId(base.clock);
    const expires_at = new Date(now.getTime() + YEAR_MS);
    await store.replace(base, {
      ...{ id, identity_id, client_id, scopes, refused, expires_at },
      ...{ scopes_version: version, given_at: now },
    });
    await audit.append(base, {
      kind: 'consent.given',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      client_id,
      ...(input.session_id && { session_id: input.session_id }),
      outcome: 'ok',
      detail: { scopes, refused, version },
    });
    return id;
  });
}

/** Nothing was consented to, and nothing is kept but that it was so: whoever asks again is asked again. */
export function noteRefused(
  base: Base,
  {
    identity_id,
    client_id,
    session_id,
  }: Record<'identity_id' | 'client_id', string> & {
    session_id?: string;
  },
): Promise<void> {
  return audit.append(base, {
    kind: 'consent.refused',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'identity', id: identity_id },
    client_id,
    ...(session_id && { session_id }),
    outcome: 'refused',
  });
}

/**
 * Withdraws all that a person consented to at one client; false when there was nothing. The client is
 * told, and `endGrants` ends what it holds, in the same transaction.
 */
export function withdraw(
  base: Base,
  {
    identity_id,
    client_id,
    session_id,
  }: Record<'identity_id' | 'client_id', string> & {
    session_id?: string;
  },
  endGrants: (base: Base) => Promise<void>,
): Promise<boolean> {
  return transaction(base, async (base) => {
    await store.lock(base, identity_id, client_id);
    const current = await store.current(base, identity_id, client_id);
    if (!current) return false;
    await store.withdraw(base, identity_id, client_id);
    await endGrants(base);
    await subscriptions.announce(base, [
      { kind: 'consent.withdrawn', identity_id, client_ids: [client_id] },
    ]);
    await audit.append(base, {
      kind: 'consent.withdrawn',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      client_id,
      ...(session_id && { session_id }),
      outcome: 'ok',
      detail: { scopes: current.scopes, version: current.scopes_version },
    });
    return true;
  });
}

/** What a person's consents are now, by client; those that were withdrawn or followed are not among them. */
export async function currentOf(
  base: Base,
  identity_id: string,
  client_ids: readonly string[],
): Promise<Map<string, store.ConsentRow>> {
  const rows = await store.currentOf(base, identity_id, client_ids);
  return new Map(rows.map((row) => [row.client_id, row]));
}

/** The same row in the terms of the engine's queries. */
export const saidBy = (row: store.ConsentRow | undefined): Said | undefined =>
  row && { ...row, version: row.scopes_version };
