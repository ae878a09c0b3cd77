import type { Knex } from 'knex';

/** The SQL of second factors and recovery codes. */

export interface FactorRow {
  id: string;
  staff_id: string;
  kind: 'totp' | 'passkey';
  label_sealed: string | null;
  secret_sealed: string | null;
  /** bigint comes as text. */
  last_step: string | null;
  credential_id: string | null;
  public_key: string | null;
  counter: string;
  transports: string[] | null;
  added_at: Date;
  last_used_at: Date | null;
}

export interface RecoveryRow {
  code_hash: string;
  staff_id: string;
  made_at: Date;
  used_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_factors: FactorRow;
    staff_recovery_codes: RecoveryRow;
  }
}

export async function insert(db: Knex, row: FactorRow): Promise<void> {
  const transports = row.transports && JSON.stringify(row.transports);
  await db('staff_factors').insert({ ...row, transports: transports as never });
}

export const list = (db: Knex, staff_id: string): Promise<FactorRow[]> =>
  db('staff_factors').where({ staff_id }).orderBy(['added_at', 'id']);

export const remove = (db: Knex, which: { staff_id: string; id?: string; kind?: 'totp' }) =>
  db('staff_factors').where(which).delete();

/** Takes the time step of a code, or a later one, once: false for whoever comes second. */
export async function takeStep(db: Knex, id: string, step: number, at: Date): Promise<boolean> {
  const count = await db('staff_factors')
    .where({ id })
    .where((free) => free.whereNull('last_step').orWhere('last_step', '<', step))
    .update({ last_step: String(step), last_used_at: at });
  return count === 1;
}

/** Moves the signature counter of a passkey on; those without a counter stay at 0. */
export async function moveCounter(db: Knex, id: string, to: number, at: Date): Promise<boolean> {
  const count = await db('staff_factors')
    .where({ id })
    .where((on) =>
      on.where('counter', '<', to).orWhere((none) => none.whereRaw('counter = 0 and ? = 0', [to])),
    )
    .update({ counter: String(to), last_used_at: at });
  return count === 1;
}

/** New recovery codes in the place of all before. */
export async function replaceCodes(
  db: Knex,
  staff_id: string,
  hashes: readonly string[],
  at: Date,
): Promise<void> {
  await db('staff_recovery_codes').where({ staff_id }).delete();
  if (hashes.length > 0)
    await db('staff_recovery_codes').insert(
      hashes.map((code_hash) => ({ code_hash, staff_id, made_at: at, used_at: null })),
    );
}

/** False when there is no such code, or it was used. */
export async function useCode(db: Knex, staff_id: string, code_hash: string, at: Date) {
  const count = await db('staff_recovery_codes')
    .where({ staff_id, code_hash })
    .whereNull('used_at')
    .update({ used_at: at });
  return count === 1;
}

export async function codesLeft(db: Knex, staff_id: string): Promise<number> {
  const [row] = await db('staff_recovery_codes')
    .where({ staff_id })
    .whereNull('used_at')
    .count('* as n');
  return Number((row as { n?: string } | undefined)?.n ?? 0);
}
