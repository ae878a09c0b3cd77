import type { Knex } from 'knex';

/** The SQL of the passwords of the staff, and of those they had. */

export interface PasswordRow {
  id: string;
  staff_id: string;
  secret: string;
  set_at: Date;
  replaced_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_passwords: PasswordRow;
  }
}

export const current = (db: Knex, staff_id: string): Promise<PasswordRow | undefined> =>
  db('staff_passwords').where({ staff_id }).whereNull('replaced_at').first();

/** The present one and those before it, the latest first. */
export const latest = (db: Knex, staff_id: string, limit: number): Promise<PasswordRow[]> =>
  db('staff_passwords')
    .where({ staff_id })
    .orderBy([
      { column: 'set_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);

/** Puts a password in the place of the present one, and forgets all but the last `keep`. */
export async function replace(db: Knex, row: PasswordRow, keep: number): Promise<void> {
  const { staff_id } = row;
  await db('staff_passwords')
    .where({ staff_id })
    .whereNull('replaced_at')
    .update({ replaced_at: row.set_at });
  await db('staff_passwords').insert(row);
  const kept = (await latest(db, staff_id, keep)).map(({ id }) => id);
  await db('staff_passwords').where({ staff_id }).whereNotIn('id', kept).delete();
}

/** The same password, hashed with the parameters of today. */
export async function renew(db: Knex, old: PasswordRow, secret: string): Promise<void> {
  await db('staff_passwords').where({ id: old.id, secret: old.secret }).update({ secret });
}
