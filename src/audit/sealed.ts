import type { Base } from '../base.ts';
import { type EventRow, isGenuine, type WrittenEvent } from './mac.ts';
import { headOf, isSigned } from './seal.ts';
import * as store from './store.ts';

/** An event as it was sealed; ids and keyed hashes only. */
export type SealedEvent = EventRow;

/**
 * The next seal after `number` that a holder of the key signed, with its events: for whoever follows
 * the trail, each event once and in order. What was altered or removed since is left out, and forged
 * seals are passed over: verifying names them. Undefined when nothing newer is sealed.
 */
export async function sealedAfter(
  base: Base,
  number: number,
): Promise<{ number: number; events: SealedEvent[] } | undefined> {
  let after = String(number);
  for (;;) {
    const rows = await store.sealsAfter(base.db, after, 5);
    const row = rows.find((one) => isSigned(base.ring, headOf(one)));
    if (row) return { number: Number(row.number), events: await eventsIn(base, row.event_ids) };
    const last = rows.at(-1);
    if (!last) return undefined;
    after = last.number;
  }
}

/** The events of a seal that are as they were written, in no order. */
export async function eventsIn(base: Base, ids: readonly string[]): Promise<WrittenEvent[]> {
  const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  const within = {
    from: new Date(Math.min(...times)).toISOString(),
    to: new Date(Math.max(...times) + 1).toISOString(),
  };
  const rows = await store.eventsOf(base.db, ids, within);
  return rows.filter((row) => isGenuine(base.ring, row));
}

/** How much waits for the sealer: the time of the oldest event, and how many there are, to `atMost`. */
export function unsealed(
  base: Base,
  atMost = 10_000,
): Promise<{ count: number; oldest_at?: Date }> {
  return store.unsealed(base.db, atMost);
}
