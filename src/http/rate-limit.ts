import { isIPv6 } from 'node:net';
import type { Knex } from 'knex';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';

/**
 * How often one may try, by account and by network. An account is what was typed, whether or not
 * there is such a one, so that the waits tell a stranger nothing (Never 11). A try counts from when
 * it begins: a hundred at once are no way around the limit. Keys are keyed hashes; neither names nor
 * addresses are stored. The library reads the clock of the process.
 */
export interface Who {
  /** What was typed, with the source it was typed for. */
  account?: string;
  /** An IP address. */
  network?: string;
}

/** `wait`: seconds until the next try is let through; 0: go on. */
export interface Pace {
  wait: number;
  by?: keyof Who;
}

const FREE_TRIES = 5;
/** Seconds after the fifth wrong try in a row, the sixth, ...; the last one stays. */
const WAITS = [15, 30, 60, 120, 240, 480, 900];
const NETWORK_TRIES = 100;
const HOUR = 3_600;

/** Before a try: counts it, or says how long to wait (it is not counted then). */
export async function slowDown(base: Base, who: Who): Promise<Pace> {
  const { tries, gate, network } = limitersOf(base.db);
  const { account, net } = keysOf(base, who);
  const waiting = account && (await gate.get(account));
  if (waiting) return { wait: seconds(waiting), by: 'account' };
  const full = net && (await exceeded(network.consume(net)));
  if (full) return { wait: seconds(full), by: 'network' };
  if (!account) return { wait: 0 };
  const { consumedPoints } = await tries.penalty(account);
  if (consumedPoints <= FREE_TRIES) return { wait: 0 };
  // Past the free ones a single try goes through at a time, whoever comes first.
  const customDuration = waitAfter(consumedPoints);
  const behind = await exceeded(gate.consume(account, 1, { customDuration }));
  if (!behind) return { wait: 0 };
  await tries.reward(account);
  if (net) await network.reward(net);
  return { wait: seconds(behind), by: 'account' };
}

/** How long an account has to wait now, in seconds; 0: not at all. Counts nothing. */
export async function waiting(base: Base, account: string): Promise<number> {
  const key = keysOf(base, { account }).account;
  const found = key && (await limitersOf(base.db).gate.get(key));
  return found ? seconds(found) : 0;
}

/** The try was wrong. Gives how long the account waits now. */
export async function wrongTry(base: Base, who: Who): Promise<Pace> {
  const { tries, gate } = limitersOf(base.db);
  const { account } = keysOf(base, who);
  const wrong = account ? ((await tries.get(account))?.consumedPoints ?? 0) : 0;
  if (!account || wrong < FREE_TRIES) return { wait: 0 };
  const wait = waitAfter(wrong);
  await gate.block(account, wait);
  return { wait, by: 'account' };
}

/** The try was right: the account starts afresh, and the network is given its try back. */
export async function goodTry(base: Base, who: Who): Promise<void> {
  const { tries, gate, network } = limitersOf(base.db);
  const { account, net } = keysOf(base, who);
  if (account) await Promise.all([tries.delete(account), gate.delete(account)]);
  if (net) await network.reward(net);
}

/** The try came to nothing through no fault of the person (the source is down): it does not count. */
export async function noTry(base: Base, who: Who): Promise<void> {
  const { tries, gate, network } = limitersOf(base.db);
  const { account, net } = keysOf(base, who);
  if (account) await Promise.all([tries.reward(account), gate.delete(account)]);
  if (net) await network.reward(net);
}

/** Removes what has expired, at most `limit` rows; gives how many. A timed job calls it. */
export async function removeExpired(base: Base, limit = 1_000): Promise<number> {
  const { rowCount } = await base.db.raw(
    `delete from tries where key in
     (select key from tries where expire < ? limit ? for update skip locked)`,
    [Date.now(), limit],
  );
  return rowCount;
}

const waitAfter = (wrong: number) =>
  WAITS[Math.min(wrong - FREE_TRIES, WAITS.length - 1)] ?? Math.max(...WAITS);

const seconds = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000));

/** The library rejects with its result when the limit is exceeded, and with an error when it failed. */
async function exceeded(consumed: Promise<RateLimiterRes>): Promise<RateLimiterRes | undefined> {
  try {
    await consumed;
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return thrown;
    throw thrown;
  }
}

function keysOf(base: Base, { account, network }: Who): { account?: string; net?: string } {
  const hash = (what: string, value: string) => keyedHash(base.ring, 'try', `${what} ${value}`);
  return {
    // One spelling for all that a login name may be typed as.
    ...(account && { account: hash('account', account.normalize('NFKC').trim().toLowerCase()) }),
    ...(network && { net: hash('network', networkOf(network)) }),
  };
}

/** An IPv4 address; of IPv6 the /64, since whoever has one address there has them all. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  while (groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after].slice(0, 4).join(':')}::/64`;
}

interface Limiters {
  tries: RateLimiterPostgres;
  gate: RateLimiterPostgres;
  network: RateLimiterPostgres;
}

const limiters = new WeakMap<Knex, Limiters>();

function limitersOf(db: Knex): Limiters {
  let known = limiters.get(db);
  if (!known) {
    // The table is made by a migration, and swept by removeExpired rather than by a timer here.
    const table = { tableName: 'tries', tableCreated: true, clearExpiredByTimeout: false };
    const make = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterPostgres({
        ...table,
        storeClient: db,
        storeType: 'knex',
        keyPrefix,
        points,
        duration,
      });
    known = {
      tries: make('tries', FREE_TRIES, 24 * HOUR),
      gate: make('gate', 1, Math.max(...WAITS)),
      network: make('network', NETWORK_TRIES, HOUR),
    };
    limiters.set(db, known);
  }
  return known;
}
