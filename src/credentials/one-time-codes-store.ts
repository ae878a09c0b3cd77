import type { Knex } from 'knex';

/** The SQL of one-time codes. */

export type Purpose = 'register' | 'recover' | 'step_up' | 'contact' | 'developer';

interface CodeRow {
  id: string;
  purpose: Purpose;
  address_hash: string;
  bound_hash: string;
  code_hash: string;
  tries: number;
  created_at: Date;
  expires_at: Date;
  consumed_at: Date | null;
  spent_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    one_time_codes: CodeRow;
  }
}

export async function insert(db: Knex, row: CodeRow): Promise<void> {
  await db('one_time_codes').insert(row);
}

/** Of a flow one code is good at a time. */
export async function voidOf(db: Knex, bound_hash: string, at: Date): Promise<void> {
  await db('one_time_codes')
    .where({ bound_hash, consumed_at: null })
    .where('expires_at', '>', at)
    .update({ expires_at: at });
}

interface Used
  extends Pick<CodeRow, 'id' | 'purpose' | 'address_hash' | 'bound_hash' | 'code_hash'> {
  most_tries: number;
  at: Date;
}

/**
 * Counts the try and uses the code up where it is right, in one statement; true for one caller only.
 * Undefined: there was no code to try, or it is void.
 */
export async function use(db: Knex, used: Used): Promise<boolean | undefined> {
  const { rows } = await db.raw<{ rows: { right: boolean }[] }>(
    `update one_time_codes
     set tries = tries + 1, consumed_at = case when code_hash = ? then ?::timestamptz end
     where id = ? and purpose = ? and address_hash = ? and bound_hash = ?
       and consumed_at is null and expires_at > ? and tries < ?
     returning consumed_at is not null as right`,
    [
      ...[used.code_hash, used.at, used.id, used.purpose, used.address_hash, used.bound_hash],
      ...[used.at, used.most_tries],
    ],
  );
  return rows[0]?.right;
}

export async function spend(db: Knex, id: string, at: Date): Promise<boolean> {
  const count = await db('one_time_codes')
    .where({ id, spent_at: null })
    .whereNotNull('consumed_at')
    .update({ spent_at: at });
  return count === 1;
}

/** A day after its end, so that what a code proved can be done for as long as a sign-in may take. */
export async function removeOld(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from one_time_codes where id in
     (select id from one_time_codes where expires_at <= ? order by expires_at limit ? for update skip locked)`,
    [new Date(now.getTime() - 86_400_000), limit],
  );
  return rowCount;
}
