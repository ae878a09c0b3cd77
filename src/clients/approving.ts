import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { refused } from '../errors.ts';
import type { Fault } from '../faults.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import { type GrantType, maySubscribe, scopesKnown, signsPeopleIn } from './registration.ts';
import * as store from './store.ts';

/** Scopes as they are compared and kept: each once, in one order. */
export const scopesOf = (text: string): string =>
  [...new Set(text.split(' ').filter(Boolean))].sort().join(' ');

/** What is wrong with scopes for a client like this. */
export function faultsInScopes(
  { grant_types }: { grant_types: readonly GrantType[] },
  to: string,
): Fault[] {
  const scopes = to.split(' ');
  const signsIn = signsPeopleIn(grant_types);
  if (!scopes.every((scope) => scopesKnown.has(scope)))
    return [{ field: 'scopes', rule: 'scope', words: { allowed: [...scopesKnown].join(' ') } }];
  if (signsIn === scopes.includes('openid')) return [];
  return [{ field: 'scopes', rule: signsIn ? 'openid_missing' : 'openid_idle' }];
}

/** Throws `clients.bad_registration` with `scopes` when they are unknown, or not for a client like this. */
export function checkScopes(client: Pick<store.ClientRow, 'grant_types'>, to: string): void {
  const faults = faultsInScopes(client, to);
  if (faults.length > 0) throw refused('clients.bad_registration', faults);
}

/**
 * What a client may receive from now on, if it is still what it was; false when not. Tokens that it
 * holds give no more than this from the next second on (Never 4). What it was told of and may read no
 * longer, it is told of no longer; consents are to what it was, and asked anew. Throws `clients.bad_registration` with `scopes`.
 */
export function approveScopes(
  base: Base,
  { id, to, was }: { id: string; to: string; was: string },
  actor: audit.AuditEvent['actor'],
): Promise<boolean> {
  const scopes = scopesOf(to);
  return transaction(base, async (base) => {
    const before = await store.lock(base, id);
    if (before?.state !== 'live' && before?.state !== 'suspended') return false;
    if (scopesOf(before.scopes) !== scopesOf(was)) return false;
    checkScopes(before, scopes);
    await store.setScopes(base, id, scopes);
    await store.raiseScopesVersion(base, id);
    const told = (await subscriptions.byClient(base)).get(id) ?? [];
    const left = told.filter((kind) => maySubscribe(kind, scopes));
    if (left.length < told.length) await subscriptions.subscribe(base, id, left);
    await bumpConfigVersion(base);
    await audit.append(base, {
      kind: 'client.approved',
      actor,
      object: { kind: 'client', id },
      client_id: id,
      outcome: 'ok',
      detail: { scopes, was: scopesOf(was) },
    });
    return true;
  });
}
