import type { Knex } from 'knex';
import type { CheckMethod } from './checks.ts';

/** The SQL of the authorities' health. */

export interface HealthRow {
  method: CheckMethod;
  failures: number;
  opened_until: Date | null;
  fault: string | null;
  failed_at: Date | null;
  answered_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    authority_health: HealthRow;
  }
}

export async function read(db: Knex, method: CheckMethod): Promise<HealthRow> {
  const row = await db('authority_health').where({ method }).first();
  if (!row) throw new Error(`${method} has no row of its health`);
  return row;
}

export function all(db: Knex): Promise<HealthRow[]> {
  return db('authority_health').orderBy('method');
}

/** One caller over all nodes has the try of a breaker that ran out. */
export async function claimTry(
  db: Knex,
  method: CheckMethod,
  now: Date,
  until: Date,
): Promise<boolean> {
  const count = await db('authority_health')
    .where({ method })
    .where('opened_until', '<=', now)
    .update({ opened_until: until });
  return count === 1;
}

/** Well again; gives how many failures in a row there had been. */
export async function mend(db: Knex, method: CheckMethod, at: Date): Promise<number> {
  const { rows } = await db.raw<{ rows: { failures: number }[] }>(
    `with was as (select failures from authority_health where method = ? for update)
     update authority_health h set failures = 0, opened_until = null, answered_at = ?
     from was where h.method = ? returning was.failures`,
    [method, at, method],
  );
  return rows[0]?.failures ?? 0;
}

export async function fail(
  db: Knex,
  method: CheckMethod,
  fault: string,
  at: Date,
): Promise<number> {
  const { rows } = await db.raw<{ rows: { failures: number }[] }>(
    `update authority_health set failures = failures + 1, fault = ?, failed_at = ?
     where method = ? returning failures`,
    [fault, at, method],
  );
  return rows[0]?.failures ?? 0;
}

/** What came and was no answer; it counts for nothing. */
export async function noted(
  db: Knex,
  method: CheckMethod,
  fault: string,
  failed_at: Date,
): Promise<void> {
  await db('authority_health').where({ method }).update({ fault, failed_at });
}

export async function open(db: Knex, method: CheckMethod, until: Date): Promise<void> {
  await db('authority_health').where({ method }).update({ opened_until: until });
}
