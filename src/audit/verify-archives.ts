import { join } from 'node:path';
import type { Base } from '../base.ts';
import { BrokenArchive, type Ended, type ReadLine, readArchive } from './archive-file.ts';
import { eventOfLine } from './archive-lines.ts';
import { type ArchiveRow, archives } from './archives.ts';
import { faultOf } from './check-archive.ts';
import type { Findings } from './findings.ts';
import type { WrittenEvent } from './mac.ts';
import { timeOfId } from './months.ts';
import * as partitions from './partitions-statement.ts';
import { instant } from './seal.ts';

/** What verifying reads of months that are not in the database any more. */
export interface Shelf {
  /** Those events of a seal that stand in archives; to be asked in ascending order of the seals. */
  take(seal: number): Promise<Map<string, WrittenEvent>>;
  /** Whether an event is kept in a file alone, and whether that file can be read. */
  keeps(id: string): 'here' | 'out_of_reach' | undefined;
  /** Reads what is left of every file, and names what does not hold. */
  end(): Promise<void>;
}

/** `directory` is where the files are; without one, months that were dropped are taken as signed. */
export async function openShelf(
  base: Base,
  directory: string | undefined,
  found: Findings,
  notes: string[],
): Promise<Shelf> {
  const { held, forged } = await archives(base);
  for (const { file } of forged)
    found.add(
      'altered',
      { line: `the entry of archive ${file}` },
      'nobody with the key wrote it so',
    );
  const readers = directory
    ? held.map((row) => readerOf(base, join(directory, row.file), row, found))
    : [];
  const dropped = held.filter(({ state }) => state === 'dropped');
  if (!directory && dropped.length > 0)
    notes.push(`${dropped.length} months stand in archives that were not looked at`);
  return {
    async take(seal) {
      const events = new Map<string, WrittenEvent>();
      for (const reader of readers)
        for (const event of await reader.take(seal)) events.set(event.id, event);
      return events;
    },
    keeps(id) {
      const at = timeOfId(id);
      const row = dropped.find(({ from_at, until_at }) => at >= from_at && at < until_at);
      if (!row) return undefined;
      return readers.find((reader) => reader.row === row)?.opened() ? 'here' : 'out_of_reach';
    },
    async end() {
      for (const reader of readers) await reader.end();
      await examineLeftovers(base, dropped, found);
    },
  };
}

/** One file, read once from its first line to its last, as far as it is asked for. */
function readerOf(base: Base, path: string, row: ArchiveRow, found: Findings) {
  const lines = readArchive(path);
  const subject = { line: `archive ${row.file}` };
  const inUse = row.state === 'dropped';
  let next: IteratorResult<ReadLine, Ended> | undefined;
  let broken = false;
  let missing = false;

  async function step(): Promise<void> {
    try {
      next = await lines.next();
    } catch (fault) {
      const gone = (fault as NodeJS.ErrnoException).code === 'ENOENT';
      if (!gone && !(fault instanceof BrokenArchive)) throw fault;
      broken = true;
      missing = gone;
      found.add(
        gone ? 'removed' : 'cut_off',
        subject,
        gone ? 'it is not in its directory' : (fault as Error).message,
      );
    }
  }

  async function take(seal: number): Promise<WrittenEvent[]> {
    const events: WrittenEvent[] = [];
    if (seal < Number(row.first_seal)) return events;
    if (!next && !broken) await step();
    while (!broken && next && !next.done) {
      const { line, number } = next.value;
      const of = 'event' in line ? line.seal : 'seal' in line ? line.seal.number : 0;
      if (of !== null && of > seal) break;
      if ('event' in line) {
        if (of === seal && inUse) events.push(eventOfLine(line.event));
        else if (inUse)
          found.add(
            'inserted',
            { line: `${subject.line}, line ${number}` },
            'it is in no seal there',
          );
      }
      await step();
    }
    return events;
  }

  return {
    row,
    take,
    opened: () => !missing,
    async end() {
      await take(Number.POSITIVE_INFINITY);
      if (broken || !next?.done) return;
      const fault = faultOf(base, next.value, row);
      if (fault) found.add('altered', subject, fault);
    },
  };
}

/** What stands in the database of a month that stands in a file alone. */
async function examineLeftovers(base: Base, dropped: readonly ArchiveRow[], found: Findings) {
  for (const { from_at, until_at, file } of dropped) {
    const within = { from: instant(from_at), until: instant(until_at) };
    for (const { id } of await partitions.eventsWithin(base.db, within, 2_000))
      found.add('inserted', { event_id: id }, `its month was dropped, and what counts is ${file}`);
  }
}
