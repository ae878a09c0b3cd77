import type { Knex } from 'knex';

/** The SQL of developers' sessions. */

export type SessionEnd = 'signed_out' | 'idle' | 'absolute';

export interface SessionRow {
  id: string;
  developer_id: string;
  token_hash: string;
  started_at: Date;
  seen_at: Date;
  ends_at: Date;
  ended_at: Date | null;
  end_reason: SessionEnd | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developer_sessions: SessionRow;
  }
}

export async function insert(db: Knex, row: SessionRow): Promise<void> {
  await db('developer_sessions').insert(row);
}

export const byToken = (db: Knex, token_hash: string): Promise<SessionRow | undefined> =>
  db('developer_sessions').where({ token_hash }).first();

export async function seen(db: Knex, id: string, at: Date): Promise<void> {
  await db('developer_sessions').where({ id }).whereNull('ended_at').update({ seen_at: at });
}

/** Ends one that has not ended; gives whose it was. */
export async function end(
  db: Knex,
  id: string,
  reason: SessionEnd,
  at: Date,
): Promise<string | undefined> {
  const [row] = await db('developer_sessions')
    .where({ id })
    .whereNull('ended_at')
    .update({ ended_at: at, end_reason: reason })
    .returning('developer_id');
  return row?.developer_id;
}

/** Some that time has ended and nobody has marked. */
export const stale = (
  db: Knex,
  { now, idleSince }: { now: Date; idleSince: Date },
  limit: number,
): Promise<Pick<SessionRow, 'id' | 'seen_at' | 'ends_at'>[]> =>
  db('developer_sessions')
    .whereNull('ended_at')
    .where((over) => over.where('seen_at', '<=', idleSince).orWhere('ends_at', '<=', now))
    .orderBy('seen_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('id', 'seen_at', 'ends_at');

/** Those of one developer that have not ended, the latest first; some may be over by time. */
export const open = (db: Knex, developer_id: string): Promise<SessionRow[]> =>
  db('developer_sessions')
    .where({ developer_id })
    .whereNull('ended_at')
    .orderBy('started_at', 'desc')
    .limit(100);
