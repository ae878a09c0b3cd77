import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SealedEvent } from '../../src/audit/sealed.ts';
import { bounds, placeOf, quantile, withOne } from '../../src/measures/buckets.ts';
import { fold } from '../../src/measures/fold.ts';
import { beginningOf, momentsOf, ranges, steps } from '../../src/measures/steps.ts';
import * as store from '../../src/measures/store.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { kept } from './counts.ts';

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.drop());

/** Events of all sorts, within three days, so that several minutes, hours and days meet. */
const anEvent = fc
  .record({
    minutes: fc.nat(3 * 24 * 60),
    kind: fc.constantFrom(
      'login.succeeded',
      'login.failed',
      'session.started',
      'session.ended',
      'session.raised',
      'records.reported',
      'staff.refused',
    ),
    source_id: fc.option(fc.constantFrom('fund', 'tax')),
    client_id: fc.option(fc.constantFrom('hall', 'subhall')),
    took_ms: fc.option(fc.nat(3_000_000)),
    reason: fc.constantFrom('wrong', 'cancelled', '张伟'),
    former: fc.option(fc.constantFrom('fund', 'tax')),
  })
  .map(
    ({ minutes, kind, source_id, client_id, took_ms, reason, former }): SealedEvent => ({
      id: '',
      at: new Date(Date.UTC(2026, 2, 1) + minutes * 60_000).toISOString(),
      kind,
      actor_kind: 'system',
      actor_id: null,
      object_kind: null,
      object_id: null,
      client_id,
      source_id,
      session_id: null,
      outcome: 'ok',
      code: null,
      detail:
        kind === 'login.succeeded'
          ? { took_ms }
          : kind === 'session.raised'
            ? { former_source_id: former }
            : kind === 'records.reported'
              ? { applied: 2, stale: 0, duplicate: 1, refused: 0 }
              : { reason },
    }),
  );

test('whatever happens, in whatever portions it is sealed: the rows are those of a plain fold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anEvent, { maxLength: 12 }), { maxLength: 5 }),
      async (portions) => {
        await fresh.base.db('measures').delete();
        for (const portion of portions) await store.add(fresh.base.db, fold(portion));
        const rows = await kept(fresh.base);
        await fresh.base.db('measures').delete();
        await store.add(fresh.base.db, fold(portions.flat().reverse()));
        expect(rows).toEqual(await kept(fresh.base));
        expect(total(rows, 'login.failed')).toBe(count(portions.flat(), 'login.failed'));
        expect(total(rows, 'sessions')).toBe(
          count(portions.flat(), 'session.started') - count(portions.flat(), 'session.ended'),
        );
      },
    ),
    { numRuns: 40 },
  );
});

const total = (rows: Awaited<ReturnType<typeof kept>>, measure: string) =>
  rows
    .filter((row) => row.measure === measure && row.step === 'ever' && row.series === 'all')
    .reduce((sum, row) => sum + row.count, 0);

const count = (events: readonly SealedEvent[], kind: string) =>
  events.filter((event) => event.kind === kind).length;

test('each step of one series holds as many as there were', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 40 }), (events) => {
      const rows = fold(events);
      for (const step of steps) {
        const sum = rows
          .filter((row) => row.step === step && row.measure === 'login.failed')
          .filter(({ series }) => series === 'all')
          .reduce((before, row) => before + row.count, 0);
        expect(sum, step).toBe(count(events, 'login.failed'));
      }
    }),
  );
});

test('a median and a p99 lie in the bucket of the value that they stand for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 8_000_000 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.5, 0.9, 0.99),
      (values, q) => {
        const buckets = values.reduce<number[]>(withOne, []);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
        const told = quantile(buckets, q) as number;
        const place = placeOf(exact);
        const [lower, upper] = [bounds[place - 1] ?? 0, bounds[place] ?? bounds.at(-1)];
        expect(told).toBeGreaterThanOrEqual(place === bounds.length ? (upper as number) : lower);
        expect(told).toBeLessThanOrEqual(upper as number);
      },
    ),
  );
});

test('bounds grow by a quarter, from a tenth of a second to nearly two hours, and stay as they are', () => {
  expect(bounds).toHaveLength(49);
  expect([bounds[0], bounds[3], bounds[24], bounds[48]]).toEqual([100, 200, 25_600, 6_553_600]);
  for (const [place, bound] of bounds.entries())
    if (place > 0) expect(bound / (bounds[place - 1] as number)).toBeLessThan(1.27);
  expect(quantile([], 0.5)).toBeUndefined();
});

test('a day begins at midnight in the province, and a range ends with the step that goes on', () => {
  const late = new Date('2026-03-01T15:59:59.999Z');
  const midnight = new Date('2026-03-01T16:00:00Z');
  expect(beginningOf('day', late)).toEqual(new Date('2026-02-28T16:00:00Z'));
  expect(beginningOf('day', midnight)).toEqual(midnight);
  for (const range of ['1h', '24h', '30d'] as const) {
    const moments = momentsOf(range, midnight);
    expect(moments).toHaveLength(ranges[range].count);
    expect(moments.at(-1)).toEqual(midnight);
  }
});
