import type { Knex } from 'knex';
import type { Channel } from './templates.ts';

/** The SQL of messages. */

export interface MessageRow {
  id: string;
  channel: Channel;
  template: string;
  text_sealed: string | null;
  created_at: Date;
  expires_at: Date;
  sent_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    messages: MessageRow;
  }
}

/** What a row outlives its text, for whoever asks after a receipt. */
const KEPT_MS = 86_400_000;

export async function insert(db: Knex, row: MessageRow): Promise<void> {
  await db('messages').insert(row);
}

export function read(db: Knex, id: string): Promise<MessageRow | undefined> {
  return db('messages').where({ id }).first();
}

/** The text goes; `sent_at` says whether it was sent. */
export async function end(db: Knex, id: string, sent_at: Date | null): Promise<void> {
  await db('messages').where({ id }).update({ text_sealed: null, sent_at });
}

export async function removeOld(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount: emptied } = await db.raw(
    `update messages set text_sealed = null where id in
     (select id from messages where expires_at <= ? and text_sealed is not null
      order by expires_at limit ? for update skip locked)`,
    [now, limit],
  );
  const { rowCount: removed } = await db.raw(
    `delete from messages where id in
     (select id from messages where expires_at <= ? order by expires_at limit ? for update skip locked)`,
    [new Date(now.getTime() - KEPT_MS), limit],
  );
  return Math.max(emptied, removed);
}
