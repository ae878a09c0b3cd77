import type { Knex } from 'knex';

/** The SQL of wrong tries in a row, by the keyed hash of what was typed. */

interface TriesRow {
  address_hash: string;
  wrong: number;
  tried_at: Date;
  locked_until: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_tries: TriesRow;
  }
}

/**
 * Counts a try from when it begins, so that a hundred at once are no way around the limit; gives
 * which one in a row it is. With the last one allowed the lock stands, until that one is right.
 */
export async function count(
  db: Knex,
  address_hash: string,
  { now, until, most }: { now: Date; until: Date; most: number },
): Promise<number> {
  const { rows } = await db.raw(
    `insert into staff_tries as t (address_hash, wrong, tried_at) values (:address_hash, 1, :now)
     on conflict (address_hash) do update set
       wrong = case when t.locked_until <= :now then 1 else least(t.wrong + 1, 1000000) end,
       locked_until = case
         when t.locked_until <= :now then null
         when t.locked_until is not null then t.locked_until
         when t.wrong + 1 >= :most then :until::timestamptz end,
       tried_at = :now
     returning wrong`,
    { address_hash, now, until, most },
  );
  return rows[0].wrong;
}

/** The try was right, but is not the end of a sign-in: it does not count, what came before does. */
export async function uncount(db: Knex, address_hash: string): Promise<void> {
  await db.raw(
    `update staff_tries set wrong = greatest(wrong - 1, 0), locked_until = null
     where address_hash = ?`,
    [address_hash],
  );
}

export async function clear(db: Knex, address_hash: string): Promise<void> {
  await db('staff_tries').where({ address_hash }).delete();
}

export async function removeOld(db: Knex, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from staff_tries where address_hash in
     (select address_hash from staff_tries where tried_at < ? limit ? for update skip locked)`,
    [before, limit],
  );
  return rowCount;
}
