import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countQueries, onQuery } from '../../src/db.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

test('round trips are counted by name, those of a transaction included', async () => {
  const { db } = fresh.base;
  const { result, queries } = await countQueries(db, () =>
    db.transaction(async (trx) => {
      await trx.raw('select 1');
      return 'done';
    }),
  );
  expect(result).toBe('done');
  expect(queries.map((sql) => sql.toLowerCase().replace(/;$/, ''))).toEqual([
    'begin',
    'select 1',
    'commit',
  ]);
});

test('work that runs at the same time is told apart, also when it waits for a connection', async () => {
  const { db } = fresh.base;
  const work = (n: number) => async () => {
    await db.raw(`select ${n}`);
    await db.transaction((trx) => trx.raw(`select ${n}, pg_sleep(0.001)`));
  };
  const counted = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      countQueries(db, work(n)).then(({ queries }) => ({ n, queries })),
    ),
  );
  for (const { n, queries } of counted) {
    expect(queries).toHaveLength(4);
    expect(queries[0]).toBe(`select ${n}`);
    expect(queries[2]).toBe(`select ${n}, pg_sleep(0.001)`);
  }
});

test('a count inside a count shows in both', async () => {
  const { db } = fresh.base;
  const outer = await countQueries(db, async () => {
    await db.raw('select 1');
    return countQueries(db, () => db.raw('select 2'));
  });
  expect(outer.queries).toEqual(['select 1', 'select 2']);
  expect(outer.result.queries).toEqual(['select 2']);
});

test('a listener hears every statement until it stops', async () => {
  const { db } = fresh.base;
  const heard: string[] = [];
  const stop = onQuery(db, (sql) => heard.push(sql));
  await db.raw('select 1');
  stop();
  await db.raw('select 2');
  expect(heard).toEqual(['select 1']);
});

test('counts and large numbers come as text, times as instants', async () => {
  const { rows } = await fresh.base.db.raw(
    "select count(*) as n, timestamptz '2026-03-02 09:00+08' as at",
  );
  expect(rows[0]).toEqual({ n: '1', at: new Date('2026-03-02T01:00:00Z') });
});

test('an error of the database names the statement and the rule, never a value', async () => {
  const { db } = fresh.base;
  await db.raw('create table names (name text unique)');
  await db('names').insert({ name: '测试甲' });
  const fault: Error & { constraint?: string } = await db('names')
    .insert({ name: '测试甲' })
    .then(
      () => expect.unreachable(),
      (error) => error,
    );
  expect(fault.constraint).toBe('names_name_key');
  expect(fault.message).toContain('insert into');
  expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain('测试甲');
  const inside = db.transaction((trx) => trx('names').insert({ name: '测试甲' }));
  await expect(inside.catch((error) => inspect(error, { depth: 9 }))).resolves.not.toContain(
    '测试甲',
  );
});
