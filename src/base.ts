import type { Knex } from 'knex';
import type { Clock } from './clock.ts';
import type { KeyRing } from './crypto/ring.ts';

/**
 * What every rule stands on: the database (or a transaction of it), the keys, the time.
 * Rules are plain functions `(base, input)`; one function serves inside and outside a transaction.
 */
export interface Base {
  db: Knex;
  ring: KeyRing;
  clock: Clock;
  /**
   * Hosts of this machine, with their ports, that sources may be asked at in clear; absent: all that
   * their settings allow, in development (sources/plain-http.ts).
   */
  plain_http?: readonly string[];
}

/** Runs `work` in one transaction; inside an open one it joins that, so verbs can call verbs. */
export function transaction<T>(base: Base, work: (base: Base) => Promise<T>): Promise<T> {
  if (base.db.isTransaction) return work(base);
  return base.db.transaction((trx) => work({ ...base, db: trx }));
}
