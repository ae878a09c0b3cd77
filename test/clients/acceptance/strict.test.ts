import { afterEach, expect, test } from 'vitest';
import { toldOf } from '../../../src/clients/acceptance/acceptance.ts';
import { notPassed, startTrying, type Trying } from './trying.ts';

let t: Trying;
afterEach(() => t.stop());

test('an application of the strict profile passes every point, with those of its profile', async () => {
  t = await startTrying('strict');
  const report = await t.run();
  expect(notPassed(report)).toEqual([]);
  expect(report).toMatchObject({ passed: true, profile: 'strict' });
  const own = report.points.filter(({ code }) => toldOf(code).strict);
  expect(own.map(({ result }) => result)).toEqual(Array(5).fill('passed'));
}, 150_000);
