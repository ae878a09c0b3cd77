import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';

/** The SQL of invitations of a department to an address. */

export interface InvitationRow extends HashColumns<'address_hash'> {
  id: string;
  department_id: string;
  address_sealed: string;
  made_by: string;
  made_at: Date;
  expires_at: Date;
  used_at: Date | null;
  withdrawn_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developer_invitations: InvitationRow;
  }
}

/** An invitation in the place of one that is still open. */
export async function replace(base: Base, row: InvitationRow, hash: string): Promise<void> {
  const { db, ring } = base;
  await db('developer_invitations')
    .where({ department_id: row.department_id, [hashColumn(ring, 'address_hash')]: hash })
    .whereNull('used_at')
    .whereNull('withdrawn_at')
    .update({ withdrawn_at: row.made_at });
  await db('developer_invitations').insert(row);
}

const open = (db: Knex, now: Date) =>
  db('developer_invitations')
    .whereNull('used_at')
    .whereNull('withdrawn_at')
    .where('expires_at', '>', now);

export const toAddress = ({ db, ring }: Base, hash: string, now: Date): Promise<InvitationRow[]> =>
  open(db, now)
    .where({ [hashColumn(ring, 'address_hash')]: hash })
    .orderBy('id');

/** Open ones of some departments, from after one of them, in the order in which they were made. */
export async function listed(
  db: Knex,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined; now: Date },
): Promise<InvitationRow[]> {
  const query = open(db, page.now).orderBy('id').limit(page.limit);
  if (department_ids !== 'all') query.whereIn('department_id', department_ids);
  if (page.after) query.where('id', '>', page.after);
  return query as unknown as Promise<InvitationRow[]>;
}

export const openById = (db: Knex, id: string, now: Date): Promise<InvitationRow | undefined> =>
  open(db, now).where({ id }).first();

/** Uses one up that is to this address; undefined for whoever comes second, or too late. */
export async function use(
  base: Base,
  id: string,
  hash: string,
  now: Date,
): Promise<InvitationRow | undefined> {
  const [row] = await open(base.db, now)
    .where({ id, [hashColumn(base.ring, 'address_hash')]: hash })
    .update({ used_at: now })
    .returning('*');
  return row;
}

/** Takes one back that is open; gives what it was. `hash`: only one to this address. */
export async function withdraw(
  base: Base,
  id: string,
  now: Date,
  hash?: string,
): Promise<InvitationRow | undefined> {
  const [row] = await open(base.db, now)
    .where({ id, ...(hash && { [hashColumn(base.ring, 'address_hash')]: hash }) })
    .update({ withdrawn_at: now })
    .returning('*');
  return row;
}
