import type { Base } from '../base.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import * as sessions from '../sessions/sessions.ts';
import * as store from './store.ts';

/**
 * Something that a client sees of a person is other than it was: the version grows, and the clients at which the
 * person has been and which subscribe to `identity.changed` are owed a notice, in the caller's
 * transaction. Every change of what a client may be told goes through here.
 */
export async function change(
  base: Base,
  identity_id: string,
  changes: Partial<store.IdentityRow> = {},
): Promise<void> {
  await store.changeIdentity(base.db, identity_id, base.clock.now(), changes);
  const clients = await sessions.clientsOfMany(base, [identity_id]);
  const client_ids = clients.get(identity_id) ?? [];
  await subscriptions.announce(base, [{ kind: 'identity.changed', identity_id, client_ids }]);
}

/**
 * Something was written that no client sees, or the same evidence anew, as at a daily sign-in: the
 * version grows, and nobody is called for it.
 */
export const renew = (base: Base, identity_id: string): Promise<void> =>
  store.changeIdentity(base.db, identity_id, base.clock.now(), {});
