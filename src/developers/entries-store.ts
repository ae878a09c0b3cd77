import type { Knex } from 'knex';

/** The SQL of sign-ins between the address and its code. */

export interface EntryRow {
  id: string;
  token_hash: string;
  address_sealed: string;
  code_id: string;
  expires_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developer_entries: EntryRow;
  }
}

export async function insert(db: Knex, row: EntryRow): Promise<void> {
  await db('developer_entries').insert(row);
}

export const byToken = (db: Knex, token_hash: string, now: Date): Promise<EntryRow | undefined> =>
  db('developer_entries').where({ token_hash }).where('expires_at', '>', now).first();

export async function remove(db: Knex, id: string): Promise<void> {
  await db('developer_entries').where({ id }).delete();
}

export async function removeExpired(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from developer_entries where id in
     (select id from developer_entries where expires_at <= ? order by expires_at limit ?
      for update skip locked)`,
    [now, limit],
  );
  return rowCount;
}
