import type { Base } from '../base.ts';

/** What those who answer for a client are to be told. */
export interface NewsRow {
  id: string;
  client_id: string;
  kind: 'review_due' | 'review_late' | 'resumed' | 'answers_again' | 'receipt_owed';
  /** The day it speaks of. */
  about_at: Date;
  at: Date;
}

export async function insert({ db }: Base, row: NewsRow): Promise<void> {
  await db('client_news').insert(row);
}

/** Takes one: of several nodes each gets another, and each goes to one. */
export async function take({ db }: Base): Promise<NewsRow | undefined> {
  const { rows } = await db.raw<{ rows: NewsRow[] }>(
    `delete from client_news where id =
       (select id from client_news order by id limit 1 for update skip locked)
     returning *`,
  );
  return rows[0];
}
