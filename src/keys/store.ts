import type { JWK } from 'jose';
import type { Knex } from 'knex';
import type { Alg, State } from './make.ts';

export interface SigningKeyRow {
  kid: string;
  alg: Alg;
  state: State;
  public_jwk: JWK;
  private_jwk_sealed: string;
  created_at: Date;
  signs_from: Date | null;
  retires_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    signing_keys: SigningKeyRow;
  }
}

const LOCK = "hashtext('songhua signing keys')";

export async function lock(db: Knex): Promise<void> {
  await db.raw(`select pg_advisory_xact_lock(${LOCK})`);
}

export async function tryLock(db: Knex): Promise<boolean> {
  const { rows } = await db.raw(`select pg_try_advisory_xact_lock(${LOCK}) as locked`);
  return rows[0].locked;
}

export async function states(db: Knex): Promise<Pick<SigningKeyRow, 'alg' | 'state'>[]> {
  return db('signing_keys').select('alg', 'state');
}

/** By algorithm; current, next, then the old ones, the youngest first. */
export async function all(db: Knex): Promise<SigningKeyRow[]> {
  return db('signing_keys').orderByRaw(
    "alg, array_position(array['current', 'next', 'old'], state), signs_from desc, kid",
  );
}

export async function insert(db: Knex, row: SigningKeyRow): Promise<void> {
  await db('signing_keys').insert(row);
}

/** Gives the kid of the key that was current. */
export async function retireCurrent(db: Knex, alg: Alg, at: Date): Promise<string | undefined> {
  const [row] = await db('signing_keys')
    .where({ alg, state: 'current' })
    .update({ state: 'old', retires_at: at })
    .returning('kid');
  return row?.kid;
}

/** Gives the kid of the key that is current now. */
export async function promoteNext(db: Knex, alg: Alg, now: Date): Promise<string | undefined> {
  const [row] = await db('signing_keys')
    .where({ alg, state: 'next' })
    .update({ state: 'current', signs_from: now })
    .returning('kid');
  return row?.kid;
}

export async function currentBefore(db: Knex, at: Date): Promise<Alg[]> {
  const rows = await db('signing_keys')
    .where({ state: 'current' })
    .where('signs_from', '<=', at)
    .orderBy('alg')
    .select('alg');
  return rows.map(({ alg }) => alg);
}

export async function deleteRetired(
  db: Knex,
  now: Date,
): Promise<Pick<SigningKeyRow, 'kid' | 'alg'>[]> {
  return db('signing_keys')
    .where({ state: 'old' })
    .where('retires_at', '<=', now)
    .delete()
    .returning(['kid', 'alg']);
}

/** Gives what it was. */
export async function remove(
  db: Knex,
  kid: string,
): Promise<Pick<SigningKeyRow, 'alg' | 'state'> | undefined> {
  const [row] = await db('signing_keys').where({ kid }).delete().returning(['alg', 'state']);
  return row;
}
