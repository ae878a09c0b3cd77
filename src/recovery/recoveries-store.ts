import type { Knex } from 'knex';

/** The SQL of recoveries. */

export interface RecoveryRow {
  id: string;
  identity_id: string;
  method: 'operator' | 'face';
  state: 'waiting' | 'done' | 'stopped' | 'lapsed';
  stop_hash: string;
  begun_at: Date;
  due_at: Date;
  lapses_at: Date;
  ended_at: Date | null;
  stopped_by: 'link' | 'owner' | 'merge' | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    recoveries: RecoveryRow;
  }
}

export async function insert(db: Knex, row: RecoveryRow): Promise<void> {
  await db('recoveries').insert(row);
}

/** What waits for an identity, lapsed or not. */
export function waitingOf(db: Knex, identity_id: string): Promise<RecoveryRow | undefined> {
  return db('recoveries').where({ identity_id, state: 'waiting' }).first();
}

/** Whether one was stopped after that. */
export async function stoppedSince(db: Knex, identity_id: string, at: Date): Promise<boolean> {
  const row = await db('recoveries')
    .where({ identity_id, state: 'stopped' })
    .where('ended_at', '>', at)
    .first('id');
  return row !== undefined;
}

/** Takes one whose time has come, once and for all; false when it is not that, or no more. */
export async function take(db: Knex, id: string, at: Date): Promise<boolean> {
  const count = await db('recoveries')
    .where({ id, state: 'waiting' })
    .where('due_at', '<=', at)
    .where('lapses_at', '>', at)
    .update({ state: 'done', ended_at: at });
  return count === 1;
}

/** Stops what waits, by its code or of an identity; gives it, or undefined when nothing waits. */
export async function stop(
  db: Knex,
  which: { stop_hash: string } | { identity_id: string },
  how: { at: Date; by: 'link' | 'owner' },
): Promise<RecoveryRow | undefined> {
  const [row] = await db('recoveries')
    .where({ ...which, state: 'waiting' })
    .where('lapses_at', '>', how.at)
    .update({ state: 'stopped', ended_at: how.at, stopped_by: how.by })
    .returning('*');
  return row;
}

/** Nobody came back for it in time. */
export async function lapse(db: Knex, identity_id: string, at: Date): Promise<void> {
  await db('recoveries')
    .where({ identity_id, state: 'waiting' })
    .where('lapses_at', '<=', at)
    .update({ state: 'lapsed', ended_at: at });
}
