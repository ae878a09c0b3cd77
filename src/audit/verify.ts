import type { Base } from '../base.ts';
import { collect, type Finding, type Findings } from './findings.ts';
import type { HeadReader } from './heads.ts';
import { type HeldHead, mergedHeads } from './merged-heads.ts';
import { holdPartitions } from './partitions-statement.ts';
import { type Head, headOf, isSigned, type SealRow } from './seal.ts';
import * as store from './store.ts';
import { openShelf, type Shelf } from './verify-archives.ts';
import { examineEvents, examineQueue, examineStrays } from './verify-events.ts';

export type { Finding } from './findings.ts';

/** What was looked at, and what is wrong with it. */
export interface Examination {
  findings: Finding[];
  /** How many more there are than are named. */
  unnamed: number;
  seals: number;
  events: number;
  /** Queued for the next seal. */
  queued: number;
  /** What is no finding, but worth knowing. */
  notes: string[];
}

/** What was altered, removed, inserted or cut off; empty when the trail is whole. */
export async function verify(
  base: Base,
  heads: HeadReader | readonly HeadReader[],
  archives?: string,
): Promise<Finding[]> {
  return (await examine(base, heads, archives)).findings;
}

/**
 * Reads the whole trail in one snapshot and in bounded memory, and holds it against the heads that
 * were kept outside. Needs the audit key, the heads of all nodes, and the directory of the archives
 * where months were dropped. Gateways may run meanwhile.
 */
export async function examine(
  base: Base,
  heads: HeadReader | readonly HeadReader[],
  archives?: string,
): Promise<Examination> {
  const readers = 'lines' in heads ? [heads] : heads;
  // What the sinks hold before the snapshot begins must be in the snapshot. What they gain while
  // it is read may speak of newer seals, and only serves to cover the seals of the snapshot.
  const ends = await Promise.all(readers.map((reader) => reader.end()));
  const look = async (db: Base['db']): Promise<Examination> => {
    await holdPartitions(db);
    const found = collect();
    const result = { seals: 0, events: 0, notes: [] as string[] };
    const held = mergedHeads(base, readers, ends, found, result.notes);
    const shelf = await openShelf({ ...base, db }, archives, found, result.notes);
    await examineChain({ ...base, db }, { heads: held, shelf }, found, result);
    await shelf.end();
    const queued = await examineQueue({ ...base, db }, found);
    await examineStrays({ ...base, db }, found);
    return { ...result, queued, findings: found.named, unnamed: found.unnamed() };
  };
  if (base.db.isTransaction) return look(base.db);
  return base.db.transaction(look, { isolationLevel: 'repeatable read', readOnly: true });
}

/** Seals and heads side by side, both in ascending order. */
async function examineChain(
  base: Base,
  { heads, shelf }: { heads: AsyncIterator<HeldHead>; shelf: Shelf },
  found: Findings,
  result: { seals: number; events: number; notes: string[] },
): Promise<void> {
  /** The newest number that was surely given, and its head: what the next seal must follow. */
  let last = 0;
  let lastHead: Head | undefined;
  const uncovered: number[] = [];
  let held = await heads.next();

  for await (const row of seals(base)) {
    const number = Number(row.number);
    while (!held.done && held.value.head.number < number) {
      // A seal between these two is missing; the gap is named below.
      if (held.value.head.number === number - 1) lastHead = held.value.head;
      held = await heads.next();
    }
    const outside = !held.done && held.value.head.number === number ? held.value.head : undefined;
    const head = headOf(row);
    const signed = isSigned(base.ring, head);
    result.seals += 1;
    if (!signed && !outside) {
      found.add('inserted', { seal: row.number }, 'is not signed with the audit key');
    } else {
      if (number > last + 1) gap(found, last + 1, number - 1, 'removed');
      if (!signed) found.add('altered', { seal: row.number }, 'is not as it was signed');
      else if (outside && outside.digest !== head.digest)
        found.add('cut_off', { seal: row.number }, 'took the place of the one whose head was kept');
      if (!outside && uncovered.length < 2) uncovered.push(number);
      last = number;
    }
    const follows = number === 1 || lastHead?.number === number - 1;
    const previous = follows ? lastHead : null;
    result.events += await examineEvents(
      base,
      { row, head, signed, outside, previous, shelf },
      found,
    );
    if (signed || outside) lastHead = signed ? head : outside;
  }
  await examineEnd({ heads, held, last, uncovered }, found, result.notes);
}

/** What the heads say beyond the last seal, and which seals no head speaks of. */
async function examineEnd(
  at: {
    heads: AsyncIterator<HeldHead>;
    held: IteratorResult<HeldHead>;
    last: number;
    uncovered: number[];
  },
  found: Findings,
  notes: string[],
): Promise<void> {
  let newest = 0;
  for (let held = at.held; !held.done; held = await at.heads.next())
    if (held.value.settled) newest = held.value.head.number;
  if (newest > at.last) gap(found, at.last + 1, newest, 'cut_off');

  const [first] = at.uncovered;
  if (first === undefined) return;
  // A sealer that was killed between its commit and the sink leaves exactly the last seal without
  // a head, and the next sealer writes it before anything else.
  if (at.uncovered.length === 1 && first === at.last)
    notes.push(`seal ${first} has no head yet: the sealer writes it with its next pass`);
  else
    found.add(
      'cut_off',
      { seal: String(first) },
      'no head is left of it, perhaps of later ones too',
    );
}

function gap(found: Findings, from: number, to: number, what: 'removed' | 'cut_off'): void {
  const range = from === to ? { seal: String(from) } : { seal: String(from), to: String(to) };
  found.add(
    what,
    range,
    what === 'removed' ? 'and the events in it' : 'after the last seal that stands',
  );
}

async function* seals(base: Base): AsyncGenerator<SealRow> {
  let after: string | undefined;
  for (;;) {
    const rows = await store.sealsAfter(base.db, after, 20);
    yield* rows;
    after = rows.at(-1)?.number;
    if (after === undefined) return;
  }
}
