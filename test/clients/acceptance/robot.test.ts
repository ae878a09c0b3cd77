import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import type { Fault } from '../../doubles/department-app.ts';
import { foundBy, hiddenBy, stopping, strictFoundBy, together } from './faults.ts';
import { notPassed, startTrying, type Trying } from './trying.ts';

let t: Trying;
beforeAll(async () => {
  t = await startTrying();
});
afterEach(() => t.app.faults.clear());
afterAll(() => t.stop());

const LONG = 150_000;

test(
  'an application that does everything right passes every point, and its report says so',
  async () => {
    const report = await t.run();
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ state: 'done', passed: true, profile: 'standard' });
    expect(await acceptance.passed(t.g.base, 'app')).toBe(true);
    expect(report.points.map(({ code }) => code)).toEqual(acceptance.pointCodes);
    const applying = report.points.filter(({ result }) => result === 'passed');
    expect(applying.length).toBeGreaterThanOrEqual(60);
    // Of what it saw, nothing is left but the report.
    const left = await t.g.base.db.raw(
      'select (select count(*) from acceptance_observations) + (select count(*) from sandbox_switches) as n',
    );
    expect(Number(left.rows[0].n)).toBe(0);
  },
  LONG,
);

describe('a planted fault is found by the point that names it, and by no other', () => {
  const planted = together.map((faults) => [faults.join(', '), faults] as const);
  test.each(planted)(
    '%s',
    async (_, faults) => {
      for (const fault of faults) t.app.faults.add(fault);
      const report = await t.run();
      const expected = new Set(faults.flatMap((fault) => foundBy[fault as keyof typeof foundBy]));
      const failed = report.points.filter(({ result }) => result === 'failed');
      expect(failed.map(({ code }) => code).sort()).toEqual([...expected].sort());
      const hidden = report.points.filter(({ result }) => result === 'not_reached');
      if (!faults.some((fault) => stopping.has(fault)))
        expect(hidden.map(({ code }) => code).sort()).toEqual(
          faults.flatMap((fault) => hiddenBy[fault] ?? []).sort(),
        );
      expect(report.passed).toBe(false);
      expect(await acceptance.passed(t.g.base, 'app')).toBe(false);
    },
    LONG,
  );

  test('every fault of the application was planted', () => {
    expect([...together.flat()].sort()).toEqual((Object.keys(foundBy) as Fault[]).sort());
  });

  test('every point has a fault that it finds: here, in the strict profile, or over TLS', () => {
    const overTls = ['cookie.secure', 'header.hsts', 'tls.everywhere'];
    const found = [foundBy, strictFoundBy].flatMap((by) => Object.values(by).flat());
    expect([...new Set([...found, ...overTls])].sort()).toEqual([...acceptance.pointCodes].sort());
  });
});
