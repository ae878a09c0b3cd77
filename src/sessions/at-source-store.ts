import type { Knex } from 'knex';

export interface SourceSessionRow {
  id: string;
  session_id: string;
  source_id: string;
  name_hash: string | null;
  holder_hash: string | null;
  ending_sealed: string | null;
  sign_out: 'none' | 'gone' | 'ended' | 'not_ended';
  kept_until: Date;
}

/** A session that has ended can be ended at its source for so long, from the page with the receipt. */
export const AFTER_MS = 15 * 60_000;

export interface SourceEnding {
  source_id: string;
  hash: string;
  ended_at: Date;
  kept_until: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    source_sessions: SourceSessionRow;
    source_endings: SourceEnding;
  }
}

/** Whoever begins and whoever ends the same one take turns; in order, so that two never cross. */
export async function lock(db: Knex, hashes: readonly (string | null)[]): Promise<void> {
  const keys = [...new Set(hashes.flatMap((hash) => (hash === null ? [] : [lockOf(hash)])))].sort();
  if (keys.length > 0)
    await db.raw('select pg_advisory_xact_lock(k) from unnest(?::bigint[]) k', [keys]);
}

const lockOf = (hash: string) => Buffer.from(hash, 'base64url').readBigInt64BE().toString();

/** The session by its name; or whoever it is of, since they were proved. */
export async function isOver(
  db: Knex,
  {
    source_id,
    name_hash,
    holder_hash,
    proved_at,
  }: Pick<SourceSessionRow, 'source_id' | 'name_hash' | 'holder_hash'> & { proved_at: Date },
): Promise<boolean> {
  const row = await db('source_endings')
    .where({ source_id })
    .where((either) => {
      either
        .where('hash', name_hash ?? '')
        .orWhere((of) => of.where('hash', holder_hash ?? '').where('ended_at', '>=', proved_at));
    })
    .first('hash');
  return row !== undefined;
}

/** A new sign-in through the same source takes the place of the former one. */
export async function keep(db: Knex, row: Omit<SourceSessionRow, 'sign_out'>): Promise<void> {
  await db('source_sessions')
    .insert({ ...row, sign_out: 'none' })
    .onConflict(['session_id', 'source_id'])
    .merge();
}

/**
 * Sessions by name are over for good, so that the same word again is nothing new; whoever holds them
 * may have signed in since. Whether anything was written.
 */
export async function noteOver(
  db: Knex,
  { names, holder }: { names: readonly SourceEnding[]; holder: SourceEnding | undefined },
): Promise<boolean> {
  const written =
    names.length === 0
      ? []
      : await db('source_endings')
          .insert([...names])
          .onConflict(['source_id', 'hash'])
          .ignore()
          .returning('hash');
  if (holder) await db('source_endings').insert(holder).onConflict(['source_id', 'hash']).merge();
  return holder !== undefined || written.length > 0;
}

export const sessionsOf = (
  db: Knex,
  {
    source_id,
    name_hashes,
    holder_hash,
  }: { source_id: string; name_hashes: readonly string[]; holder_hash: string | undefined },
): Promise<string[]> =>
  db('source_sessions')
    .where({ source_id })
    .where((either) => {
      either.whereIn('name_hash', name_hashes).orWhere('holder_hash', holder_hash ?? '');
    })
    .pluck('session_id');

export const ofSession = (db: Knex, session_id: string): Promise<SourceSessionRow[]> =>
  db('source_sessions').where({ session_id }).orderBy('source_id');

export async function noteSignOut(
  db: Knex,
  { session_id, source_id }: Pick<SourceSessionRow, 'session_id' | 'source_id'>,
  sign_out: SourceSessionRow['sign_out'],
): Promise<boolean> {
  const rows = await db('source_sessions')
    .where({ session_id, source_id })
    .whereNot('sign_out', 'ended')
    .update({ sign_out });
  return rows > 0;
}

/** What was kept for as long as the sessions would live is kept for a while after their end. */
export async function shorten(db: Knex, ids: readonly string[], now: Date): Promise<void> {
  const kept_until = new Date(now.getTime() + AFTER_MS);
  await db('source_sessions')
    .whereIn('session_id', ids)
    .where('kept_until', '>', kept_until)
    .update({ kept_until });
}

export async function removeOld(db: Knex, now: Date, limit: number): Promise<number> {
  const old = (table: 'source_sessions' | 'source_endings', ...columns: string[]) =>
    db(table)
      .where('kept_until', '<=', now)
      .orderBy('kept_until')
      .limit(limit)
      .select(columns)
      .forUpdate()
      .skipLocked();
  const sessions = await db('source_sessions').whereIn('id', old('source_sessions', 'id')).delete();
  const endings = await db('source_endings')
    .whereIn(['source_id', 'hash'], old('source_endings', 'source_id', 'hash'))
    .delete();
  return Math.max(sessions, endings);
}
