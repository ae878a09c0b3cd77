import type { Knex } from 'knex';
import type { Role } from './roles.ts';

/** The SQL of who may what. */

export interface GrantRow {
  id: string;
  staff_id: string;
  role: Role;
  department_id: string;
  client_id: string | null;
  granted_by: string | null;
  approval_id: string | null;
  granted_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_grants: GrantRow;
  }
}

export async function insert(db: Knex, row: GrantRow): Promise<void> {
  await db('staff_grants').insert(row);
}

/** What somebody holds now, the oldest first. */
export const current = (db: Knex, staff_id: string): Promise<GrantRow[]> =>
  db('staff_grants').where({ staff_id }).whereNull('ended_at').orderBy(['granted_at', 'id']);

/** All that somebody ever held, the latest first. */
export const history = (db: Knex, staff_id: string): Promise<GrantRow[]> =>
  db('staff_grants')
    .where({ staff_id })
    .orderBy([
      { column: 'granted_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);

export const read = (db: Knex, id: string): Promise<GrantRow | undefined> =>
  db('staff_grants').where({ id }).first();

/** False when it had ended already. */
export async function end(
  db: Knex,
  id: string,
  { at, by }: { at: Date; by: string | null },
): Promise<boolean> {
  const count = await db('staff_grants')
    .where({ id })
    .whereNull('ended_at')
    .update({ ended_at: at, ended_by: by });
  return count === 1;
}
