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
  // A stranger in one place has a share of somebody's day, and leaves them the rest.
  { name: 'sent-pair', of: 'pair', points: 3, seconds: 86_400 },
  { name: 'sent-minute', of: 'to', points: 1, seconds: 60 },
  { name: 'sent-hour', of: 'to', points: 5, seconds: 3_600 },
  { name: 'sent-day', of: 'to', points: 10, seconds: 86_400 },
  // Three of the ten are kept for whoever cannot get in otherwise.
  { name: 'sent-kept', of: 'to', points: 7, seconds: 86_400, but_kept: true },
] as const;

interface Asker {
  to: string;
  network: string;
  /** For somebody without another way in: what is kept for them is theirs too. */
  kept?: boolean;
}

/**
 * Counts one message, or says how many seconds to wait; 0: go on. An ask that has to wait uses up
 * nothing of anybody's telephone; of its network it does.
 */
export async function allow(base: Base, { kept = false, ...who }: Asker): Promise<number> {
  const network = networkOf(who.network);
  const keys = {
    to: keyedHash(base.ring, 'try', `sent ${who.to}`),
    network: keyedHash(base.ring, 'try', `sent from ${network}`),
    pair: keyedHash(base.ring, 'try', `sent ${who.to} from ${network}`),
  };
  const counted: (() => Promise<unknown>)[] = [];
  for (const [at, limit] of limits.entries()) {
    if (kept && 'but_kept' in limit) continue;
    const limiter = limitersOf(base.db)[at] as RateLimiterPostgres;
    const key = keys[limit.of];
    const wait = await over(limiter, key);
    if (wait > 0) {
      for (const giveBack of counted) await giveBack();
      return wait;
    }
    if (limit.of !== 'network') counted.push(() => limiter.reward(key));
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
