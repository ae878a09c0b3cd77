import type { Knex } from 'knex';
import type { Alg, State } from './make.ts';

export interface RevokedKeyRow {
  kid: string;
  alg: Alg;
  state: State;
  revoked_at: Date;
  signed_until: Date | null;
  grants_ended: number;
  done_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    revoked_keys: RevokedKeyRow;
  }
}

export async function insert(db: Knex, row: Omit<RevokedKeyRow, 'grants_ended'>): Promise<void> {
  await db('revoked_keys').insert(row);
}

/** The latest first. */
export const latest = async (db: Knex, limit: number): Promise<RevokedKeyRow[]> =>
  db('revoked_keys').orderBy('revoked_at', 'desc').orderBy('kid').limit(limit);

export const byKid = async (db: Knex, kid: string): Promise<RevokedKeyRow | undefined> =>
  db('revoked_keys').where({ kid }).first();

/** Those of which grants may be left, and that every node has dropped by now. */
export const open = async (db: Knex, before: Date): Promise<RevokedKeyRow[]> =>
  db('revoked_keys').whereNull('done_at').where('revoked_at', '<=', before).orderBy('revoked_at');

export async function close(db: Knex, kid: string, at: Date): Promise<void> {
  await db('revoked_keys').where({ kid }).whereNull('done_at').update({ done_at: at });
}

/** One node at a time ends grants; in the caller's transaction. */
export async function tryLock(db: Knex): Promise<boolean> {
  const { rows } = await db.raw(
    "select pg_try_advisory_xact_lock(hashtext('songhua lost keys')) as locked",
  );
  return rows[0].locked;
}

/** Counts grants that ended, in the statement that ends them. */
export const countEnded = (kid: string, count: number) => ({
  sql: 'lost_key as (update revoked_keys set grants_ended = grants_ended + ? where kid = ?)',
  bindings: [count, kid],
});
