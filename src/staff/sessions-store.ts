import type { Knex } from 'knex';
import type { SessionEnd } from './session-ends.ts';

/** The SQL of staff sessions. */

export interface StaffSessionRow {
  id: string;
  staff_id: string;
  token_hash: string;
  device: string;
  network: string;
  started_at: Date;
  seen_at: Date;
  proved_at: Date;
  ends_at: Date;
  ended_at: Date | null;
  end_reason: SessionEnd | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_sessions: StaffSessionRow;
  }
}

export async function insert(db: Knex, row: StaffSessionRow): Promise<void> {
  await db('staff_sessions').insert(row);
}

export const live = (
  db: Knex,
  staff_id: string,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<StaffSessionRow[]> =>
  db('staff_sessions')
    .where({ staff_id })
    .whereNull('ended_at')
    .where('ends_at', '>', now)
    .where('seen_at', '>', idleSince)
    .orderBy('started_at', 'desc');

export const byToken = (db: Knex, token_hash: string): Promise<StaffSessionRow | undefined> =>
  db('staff_sessions').where({ token_hash }).first();

/** Which sessions: of one person, or by their ids; `except` spares one. */
export interface Which {
  staff_id?: string;
  ids?: readonly string[];
  except?: string;
}

/** Ends those that have not ended; gives whose they were. */
export function end(
  db: Knex,
  { staff_id, ids, except }: Which,
  reason: SessionEnd,
  at: Date,
): Promise<Pick<StaffSessionRow, 'id' | 'staff_id'>[]> {
  if (staff_id === undefined && ids === undefined)
    throw new RangeError('an ending names whose sessions');
  return db('staff_sessions')
    .whereNull('ended_at')
    .modify((those) => {
      if (staff_id !== undefined) those.where({ staff_id });
      if (ids !== undefined) those.whereIn('id', ids);
      if (except !== undefined) those.whereNot({ id: except });
    })
    .update({ ended_at: at, end_reason: reason })
    .returning(['id', 'staff_id']);
}

/** Some that time has ended and nobody has marked. */
export const stale = (
  db: Knex,
  { now, idleSince }: { now: Date; idleSince: Date },
  limit: number,
): Promise<Pick<StaffSessionRow, 'id' | 'seen_at' | 'ends_at'>[]> =>
  db('staff_sessions')
    .whereNull('ended_at')
    .where((over) => over.where('seen_at', '<=', idleSince).orWhere('ends_at', '<=', now))
    .orderBy('seen_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('id', 'seen_at', 'ends_at');

export async function proved(db: Knex, id: string, at: Date): Promise<void> {
  await db('staff_sessions').where({ id }).whereNull('ended_at').update({ proved_at: at });
}
