import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';

/** The SQL of who is of the staff. */

export type State = 'invited' | 'active' | 'locked' | 'left';

export interface MemberRow extends HashColumns<'work_address_hash'> {
  id: string;
  department_id: string;
  name_sealed: string;
  work_address_sealed: string;
  state: State;
  several_sessions: boolean;
  created_at: Date;
  updated_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff: MemberRow;
  }
}

export async function insert(db: Knex, row: MemberRow): Promise<void> {
  await db('staff').insert(row);
}

export const read = (db: Knex, id: string): Promise<MemberRow | undefined> =>
  db('staff').where({ id }).first();

/** Locked until the transaction ends: one thing at a time happens to a person. */
export const lock = (db: Knex, id: string): Promise<MemberRow | undefined> =>
  db('staff').where({ id }).forNoKeyUpdate().first();

/** Locked against every change until the transaction ends; others may look at the same time. */
export async function hold(db: Knex, id: string): Promise<void> {
  await db('staff').where({ id }).forShare().first('id');
}

export async function change(db: Knex, id: string, changes: Partial<MemberRow>): Promise<void> {
  await db('staff').where({ id }).update(changes);
}

export const byIds = (db: Knex, ids: readonly string[]): Promise<MemberRow[]> =>
  db('staff').whereIn('id', ids).select();

/** Whoever signs in with an address now; who has left does not. */
export const byAddress = ({ db, ring }: Base, hash: string): Promise<MemberRow | undefined> =>
  db('staff')
    .where({ [hashColumn(ring, 'work_address_hash')]: hash })
    .whereNot({ state: 'left' })
    .first();

/** One at a time makes the first administrator. */
export async function lockFirst(db: Knex): Promise<void> {
  await db.raw("select pg_advisory_xact_lock(hashtext('songhua first administrator'))");
}
