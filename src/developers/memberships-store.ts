import type { Knex } from 'knex';

/** The SQL of which department a developer belongs to. */

export interface MembershipRow {
  id: string;
  developer_id: string;
  department_id: string;
  invitation_id: string;
  began_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developer_memberships: MembershipRow;
  }
}

/** False where the person belongs to that department already. */
export async function insert(db: Knex, row: MembershipRow): Promise<boolean> {
  const made = await db('developer_memberships').insert(row).onConflict().ignore().returning('id');
  return made.length === 1;
}

export async function departmentIds(db: Knex, developer_id: string): Promise<string[]> {
  const rows = await db('developer_memberships')
    .where({ developer_id })
    .whereNull('ended_at')
    .orderBy('began_at')
    .orderBy('id')
    .select('department_id');
  return rows.map(({ department_id }) => department_id);
}

/** Those of some departments that last, from after one of them, in the order in which they began. */
export async function listed(
  db: Knex,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined },
): Promise<MembershipRow[]> {
  const query = db('developer_memberships').whereNull('ended_at').orderBy('id').limit(page.limit);
  if (department_ids !== 'all') query.whereIn('department_id', department_ids);
  if (page.after) query.where('id', '>', page.after);
  return query as unknown as Promise<MembershipRow[]>;
}

export const byId = (db: Knex, id: string): Promise<MembershipRow | undefined> =>
  db('developer_memberships').where({ id }).first();

/** Ends one that lasts; gives what it was. */
export async function end(
  db: Knex,
  which: { id: string } | { developer_id: string; department_id: string },
  ended: { ended_at: Date; ended_by: string | null },
): Promise<MembershipRow | undefined> {
  const [row] = await db('developer_memberships')
    .where(which)
    .whereNull('ended_at')
    .update(ended)
    .returning('*');
  return row;
}
