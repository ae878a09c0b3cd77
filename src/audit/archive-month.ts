import type { Base } from '../base.ts';
import { type SealLine, writer } from './archive-lines.ts';
import { isGenuine, type WrittenEvent } from './mac.ts';
import { type Month, partitionOf, timeOfId } from './months.ts';
import * as partitions from './partitions-statement.ts';
import { headOf, instant, isSigned, type SealRow, sealDigest } from './seal.ts';
import * as store from './store.ts';

/** Clocks of two nodes may differ: a seal may say that it is older than an event in it. */
const SKEW = 86_400_000;
const SEALS_AT_ONCE = 20;

/** A month is not what it was when it was written: it is not carried out of the database like that. */
export class MonthTouched extends Error {}

/**
 * The lines of a month: every seal that names an event of it, in order, each with its events behind
 * it. Throws MonthTouched where an event or a seal was altered, removed or inserted.
 */
export async function* archiveLines(
  base: Base,
  month: Month,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const lines = writer(base.ring, {
    what: 'archive',
    from: instant(month.from),
    until: instant(month.until),
  });
  yield lines.begin();
  const all = await partitions.countIn(base.db, partitionOf(month));
  let written = 0;
  let previous: SealRow | undefined;
  for await (const row of sealsSince(base, month)) {
    signal?.throwIfAborted();
    const ours = row.event_ids.filter((id) => isIn(month, id));
    if (ours.length > 0) {
      const { seal, events } = await sealWith(base, row, previous, month);
      yield lines.seal(seal);
      for (const event of events) yield lines.event(event, seal.number);
      written += events.length;
    }
    if (written >= all && Date.parse(row.sealed_at) > month.until.getTime() + SKEW) break;
    previous = row;
  }
  if (written !== all)
    throw new MonthTouched(`${all} events stand in it, and seals name ${written} of it`);
  yield lines.end().text;
}

/** A seal as it goes out, held against its events as verifying does. */
async function sealWith(base: Base, row: SealRow, before: SealRow | undefined, month: Month) {
  const head = headOf(row);
  if (!isSigned(base.ring, head))
    throw new MonthTouched(`seal ${row.number} is not as it was signed`);
  const rows = await store.eventsOf(base.db, row.event_ids);
  const byId = new Map(rows.map((event) => [event.id, event]));
  const elsewhere: Record<string, string> = {};
  const events: WrittenEvent[] = [];
  const macs: Buffer[] = [];
  let whole = true;
  for (const id of row.event_ids) {
    const event = byId.get(id);
    if (event && !isGenuine(base.ring, event)) throw new MonthTouched(`event ${id} was altered`);
    if (!event && isIn(month, id)) throw new MonthTouched(`event ${id} was removed`);
    // An event of a month that was dropped before: this seal's digest stands in that archive too.
    if (!event) whole = false;
    else {
      macs.push(event.mac);
      if (isIn(month, id)) events.push(event);
      else elsewhere[id] = event.mac.toString('base64url');
    }
  }
  const previous = before ? headOf(before).digest : null;
  if (whole && (before || head.number === 1)) {
    if (sealDigest(previous ?? undefined, head.events, macs) !== head.digest)
      throw new MonthTouched(`the digest of seal ${row.number} does not follow from its events`);
  }
  const seal: SealLine = { ...head, previous, ids: row.event_ids };
  return { seal: Object.keys(elsewhere).length > 0 ? { ...seal, elsewhere } : seal, events };
}

/** From the last seal before the month on, for the digest that the first one follows. */
async function* sealsSince(base: Base, month: Month): AsyncGenerator<SealRow> {
  const first = await partitions.firstSealSince(
    base.db,
    instant(new Date(month.from.getTime() - SKEW)),
  );
  if (first === undefined) return;
  let after = String(BigInt(first) - 2n);
  for (;;) {
    const rows = await store.sealsAfter(base.db, after, SEALS_AT_ONCE);
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.number;
  }
}

const isIn = ({ from, until }: Month, id: string): boolean => {
  const at = timeOfId(id);
  return at >= from && at < until;
};
