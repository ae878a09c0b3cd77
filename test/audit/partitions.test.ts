import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { connect } from '../../src/db.ts';
import { auditTrail } from '../support/trail.ts';
import { freshTrail, type Trail, write } from './trail.ts';

let trail: Trail;
beforeEach(async () => {
  trail = await freshTrail();
});
afterEach(() => trail.drop());

const where = async () => {
  const { rows } = await trail.base.db.raw(
    'select tableoid::regclass::text as place, count(*)::int as events from audit_events group by 1 order by 1',
  );
  return rows;
};

test('the partitions of this month and the next three are made once', async () => {
  const made = ['2026_03', '2026_04', '2026_05', '2026_06'].map((month) => `audit_events_${month}`);
  expect(await ensurePartitions(trail.base)).toEqual(made);
  expect(await ensurePartitions(trail.base)).toEqual([]);
  trail.fresh.clock.set(new Date('2026-11-30T23:59:59Z'));
  expect(await ensurePartitions(trail.base, 2)).toEqual([
    'audit_events_2026_11',
    'audit_events_2026_12',
    'audit_events_2027_01',
  ]);
});

test('two nodes that start at once make each of them once', async () => {
  const other = { ...trail.base, db: connect(trail.fresh.url) };
  const [one, two] = await Promise.all([ensurePartitions(trail.base), ensurePartitions(other)]);
  expect([...one, ...two].sort()).toEqual([...new Set([...one, ...two])].sort());
  expect(one.length + two.length).toBe(4);
  await other.db.destroy();
});

test('events that came before their partition move into it, and stay what they were', async () => {
  await trail.sealed(3);
  await write(trail.base, 1);
  const before = await auditTrail(trail.base);
  expect(await where()).toEqual([{ place: 'audit_events_default', events: 4 }]);
  await ensurePartitions(trail.base);
  expect(await where()).toEqual([{ place: 'audit_events_2026_03', events: 4 }]);
  expect(await auditTrail(trail.base)).toEqual(before);
  expect(await trail.findings()).toEqual([]);
  expect(await trail.sealer.sealNow()).toBe(1);
});

test('an event of a month without a partition is written all the same', async () => {
  await ensurePartitions(trail.base, 0);
  trail.fresh.clock.set(new Date('2026-04-01T00:00:00Z'));
  await trail.sealed(1);
  expect(await where()).toEqual([{ place: 'audit_events_default', events: 1 }]);
  expect(await trail.findings()).toEqual([]);
});

test('an event that waits for a partition to be made is not refused by the one it would have been in', async () => {
  const { base } = trail;
  const waiting = (count: number) =>
    expect
      .poll(
        async () =>
          (
            await base.db.raw(
              'select pid from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
            )
          ).rows.length,
        { timeout: 10_000 },
      )
      .toBe(count);
  let made: Promise<string[]> | undefined;
  let written: Promise<unknown> | undefined;
  // Whoever writes holds the table for a moment; behind it waits the maker, and behind that a writer.
  await base.db.transaction(async (db) => {
    await write({ ...base, db }, 1);
    made = ensurePartitions(base, 0);
    await waiting(1);
    written = write(base, 1);
    await waiting(2);
  });
  expect(await made).toHaveLength(1);
  await written;
  expect(await where()).toEqual([{ place: 'audit_events_2026_03', events: 2 }]);
});
