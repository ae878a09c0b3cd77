import type { Knex } from 'knex';
import type { Channel } from './templates.ts';

/** The SQL of what a sandbox would have sent. */

interface SunkRow {
  id: string;
  channel: Channel;
  template: string;
  text_sealed: string;
  at: Date;
  expires_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    sandbox_messages: SunkRow;
  }
}

/** The same message again, after an attempt that ended before its receipt, is the same row. */
export async function insert(db: Knex, row: SunkRow): Promise<void> {
  await db('sandbox_messages').insert(row).onConflict('id').ignore();
}

export const newest = (db: Knex, now: Date, limit: number): Promise<SunkRow[]> =>
  db('sandbox_messages')
    .where('expires_at', '>', now)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit) as unknown as Promise<SunkRow[]>;

export async function removeOld(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from sandbox_messages where id in
     (select id from sandbox_messages where expires_at <= ? order by expires_at limit ?
      for update skip locked)`,
    [now, limit],
  );
  return rowCount;
}
