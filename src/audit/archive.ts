/**
 * Old months of the trail: written to a file, read again, and only then dropped (ADR 0019). Each
 * step is done or not done; whoever is killed in between leaves the next run to go on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Base, transaction } from '../base.ts';
import { writeArchive } from './archive-file.ts';
import { archiveLines } from './archive-month.ts';
import { archiveOf, archives, keep } from './archives.ts';
import type { ArchiveRow } from './archives-store.ts';
import * as audit from './audit.ts';
import { checkArchive } from './check-archive.ts';
import { type Month, monthOf, monthOfPartition, nameOfMonth, partitionOf } from './months.ts';
import * as partitions from './partitions-statement.ts';
import { instant } from './seal.ts';
import * as search from './search-statement.ts';
import * as store from './store.ts';
import * as syslog from './syslog-statement.ts';

export interface ArchiveOptions {
  directory: string;
  /** A month goes when its last day is this far back. */
  onlineDays: number;
  /** A month that the syslog receiver has not taken yet stays, however old. */
  afterSyslog?: boolean;
  /** Told of a month that cannot be archived, and of one that is in use; the log by default. */
  warn?: (what: string, detail: Record<string, unknown>) => void;
  /** Ends the work at the next seal; what was half done is begun anew by the next run. */
  signal?: AbortSignal;
  /** How often a month that is in use is tried again, and how long is waited; for tests. */
  tries?: number;
  pauseMs?: number;
}

export const fileOf = (month: Month): string => `songhua-audit-${nameOfMonth(month)}.ndjson.gz`;

/**
 * Archives and drops every month that is old enough; gives the names of the months dropped. For the
 * upkeep: on any number of nodes one works. A month whose events or seals are not as they were written
 * is left where it is, and warned of.
 */
export async function archiveOld(base: Base, options: ArchiveOptions): Promise<string[]> {
  const warn = options.warn ?? ((what, detail) => console.error(what, detail));
  // Held without a snapshot, so that old rows elsewhere can be cleared away meanwhile.
  return base.db.transaction(async (lock) => {
    if (!(await partitions.lockArchiving(lock))) return [];
    const dropped: string[] = [];
    for (const month of await oldMonths(base, options.onlineDays)) {
      try {
        if (await archiveAndDrop(base, month, options)) dropped.push(nameOfMonth(month));
      } catch (fault) {
        if (options.signal?.aborted) break;
        warn('a month of the trail stays online', {
          month: nameOfMonth(month),
          why: fault instanceof Error ? fault.message : 'unknown',
        });
      }
    }
    return dropped;
  });
}

async function archiveAndDrop(base: Base, month: Month, options: ArchiveOptions): Promise<boolean> {
  const path = join(options.directory, fileOf(month));
  let row = await archiveOf(base, month);
  if (row?.state === 'imported') return false;
  if (row?.state === 'dropped') {
    // Killed between taking it out of the trail and dropping the table.
    if (!(await store.partitionNames(base.db)).includes(partitionOf(month)))
      await partitions.dropTable(base.db, partitionOf(month));
    return false;
  }
  if (!row || !existsSync(path)) row = await archiveMonth(base, month, path, options.signal);
  else await checkArchive(base, path, row);
  await dropMonth(base, month, row, options);
  return true;
}

/** Months of the trail that ended `days` ago or earlier, the oldest first, wherever their events lie. */
async function oldMonths(base: Base, days: number): Promise<Month[]> {
  const last = new Date(base.clock.now().getTime() - days * 86_400_000);
  await emptyDefault(base, last);
  const names = await store.partitionNames(base.db);
  const { held } = await archives(base);
  const dropped = held
    .filter(({ state }) => state === 'dropped')
    .map(({ from_at }) => monthOf(from_at));
  const months = [...names.flatMap((name) => monthOfPartition(name) ?? []), ...dropped];
  return months
    .filter(({ until }) => until <= last)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** What the default partition has of old months moves into partitions of their own. */
async function emptyDefault(base: Base, last: Date): Promise<void> {
  for (;;) {
    const oldest = await search.oldestByDefault(base.db);
    const month = oldest && monthOf(oldest);
    if (!month || month.until > last) return;
    // Whoever writes into a month that was dropped is found by verifying; it is not taken up again.
    if (await archiveOf(base, month)) return;
    const { from, until } = month;
    await transaction(base, async ({ db }) => {
      await store.lockPartitions(db);
      await store.makePartition(db, partitionOf(month), from.toISOString(), until.toISOString());
    });
  }
}

/** Writes the file of a month, reads it again, and records it. */
async function archiveMonth(
  base: Base,
  month: Month,
  path: string,
  signal?: AbortSignal,
): Promise<ArchiveRow> {
  await writeArchive(path, archiveLines(base, month, signal));
  const { end, signature } = await checkArchive(base, path);
  const row = {
    from_at: month.from,
    until_at: month.until,
    file: fileOf(month),
    events: String(end.events),
    first_seal: String(end.first_seal ?? 0),
    last_seal: String(end.last_seal ?? 0),
    digest: Buffer.from(end.digest, 'base64url'),
    signature: Buffer.from(signature, 'base64url'),
    state: 'exported',
  } as const;
  await transaction(base, async (inside) => {
    await keep(inside, row);
    await audit.append(inside, {
      kind: 'audit.archived',
      ...about(month),
      detail: {
        events: end.events,
        first_seal: end.first_seal,
        last_seal: end.last_seal,
        digest: end.digest,
      },
    });
  });
  return (await archiveOf(base, month)) as ArchiveRow;
}

/** Takes a month out of the trail and says so, in one transaction; the table goes after it. */
async function dropMonth(
  base: Base,
  month: Month,
  row: ArchiveRow,
  { tries = 10, pauseMs = 1_000, afterSyslog = false }: ArchiveOptions,
): Promise<void> {
  if (afterSyslog && (await syslog.sentUpTo(base.db)) < Number(row.last_seal))
    throw new Error('the syslog receiver has not taken all of it');
  const partition = partitionOf(month);
  if ((await partitions.countIn(base.db, partition)) !== Number(row.events))
    throw new Error('it has not the events any more that are in its archive');
  for (let tried = 1; ; tried++) {
    try {
      await transaction(base, async (inside) => {
        await keep(inside, { ...row, state: 'dropped' });
        await audit.append(inside, {
          kind: 'audit.month_dropped',
          ...about(month),
          detail: { events: Number(row.events) },
        });
        await partitions.detach(inside.db, partition);
      });
      break;
    } catch (fault) {
      if ((fault as { code?: string }).code !== LOCKED || tried >= tries) throw fault;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  await partitions.dropTable(base.db, partition);
}

const LOCKED = '55P03';

export const about = (month: Month) =>
  ({
    actor: { kind: 'system' },
    object: { kind: 'month', id: nameOfMonth(month) },
    outcome: 'ok',
  }) as const;

export const boundsOf = ({ from, until }: Month) => ({
  from: instant(from),
  until: instant(until),
});
