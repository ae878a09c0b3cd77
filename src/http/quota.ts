import type { Knex } from 'knex';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../errors.ts';

/**
 * How many requests one caller of an API may make in a minute, over all nodes. Counted in the table
 * of the tries, which is swept with them; the library reads the clock of the process.
 */
export function quota(name: string, perMinute: number) {
  const limiters = new WeakMap<Knex, RateLimiterPostgres>();

  /** Counts one. @throws Refusal `http.too_many_requests` with the seconds to wait */
  return async (db: Knex, caller: string): Promise<void> => {
    let limiter = limiters.get(db);
    if (!limiter) {
      limiter = new RateLimiterPostgres({
        tableName: 'tries',
        tableCreated: true,
        clearExpiredByTimeout: false,
        storeClient: db,
        storeType: 'knex',
        keyPrefix: name,
        points: perMinute,
        duration: 60,
        // Who is over it is told so without another look at the table.
        inMemoryBlockOnConsumed: perMinute,
      });
      limiters.set(db, limiter);
    }
    try {
      await limiter.consume(caller);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const retry_after = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
      throw new Refusal('http.too_many_requests', { retry_after });
    }
  };
}
