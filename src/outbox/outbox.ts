/**
 * Outbox: what is owed to outside parties, with retry and a receipt (DESIGN 5).
 * Owns the tables `outbox`, `destinations` and `subscriptions`, and every request that leaves the
 * gateway (outgoing.ts). Does not know what a delivery says or how it is made:
 * the handlers do, and they are composed in app.ts; worker.ts runs them. retention.ts says how long
 * notices are kept.
 */
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import type { Bodies, DeliveryKind } from './kinds.ts';
import { GIVE_UP_AFTER } from './retry.ts';
import * as store from './store.ts';
import { noticesTo } from './subscriptions.ts';

export type { LedgerEntry, Receipt } from './store.ts';

/**
 * One thing owed. `destination_id` such as `client:hall`; `session_id` when it tells of an ending;
 * `expires_at` when it is worth nothing long before the 24 h that others have.
 */
export type Owed = {
  [K in DeliveryKind]: {
    destination_id: string;
    kind: K;
    body: Bodies[K];
    session_id?: string;
    expires_at?: Date;
  };
}[DeliveryKind];

/**
 * Writes down what is owed, in the caller's transaction: owed and done stand or fall together.
 * Due at once; given up after 24 h, or at its own end. Two statements for any number of deliveries.
 */
export async function owe(base: Base, deliveries: readonly Owed[]): Promise<void> {
  if (deliveries.length === 0) return;
  const now = base.clock.now();
  const destinations = [...new Set(deliveries.map((owed) => owed.destination_id))].sort();
  await store.ensureDestinations(base.db, destinations);
  await store.insert(
    base.db,
    deliveries.map(({ expires_at = null, ...owed }) => ({
      id: newId(base.clock),
      session_id: null,
      give_up_at: expires_at,
      ...owed,
    })),
    now,
    new Date(now.getTime() + GIVE_UP_AFTER),
  );
}

/**
 * The ledger, for the citizen, the client's owner and staff: of some sessions, complete; or of one
 * destination or one client (its logout tokens and its notices), the newest `limit` (100), before
 * `before` (an id) when paging.
 */
export function ledger(
  base: Base,
  of:
    | { session_ids: readonly string[] }
    | { destination_id: string; before?: string; limit?: number }
    | { client_id: string; before?: string; limit?: number },
): Promise<store.LedgerEntry[]> {
  if ('session_ids' in of) return store.ledgerOfSessions(base.db, of.session_ids);
  const destinations =
    'client_id' in of ? [`client:${of.client_id}`, noticesTo(of.client_id)] : [of.destination_id];
  return store.ledgerOfDestinations(base.db, destinations, of.limit ?? 100, of.before);
}

/**
 * How much is owed and not settled, counted to `atMost`, so that a long queue costs no more than that;
 * and since when the oldest waits. Of some clients only where they are named, then without the oldest.
 */
export function outstanding(
  base: Base,
  of: { client_ids?: readonly string[]; atMost?: number } = {},
): Promise<{ count: number; oldest_at?: Date }> {
  const destinations = of.client_ids?.flatMap((id) => [`client:${id}`, noticesTo(id)]);
  return store.outstanding(base.db, of.atMost ?? 10_000, destinations);
}
