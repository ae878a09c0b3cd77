import type { Knex } from 'knex';

/** The SQL of what lives for minutes and works once. */

export interface ChallengeRow {
  token_hash: string;
  kind: 'sign_in' | 'renewal' | 'enrolment' | 'passkey';
  staff_id: string;
  about: string | null;
  secret_sealed: string | null;
  expires_at: Date;
  used_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_challenges: ChallengeRow;
  }
}

export async function insert(db: Knex, row: ChallengeRow): Promise<void> {
  await db('staff_challenges').insert(row);
}

type Which = Pick<ChallengeRow, 'token_hash' | 'kind'> & { staff_id?: string };

const open = (db: Knex, which: Which, now: Date) =>
  db('staff_challenges').where(which).whereNull('used_at').where('expires_at', '>', now);

export const find = (db: Knex, which: Which, now: Date): Promise<ChallengeRow | undefined> =>
  open(db, which, now).first();

/** Uses it up; undefined for whoever comes second, or too late. */
export async function use(db: Knex, which: Which, now: Date): Promise<ChallengeRow | undefined> {
  const [row] = await open(db, which, now).update({ used_at: now }).returning('*');
  return row;
}

/** Uses up all of some kinds that somebody has begun. */
export async function useAll(
  db: Knex,
  { staff_id, kinds }: { staff_id: string; kinds: readonly ChallengeRow['kind'][] },
  now: Date,
): Promise<void> {
  await db('staff_challenges')
    .where({ staff_id })
    .whereIn('kind', kinds)
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now });
}

export async function removeExpired(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from staff_challenges where token_hash in
     (select token_hash from staff_challenges where expires_at < ? limit ? for update skip locked)`,
    [now, limit],
  );
  return rowCount;
}
