import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type { Change, KeptTable, Value } from './kept.ts';
import * as store from './kept-store.ts';

export const BATCH = 1_000;
const ROUNDS = 5;

export interface Tally {
  table: string;
  /** Rows changed by this run, and how many there were to change when it began. */
  done: number;
  about: number;
}

/**
 * Goes through the tables until no row is left to change, batch by batch, while the gateway works on
 * them. Rows that somebody held, or that an older node wrote meanwhile, are taken in another round.
 * Killed, it goes on where it was. Gives how many rows are left by table: where an older node writes
 * on, that never ends, and the caller says so.
 */
export async function carryOut(
  base: Base,
  change: Change,
  tables: readonly KeptTable[],
  told: (tally: Tally) => void = () => {},
): Promise<Map<string, number>> {
  const concerned = tables.filter((kept) => change.concerns(kept));
  for (let round = 1; ; round += 1) {
    const left = await lacking(base, change, concerned);
    if (total(left) === 0 || round > ROUNDS) return left;
    if (round > 1) await pause(500);
    for (const kept of concerned) {
      const tally = { table: kept.table, done: 0, about: left.get(kept.table) ?? 0 };
      if (tally.about === 0) continue;
      for (let more = true; more; ) {
        const rows = await batch(base, change, kept);
        tally.done += rows;
        told({ ...tally });
        more = rows === BATCH;
      }
    }
  }
}

/** How many rows of each table are still to be changed: reads them all. */
export async function lacking(
  base: Base,
  change: Change,
  tables: readonly KeptTable[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const kept of tables)
    if (change.concerns(kept))
      counts.set(kept.table, await store.countLacking(base.db, change, kept));
  return counts;
}

export const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** One batch with its audit event and its progress, in one transaction; gives how many rows it changed. */
export function batch(base: Base, change: Change, kept: KeptTable): Promise<number> {
  return transaction(base, async (base) => {
    const { after_id } = await store.progress(base.db, change, kept, base.clock.now());
    const range = { after_id, limit: BATCH };
    const rows = await store.nextRows(base.db, change, kept, range);
    const changed = rows.map(({ id, row }) => ({
      row_id: id,
      ...change.changed(kept, id, row),
    }));
    if (changed.length > 0) {
      await store.write(base.db, change, kept, changed);
      await audit.append(base, {
        kind: change.work === 'reseal' ? 'keys.resealed' : 'keys.rehashed',
        actor: { kind: 'staff' },
        object: { kind: 'table', id: kept.table },
        outcome: 'ok',
        detail: {
          work: change.work,
          under: change.under,
          rows: changed.length,
          digest: digestOf(changed),
        },
      });
    }
    // Fewer than asked for: the end was reached, and the next round begins at the front.
    const last = changed.length < BATCH ? null : (changed.at(-1)?.row_id ?? null);
    await store.advance(base.db, change, kept, { after_id: last, rows: changed.length });
    return changed.length;
  });
}

/** Over the ids and what was written, in order: SHA-256 of a line of JSON for each row. */
export function digestOf(rows: readonly Record<string, Value>[]): string {
  const digest = createHash('sha256');
  for (const row of rows) digest.update(`${JSON.stringify(row)}\n`);
  return digest.digest('base64url');
}
