import type { Base } from '../base.ts';
import type { EventRow } from './mac.ts';
import * as partitions from './partitions-statement.ts';
import { type Head, headOf, instant } from './seal.ts';
import * as store from './store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const REMEMBERED = 100_000;

/**
 * The seals of events that come in the order of time. A seal follows its events, mostly within a
 * second: it is looked for from a little before the event on, until a day after it.
 */
export function sealFinder(base: Base) {
  const known = new Map<string, Head>();
  let after: string | undefined;
  let readTo = Number.NEGATIVE_INFINITY;

  return async function sealOf(event: Pick<EventRow, 'id' | 'at'>): Promise<Head | undefined> {
    const at = Date.parse(event.at);
    const found = known.get(event.id);
    if (found) return found;
    if (after === undefined || at > readTo + HOUR || at < readTo - HOUR) {
      const first = await partitions.firstSealSince(base.db, instant(new Date(at - MINUTE)));
      if (first === undefined) return undefined;
      after = String(BigInt(first) - 1n);
      readTo = at;
    }
    for (;;) {
      const rows = await store.sealsAfter(base.db, after, 20);
      for (const row of rows) {
        const head = headOf(row);
        for (const id of row.event_ids) known.set(id, head);
        after = row.number;
        readTo = Date.parse(row.sealed_at);
      }
      for (const id of known.keys()) {
        if (known.size <= REMEMBERED) break;
        if (id !== event.id) known.delete(id);
      }
      const head = known.get(event.id);
      if (head || rows.length === 0 || readTo > at + DAY) return head;
    }
  };
}
