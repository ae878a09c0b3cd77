import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';

/** The SQL of carried passwords. */

export interface CarriedRow extends HashColumns<'subject_hash'> {
  id: string;
  source_id: string;
  subject_sealed: string;
  secret: string;
  own: boolean;
  /** null exactly when it is the person's own. */
  made_from: string | null;
  made_at: Date;
  /** Staff stopped it: it opens nothing, nor does the hash that it was made from. */
  blocked_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    carried_passwords: CarriedRow;
  }
}

const of = ({ db, ring }: Base, source_id: string, subject_hash: string) =>
  db('carried_passwords').where({ source_id, [hashColumn(ring, 'subject_hash')]: subject_hash });

export const read = (
  base: Base,
  source_id: string,
  subject_hash: string,
): Promise<CarriedRow | undefined> => of(base, source_id, subject_hash).first();

export const lock = (
  base: Base,
  source_id: string,
  subject_hash: string,
): Promise<CarriedRow | undefined> => of(base, source_id, subject_hash).forUpdate().first();

/** Held against a change until the transaction ends. */
export const byId = (db: Knex, id: string): Promise<CarriedRow | undefined> =>
  db('carried_passwords').where({ id }).forUpdate().first();

/** False when there is one for this subject already. */
export async function insert(db: Knex, row: CarriedRow): Promise<boolean> {
  const added = await db('carried_passwords').insert(row).onConflict().ignore().returning('id');
  return added.length > 0;
}

export async function change(
  db: Knex,
  id: string,
  to: Omit<CarriedRow, 'id' | 'source_id' | 'subject_sealed' | keyof HashColumns<'subject_hash'>>,
): Promise<void> {
  await db('carried_passwords').where({ id }).update(to);
}

export async function setBlocked(db: Knex, id: string, blocked_at: Date | null): Promise<void> {
  await db('carried_passwords').where({ id }).update({ blocked_at });
}

export async function remove(db: Knex, id: string): Promise<void> {
  await db('carried_passwords').where({ id }).delete();
}
