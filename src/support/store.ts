import type { Knex } from 'knex';

/** The SQL of openings. */

export interface OpeningRow {
  /** Random: it stands in the address. */
  id: string;
  staff_id: string;
  department_id: string;
  identity_id: string | null;
  looked_for_sealed: string;
  reason_code: string;
  note_sealed: string;
  at: Date;
  until_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    support_openings: OpeningRow;
  }
}

export async function insert(db: Knex, row: OpeningRow): Promise<void> {
  await db('support_openings').insert(row);
}

export const read = (db: Knex, id: string): Promise<OpeningRow | undefined> =>
  db('support_openings').where({ id }).first();

/** Removes what ended before; at most `limit`. Gives how many. */
export async function removeEnded(db: Knex, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from support_openings where id in
     (select id from support_openings where until_at < ? limit ? for update skip locked)`,
    [before, limit],
  );
  return rowCount;
}
