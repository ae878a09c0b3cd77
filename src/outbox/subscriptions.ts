import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { insertNotices } from './announce-statement.ts';
import type { Bodies, NoticeKind } from './kinds.ts';
import { GIVE_UP_AFTER } from './retry.ts';
import * as store from './store.ts';
import * as subscriptionsStore from './subscriptions-store.ts';

/** One change, and the clients at which its person has been: those that subscribe are told. */
export interface Announcement {
  kind: NoticeKind;
  identity_id: string;
  /** `record_id` as the outside knows it. */
  object?: { record_id: string };
  client_ids: readonly string[];
}

/** Where notices to a client queue: apart from its logout tokens, which never wait behind them. */
export const noticesTo = (clientId: string) => `notices:${clientId}`;

/**
 * Writes down the notices that a change owes, in the caller's transaction: one statement for any
 * number of changes. A notice that would say the same as one still waiting takes its place; one that
 * has been tried already does not stand for a later change.
 */
export async function announce(base: Base, changes: readonly Announcement[]): Promise<void> {
  const owed = new Map<string, { id: string; body: Bodies['notice'] }>();
  for (const { kind, identity_id, object, client_ids } of changes) {
    for (const client_id of client_ids) {
      const body = { kind, identity_id, client_id, ...object };
      owed.set(JSON.stringify(body), { id: newId(base.clock), body });
    }
  }
  if (owed.size === 0) return;
  const now = base.clock.now();
  const giveUpAt = new Date(now.getTime() + GIVE_UP_AFTER);
  await insertNotices(base.db, [...owed.values()], now, giveUpAt);
}

/** What a client is told of from now on; in the caller's transaction, which audits it. */
export async function subscribe(
  base: Base,
  clientId: string,
  kinds: readonly NoticeKind[],
): Promise<void> {
  if (kinds.length > 0) await store.ensureDestinations(base.db, [noticesTo(clientId)]);
  await subscriptionsStore.replace(base.db, clientId, kinds, base.clock.now());
}

/** The client is told nothing more until it subscribes again; what it had asked for stays known. */
export const pause = (base: Base, clientId: string): Promise<void> =>
  subscriptionsStore.pause(base.db, clientId);

/** What each client asked to be told of, paused ones too. */
export async function byClient(base: Base): Promise<Map<string, NoticeKind[]>> {
  const kinds = new Map<string, NoticeKind[]>();
  for (const { client_id, kind } of await subscriptionsStore.all(base.db)) {
    kinds.set(client_id, [...(kinds.get(client_id) ?? []), kind]);
  }
  return kinds;
}
