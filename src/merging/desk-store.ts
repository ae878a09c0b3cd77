import type { Knex } from 'knex';

/** The SQL of who looked at which question, and of the first of two proofs. */

export interface ProofRow {
  id: string;
  browser: string;
  identity_id: string;
  session_id: string;
  link_id: string | null;
  credential_id: string | null;
  level: number;
  proved_at: Date;
  until_at: Date;
  used_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    conflict_openings: { conflict_id: string; staff_id: string; opened_at: Date };
    account_proofs: ProofRow;
  }
}

/** True when it is not the same opening that goes on: none by this person since `since`. */
export async function open(
  db: Knex,
  row: { conflict_id: string; staff_id: string; opened_at: Date },
  since: Date,
): Promise<boolean> {
  const rows = await db('conflict_openings')
    .insert(row)
    .onConflict(['conflict_id', 'staff_id'])
    .merge({ opened_at: row.opened_at })
    .where('conflict_openings.opened_at', '<=', since)
    .returning('staff_id');
  return rows.length > 0;
}

/** One browser holds one first proof: a later one takes its place. */
export async function insertProof(db: Knex, row: Omit<ProofRow, 'used_at'>): Promise<void> {
  await db('account_proofs').where({ browser: row.browser }).whereNull('used_at').delete();
  await db('account_proofs').insert(row);
}

/** The proof that waits in a browser. */
export function proofIn(db: Knex, browser: string): Promise<ProofRow | undefined> {
  return db('account_proofs').where({ browser }).whereNull('used_at').first();
}

/** Exactly one caller uses a proof. */
export async function useProof(db: Knex, id: string, at: Date): Promise<boolean> {
  const used = await db('account_proofs')
    .where({ id })
    .whereNull('used_at')
    .update({ used_at: at });
  return used > 0;
}

export async function dropProof(db: Knex, browser: string): Promise<void> {
  await db('account_proofs').where({ browser }).whereNull('used_at').delete();
}

/** At most `limit` of those whose time is over; gives how many. */
export async function removeProofs(db: Knex, until: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `delete from account_proofs where id in
       (select id from account_proofs where until_at <= ? limit ? for update skip locked)`,
    [until, limit],
  );
  return rowCount;
}

/** The departments that an identity hangs on; none: on the province. */
export async function departmentsOf(db: Knex, identity_id: string, now: Date): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select id from identity_departments(?::uuid, ?::timestamptz) as id',
    [identity_id, now],
  );
  return rows.map(({ id }) => id);
}
