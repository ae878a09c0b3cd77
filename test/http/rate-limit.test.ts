import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as rateLimit from '../../src/http/rate-limit.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const START = new Date('2026-03-02T01:00:00Z').getTime();
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

let fresh: FreshDatabase;
let base: Base;
beforeAll(async () => {
  fresh = await freshDatabase();
  base = fresh.base;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  // The library reads Date.now(): only that is moved, timers stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await base.db.raw('truncate tries');
});
afterEach(() => {
  vi.useRealTimers();
});

/** Tries until one is let through, wrong each time; gives the waits it was told. */
async function wrongTries(account: string, count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let i = 0; i < count; i++) {
    const { wait } = await rateLimit.slowDown(base, { account });
    if (wait > 0) later(wait);
    if (wait > 0) expect(await rateLimit.slowDown(base, { account })).toEqual({ wait: 0 });
    waits.push(wait);
    await rateLimit.wrongTry(base, { account });
  }
  return waits;
}

test('five wrong tries are free, and then the waits grow to a quarter of an hour', async () => {
  expect(await wrongTries('gjj zhang', 13)).toEqual([
    0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900,
  ]);
});

test('an account that does not exist waits exactly as one that does', async () => {
  expect(await wrongTries('gjj nobody-of-that-name', 9)).toEqual(await wrongTries('gjj zhang', 9));
});

test('a wait counts down, and asking during it changes nothing', async () => {
  const account = 'gjj zhang';
  await wrongTries(account, 5);
  expect(await rateLimit.slowDown(base, { account })).toEqual({ wait: 15, by: 'account' });
  later(10);
  for (let i = 0; i < 20; i++)
    expect(await rateLimit.slowDown(base, { account })).toEqual({ wait: 5, by: 'account' });
  later(5);
  expect(await rateLimit.slowDown(base, { account })).toEqual({ wait: 0 });
  expect(await rateLimit.wrongTry(base, { account })).toEqual({ wait: 30, by: 'account' });
});

test('a right try starts the account afresh', async () => {
  const account = 'gjj zhang';
  await wrongTries(account, 5);
  later(15);
  expect(await rateLimit.slowDown(base, { account })).toEqual({ wait: 0 });
  await rateLimit.goodTry(base, { account });
  expect(await wrongTries(account, 6)).toEqual([0, 0, 0, 0, 0, 15]);
});

test('a try that failed because the source was down does not count', async () => {
  const who = { account: 'gjj zhang', network: '192.0.2.1' };
  for (let i = 0; i < 130; i++) {
    expect(await rateLimit.slowDown(base, who)).toEqual({ wait: 0 });
    await rateLimit.noTry(base, who);
  }
});

test('one account is slowed, its neighbours are not', async () => {
  await wrongTries('gjj zhang', 5);
  expect(await rateLimit.slowDown(base, { account: 'gjj li' })).toEqual({ wait: 0 });
  expect(await rateLimit.slowDown(base, { account: 'yibao zhang' })).toEqual({ wait: 0 });
});

test('another spelling of the same name is the same account', async () => {
  await wrongTries('gjj zhang', 5);
  expect(await rateLimit.slowDown(base, { account: 'GJJ Zhang ' })).toMatchObject({ wait: 15 });
  expect(await rateLimit.slowDown(base, { account: 'gjj ｚｈａｎｇ' })).toMatchObject({ wait: 15 });
});

test('a hundred tries at once over two nodes are not let through because none was wrong yet', async () => {
  const other = { ...base, db: connect(fresh.url) };
  const paces = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      rateLimit.slowDown(i % 2 ? other : base, { account: 'gjj zhang' }),
    ),
  );
  // Five free ones, and the one that the sixth may be.
  expect(paces.filter(({ wait }) => wait === 0).length).toBeLessThanOrEqual(6);
  expect(paces.filter(({ wait }) => wait === 0).length).toBeGreaterThanOrEqual(5);
  await other.db.destroy();
});

test('a network has a hundred wrong tries an hour, whatever accounts they are for', async () => {
  const network = '192.0.2.7';
  for (let i = 0; i < 100; i++) {
    const who = { account: `gjj ${i}`, network };
    expect(await rateLimit.slowDown(base, who)).toEqual({ wait: 0 });
    await rateLimit.wrongTry(base, who);
  }
  const who = { account: 'gjj somebody', network };
  expect(await rateLimit.slowDown(base, who)).toEqual({ wait: 3_600, by: 'network' });
  expect(await rateLimit.slowDown(base, { ...who, network: '192.0.2.8' })).toEqual({ wait: 0 });
  later(3_600);
  expect(await rateLimit.slowDown(base, who)).toEqual({ wait: 0 });
});

test('right tries of a busy service hall cost its network nothing', async () => {
  for (let i = 0; i < 150; i++) {
    const who = { account: `gjj ${i}`, network: '192.0.2.9' };
    expect(await rateLimit.slowDown(base, who)).toEqual({ wait: 0 });
    await rateLimit.goodTry(base, who);
  }
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
  ['2001:db8:1:2::1', '2001:0DB8:0001:0002:0:0:0:9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::1', '::2', true],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['fe80::1%eth0', 'fe80::2', true],
  ['192.0.2.1', '192.0.2.2', false],
])('the addresses %s and %s are of one network: %s', async (one, two, same) => {
  for (let i = 0; i < 100; i++) await rateLimit.slowDown(base, { network: one });
  const { wait } = await rateLimit.slowDown(base, { network: two });
  expect(wait > 0).toBe(same);
});

test('neither a name nor an address is stored', async () => {
  await rateLimit.slowDown(base, { account: 'gjj zhangsan', network: '192.0.2.77' });
  await wrongTries('gjj zhangsan', 5);
  const { rows } = await base.db.raw('select tries::text as text from tries');
  expect(rows).toHaveLength(3);
  const text = JSON.stringify(rows);
  expect(text).not.toContain('zhangsan');
  expect(text).not.toContain('192.0.2');
});

test('what has expired is removed in batches, what counts stays', async () => {
  for (let i = 0; i < 5; i++) await rateLimit.slowDown(base, { network: `192.0.2.${i}` });
  await rateLimit.slowDown(base, { account: 'gjj zhang' });
  later(3_601);
  expect(await rateLimit.removeExpired(base, 3)).toBe(3);
  expect(await rateLimit.removeExpired(base, 3)).toBe(2);
  expect(await rateLimit.removeExpired(base, 3)).toBe(0);
  expect(await base.db('tries').count()).toEqual([{ count: '1' }]);
});
