import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';
import type { Lang } from '../messages/messages.ts';

/** The SQL of developers. */

export interface DeveloperRow extends HashColumns<'address_hash'> {
  id: string;
  address_sealed: string;
  created_at: Date;
  /** Of the pages that they used last. */
  lang: Lang | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developers: DeveloperRow;
  }
}

/** False where another node has just made one of the same address. */
export async function insert(db: Knex, row: DeveloperRow): Promise<boolean> {
  const made = await db('developers').insert(row).onConflict().ignore().returning('id');
  return made.length === 1;
}

export const byAddress = ({ db, ring }: Base, hash: string): Promise<DeveloperRow | undefined> =>
  db('developers')
    .where({ [hashColumn(ring, 'address_hash')]: hash })
    .first();

export const byIds = (db: Knex, ids: readonly string[]): Promise<DeveloperRow[]> =>
  db('developers').whereIn('id', ids).select();

/** False where it is theirs already. */
export async function speak(db: Knex, id: string, lang: Lang): Promise<boolean> {
  const count = await db('developers')
    .where({ id })
    .whereRaw('lang is distinct from ?', [lang])
    .update({ lang });
  return count === 1;
}
