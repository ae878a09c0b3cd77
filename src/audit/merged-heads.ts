import type { Base } from '../base.ts';
import type { Findings } from './findings.ts';
import type { HeadLine, HeadReader } from './heads.ts';
import { type Head, isSigned } from './seal.ts';

export interface HeldHead {
  head: Head;
  /** It was in its sink before the snapshot of the database began. */
  settled: boolean;
}

/**
 * The heads of all sinks as one ascending row, each number once. Heads that nobody with the key
 * signed, that stand in the wrong place, or over which two sinks disagree, become findings.
 */
export async function* mergedHeads(
  base: Base,
  readers: readonly HeadReader[],
  ends: readonly number[],
  found: Findings,
  notes: string[],
): AsyncGenerator<HeldHead> {
  const rows = readers.map((reader, i) => ascending(base, reader, ends[i] ?? 0, found, notes));
  const next = await Promise.all(rows.map((row) => row.next()));
  for (;;) {
    const numbers = next.flatMap((step) => (step.done ? [] : [step.value.head.number]));
    if (numbers.length === 0) return;
    const number = Math.min(...numbers);
    let held: HeldHead | undefined;
    for (const [i, step] of next.entries()) {
      if (step.done || step.value.head.number !== number) continue;
      if (held && held.head.signature !== step.value.head.signature)
        found.add('cut_off', { seal: String(number) }, 'two files of heads disagree on it');
      held = {
        head: held?.head ?? step.value.head,
        settled: step.value.settled || !!held?.settled,
      };
      next[i] = await (rows[i] as AsyncGenerator<HeldHead>).next();
    }
    if (held) yield held;
  }
}

async function* ascending(
  base: Base,
  reader: HeadReader,
  end: number,
  found: Findings,
  notes: string[],
): AsyncGenerator<HeldHead> {
  let last = 0;
  let torn = 0;
  for await (const line of reader.lines()) {
    const { head } = line;
    const name = `${reader.name}, line ${line.line}`;
    if (!head) torn += 1;
    else if (!isSigned(base.ring, head))
      found.add('altered', { line: name }, 'the head in it is not signed with the audit key');
    else if (head.number <= last)
      found.add('inserted', { line: name }, `head ${head.number} stands behind head ${last}`);
    else {
      last = head.number;
      yield { head, settled: isSettled(line, end) };
    }
  }
  // A crash can tear a line; its head is then written again below, and if not, it is missed.
  if (torn > 0) notes.push(`${reader.name}: ${torn} lines are no heads (torn by a crash?)`);
}

const isSettled = (line: HeadLine, end: number) => line.until <= end;
