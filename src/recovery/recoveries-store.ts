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
  stopped_by: 'link' | 'owner' | null;
  /** Another one that waits goes on for it since a merge. */
  set_aside_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    recoveries: RecoveryRow;
  }
}

export async function insert(db: Knex, row: Omit<RecoveryRow, 'set_aside_at'>): Promise<void> {
  await db('recoveries').insert(row);
}

/** What waits for an identity, lapsed or not. */
export function waitingOf(db: Knex, identity_id: string): Promise<RecoveryRow | undefined> {
  return db('recoveries').where({ identity_id, state: 'waiting', set_aside_at: null }).first();
}

/**
 * Whether one was stopped after that: by the owner, or by a link, unless one was stopped by a link so
 * many days before it already.
 */
export async function closedSince(
  db: Knex,
  identity_id: string,
  at: Date,
  link_days: number,
): Promise<boolean> {
  const earlier = db('recoveries as e')
    .select('e.id')
    .where({ 'e.identity_id': identity_id, 'e.state': 'stopped', 'e.stopped_by': 'link' })
    .whereRaw('e.ended_at < r.ended_at')
    .whereRaw('e.ended_at > r.ended_at - make_interval(days => ?)', [link_days]);
  const row = await db('recoveries as r')
    .where({ 'r.identity_id': identity_id, 'r.state': 'stopped' })
    .where('r.ended_at', '>', at)
    .where((closes) => closes.where('r.stopped_by', 'owner').orWhereNotExists(earlier))
    .first('r.id');
  return row !== undefined;
}

/** Takes one whose time has come, once and for all; false when it is not that, or no more. */
export async function take(db: Knex, id: string, at: Date): Promise<boolean> {
  const count = await db('recoveries')
    .where({ id, state: 'waiting', set_aside_at: null })
    .where('due_at', '<=', at)
    .where('lapses_at', '>', at)
    .update({ state: 'done', ended_at: at });
  return count === 1;
}

/** By its code, or of an identity where it was begun no earlier than that. */
export type Stopping = { stop_hash: string } | { identity_id: string; stands_since: Date };

type Stopped = { at: Date; by: 'link' | 'owner' };

const stopped = ({ at, by }: Stopped) =>
  ({ state: 'stopped', ended_at: at, stopped_by: by }) as const;

/** Stops one that waits; gives it, or undefined when none does. */
export async function stop(
  db: Knex,
  which: Stopping,
  how: Stopped,
): Promise<RecoveryRow | undefined> {
  const query = db('recoveries').where({ state: 'waiting' }).where('lapses_at', '>', how.at);
  if ('stop_hash' in which) query.where({ stop_hash: which.stop_hash });
  else {
    const { identity_id, stands_since } = which;
    query.where({ identity_id, set_aside_at: null }).where('begun_at', '>=', stands_since);
  }
  const [row] = await query.update(stopped(how)).returning('*');
  return row;
}

/** Stops whatever else waits of an identity, also what a merge set aside; gives the ids. */
export async function stopOthers(db: Knex, identity_id: string, how: Stopped): Promise<string[]> {
  const rows = await db('recoveries')
    .where({ identity_id, state: 'waiting' })
    .where('lapses_at', '>', how.at)
    .update(stopped(how))
    .returning('id');
  return rows.map(({ id }) => id);
}

/** Nobody came back for it in time. */
export async function lapse(db: Knex, identity_id: string, at: Date): Promise<void> {
  await db('recoveries')
    .where({ identity_id, state: 'waiting' })
    .where('lapses_at', '<=', at)
    .update({ state: 'lapsed', ended_at: at });
}
