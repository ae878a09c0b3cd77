import type { Knex } from 'knex';
import type { MessageKind } from './message-kinds.ts';

/** The SQL of what all staff are told, and who has read it. */

export interface MessageRow {
  id: string;
  kind: MessageKind;
  about: string | null;
  made_at: Date;
}

interface ReadRow {
  message_id: string;
  staff_id: string;
  read_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_messages: MessageRow;
    staff_messages_read: ReadRow;
  }
}

export async function insert(db: Knex, row: MessageRow): Promise<void> {
  await db('staff_messages').insert(row);
}

export const unread = (db: Knex, staff_id: string): Promise<MessageRow[]> =>
  db('staff_messages')
    // Nobody is warned of themselves.
    .whereRaw('about is distinct from ?', [staff_id])
    .whereNotIn('id', db('staff_messages_read').where({ staff_id }).select('message_id'))
    .orderBy('made_at', 'desc')
    .limit(10);

/** False when there is no such message, or it was read. */
export async function read(db: Knex, row: ReadRow): Promise<boolean> {
  const { rowCount } = await db.raw(
    `insert into staff_messages_read (message_id, staff_id, read_at)
     select id, ?, ? from staff_messages where id = ? on conflict do nothing`,
    [row.staff_id, row.read_at, row.message_id],
  );
  return rowCount === 1;
}
