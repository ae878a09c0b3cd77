import type { Base } from '../base.ts';
import type { Findings } from './findings.ts';
import { isGenuine, type WrittenEvent } from './mac.ts';
import { type Head, instant, type SealRow, sealDigest } from './seal.ts';
import * as store from './store.ts';
import type { Shelf } from './verify-archives.ts';

/** No seal remembers it, so that nobody can say which of the two it was. */
const FORGED = 'nobody with the key wrote it so (or it was altered before it was sealed)';

export interface SealInQuestion {
  row: SealRow;
  head: Head;
  /** The row is as a holder of the key signed it. */
  signed: boolean;
  /** What was kept of it outside. */
  outside: Head | undefined;
  /** The head before it; undefined before the first seal, null when it is not known. */
  previous: Head | undefined | null;
  shelf: Shelf;
}

/** Holds the events of one seal against their macs and its digest; gives how many are right. */
export async function examineEvents(
  base: Base,
  { row, head, signed, outside, previous, shelf }: SealInQuestion,
  found: Findings,
): Promise<number> {
  // A list that nobody signed may name anything: what it names is looked at, not missed.
  const listHolds = signed || outside?.events === head.events;
  const ids = row.event_ids.filter((id) => typeof id === 'string');
  const archived = await shelf.take(Number(row.number));
  const rows = await readEvents(base, ids);
  const macs: Buffer[] = [];
  for (const id of ids) {
    const kept = shelf.keeps(id);
    if (kept === 'out_of_reach') continue;
    const event = kept ? archived.get(id) : rows.get(id);
    archived.delete(id);
    const subject = { event_id: id, seal: row.number };
    if (event && isGenuine(base.ring, event)) macs.push(event.mac);
    else if (event)
      found.add('altered', subject, `it is in seal ${row.number}, and its mac is wrong`);
    else if (listHolds) found.add('removed', subject, `it is in seal ${row.number}`);
  }
  for (const id of archived.keys())
    found.add(
      'inserted',
      { event_id: id },
      `its archive has it in seal ${row.number}, which has not`,
    );
  if (listHolds && previous !== null && macs.length === row.event_ids.length) {
    const digest = sealDigest(previous?.digest, head.events, macs);
    if (digest !== (outside ?? head).digest)
      found.add(
        'altered',
        { seal: row.number },
        'its digest does not follow from the seal before it',
      );
  }
  return macs.length;
}

/** The events of a list by id. Where two rows have one id, the genuine one counts. */
async function readEvents(base: Base, ids: readonly string[]): Promise<Map<string, WrittenEvent>> {
  const rows = new Map<string, WrittenEvent>();
  if (ids.length === 0) return rows;
  const take = (event: WrittenEvent) => {
    if (!rows.has(event.id) || isGenuine(base.ring, event)) rows.set(event.id, event);
  };
  for (const event of await store.eventsOf(base.db, ids, timesOf(ids))) take(event);
  const missing = ids.filter((id) => !rows.has(id));
  // Somebody may have moved their time, and so the partition they are in.
  if (missing.length > 0) for (const event of await store.eventsOf(base.db, missing)) take(event);
  return rows;
}

/**
 * When the events of these ids happened: a UUIDv7 begins with its milliseconds (RFC 9562 §5.7).
 * Undefined where an id cannot be ours.
 */
function timesOf(ids: readonly string[]): { from: string; to: string } | undefined {
  const sorted = [...ids].sort();
  const from = millisecondsOf(sorted[0] ?? '');
  const to = millisecondsOf(sorted.at(-1) ?? '');
  if (to > END_OF_TIME) return undefined;
  return { from: instant(new Date(from)), to: instant(new Date(to)) };
}

/** The last year that has four digits. */
const END_OF_TIME = Date.UTC(9999, 0);

const millisecondsOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** What is queued for the next seal: there, and as it was written. Gives how many are right. */
export async function examineQueue(base: Base, found: Findings): Promise<number> {
  let right = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const queued = await store.pendingAfter(base.db, after, 1_000);
    for (const row of queued) {
      const subject = { event_id: row.event_id };
      if (row.id === null) found.add('removed', subject, 'it is queued for the next seal and gone');
      else if (!isGenuine(base.ring, row)) found.add('inserted', subject, FORGED);
      else right += 1;
    }
    const last = queued.at(-1);
    if (!last) return right;
    after = last.event_id;
  }
}

/** Events that no seal and no queue knows, or that stand at another time than they happened. */
export async function examineStrays(base: Base, found: Findings): Promise<void> {
  for (const event of await store.strayEvents(base.db, 2_000)) {
    const subject = { event_id: event.id };
    if (isGenuine(base.ring, event))
      found.add(
        'removed',
        subject,
        'from its seal or from the queue; the event itself still stands',
      );
    else found.add('inserted', subject, FORGED);
  }
}
