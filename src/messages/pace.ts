import type { Knex } from 'knex';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { networkOf } from '../http/rate-limit.ts';

/**
 * How often one address is written to, and how often from one network it is asked for: a code is
 * money, and a stranger's telephone is no toy. Counted for what was typed, whether or not anybody
 * has it (Never 11), over all nodes; the library reads the clock of the process.
 */
const limits = [
  // First, so that whoever is over it uses up nothing of anybody's telephone.
  { name: 'sent-net', of: 'network', points: 100, seconds: 3_600 },
  { name: 'sent-minute', of: 'to', points: 1, seconds: 60 },
  { name: 'sent-hour', of: 'to', points: 5, seconds: 3_600 },
  { name: 'sent-day', of: 'to', points: 10, seconds: 86_400 },
] as const;

/** Counts one message, or says how many seconds to wait; 0: go on. */
export async function allow(base: Base, who: { to: string; network: string }): Promise<number> {
  const keys = {
    to: keyedHash(base.ring, 'try', `sent ${who.to}`),
    network: keyedHash(base.ring, 'try', `sent from ${networkOf(who.network)}`),
  };
  for (const [at, { of }] of limits.entries()) {
    const wait = await over(limitersOf(base.db)[at] as RateLimiterPostgres, keys[of]);
    if (wait > 0) return wait;
  }
  return 0;
}

async function over(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    return Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
  }
}

const made = new WeakMap<Knex, RateLimiterPostgres[]>();

function limitersOf(db: Knex): RateLimiterPostgres[] {
  const known = made.get(db);
  if (known) return known;
  const limiters = limits.map(
    ({ name, points, seconds }) =>
      new RateLimiterPostgres({
        // Made by a migration and swept with the tries (http/rate-limit.ts).
        tableName: 'tries',
        tableCreated: true,
        clearExpiredByTimeout: false,
        storeClient: db,
        storeType: 'knex',
        keyPrefix: name,
        points,
        duration: seconds,
      }),
  );
  made.set(db, limiters);
  return limiters;
}
