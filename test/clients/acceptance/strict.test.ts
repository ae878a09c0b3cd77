import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { toldOf } from '../../../src/clients/acceptance/acceptance.ts';
import type { StrictFault } from '../../doubles/department-app.ts';
import { strictFoundBy } from './faults.ts';
import { notPassed, startTrying, type Trying } from './trying.ts';

let t: Trying;
beforeAll(async () => {
  t = await startTrying('strict');
});
afterEach(() => t.app.faults.clear());
afterAll(() => t?.stop());

test('an application of the strict profile passes every point, with those of its profile', async () => {
  const report = await t.run();
  expect(notPassed(report)).toEqual([]);
  expect(report).toMatchObject({ passed: true, profile: 'strict' });
  const own = report.points.filter(({ code }) => toldOf(code).strict);
  expect(own.map(({ result }) => result)).toEqual(Array(5).fill('passed'));
}, 150_000);

const planted = Object.entries(strictFoundBy) as [StrictFault, readonly string[]][];
test.each(planted)(
  '%s is found by the points that name it, and by no other',
  async (fault, points) => {
    t.app.faults.add(fault);
    const report = await t.run();
    const failed = report.points.filter(({ result }) => result === 'failed');
    expect(failed.map(({ code }) => code).sort()).toEqual([...points].sort());
    expect(report.passed).toBe(false);
  },
  150_000,
);
