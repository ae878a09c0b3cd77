import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../../src/clients/clients.ts';
import { langs } from '../../../views/frame.ts';
import { sentences } from '../../../views/locales/catalogue.ts';
import type { Fault } from '../../doubles/department-app.ts';
import { foundBy, hiddenBy, stopping, strictFoundBy, together } from './faults.ts';
import { notPassed, startTrying, type Trying } from './trying.ts';

let t: Trying;
beforeAll(async () => {
  t = await startTrying();
});
afterEach(() => {
  t.app.faults.clear();
  t.app.manners.clear();
});
afterAll(() => t.stop());

const LONG = 150_000;

/** What was seen is said in whole sentences to whoever reads it, with nothing left out of them. */
function wholeInEveryLanguage({ points }: acceptance.Report): void {
  for (const lang of langs) {
    const { seen } = sentences(lang).acceptance;
    for (const { code, evidence } of points) {
      expect(Array.isArray(evidence), code).toBe(true);
      for (const [what, ...values] of evidence as acceptance.Seen[]) {
        const say = seen[what] as (...values: string[]) => string;
        expect(say.length, `${code} ${what}`).toBe(values.length);
        expect(say(...values.map(String)), `${code} ${what}`).not.toMatch(/undefined|null|NaN|^$/);
      }
    }
  }
}

test(
  'an application that does everything right passes every point, and its report says so',
  async () => {
    const report = await t.run();
    expect(notPassed(report)).toEqual([]);
    expect(report).toMatchObject({ state: 'done', passed: true, profile: 'standard' });
    wholeInEveryLanguage(report);
    expect(await acceptance.leftToExcuse(t.g.base, 'app')).toEqual([]);
    expect(report.points.map(({ code }) => code)).toEqual(acceptance.pointCodes);
    const applying = report.points.filter(({ result }) => result === 'passed');
    expect(applying.length).toBeGreaterThanOrEqual(60);
    // In its log the developer sees what was tried, and which failure made an answer.
    const asked = await clients.requestsOf(t.g.base, 'app', { limit: 500 });
    const tried = asked.filter(({ at }) => at >= report.asked_at);
    expect(tried.length).toBeGreaterThan(20);
    expect(tried.filter(({ in_run }) => !in_run)).toEqual([]);
    const failing = ['id_token_signature', 'token_unavailable', 'userinfo_unavailable'];
    expect(tried.flatMap(({ switched }) => switched)).toEqual(expect.arrayContaining(failing));
    expect(tried.some(({ switched }) => switched.length === 0)).toBe(true);
    // Of what it saw, nothing is left but the report.
    const left = await t.g.base.db.raw(
      'select (select count(*) from acceptance_observations) + (select count(*) from sandbox_switches) as n',
    );
    expect(Number(left.rows[0].n)).toBe(0);
  },
  LONG,
);

test(
  'an application that goes on without userinfo of somebody else passes: it uses none of it',
  async () => {
    t.app.manners.add('drops_userinfo');
    const report = await t.run();
    expect(notPassed(report)).toEqual([]);
    expect(report.points.find(({ code }) => code === 'userinfo.subject')).toMatchObject({
      ...{ result: 'passed', evidence: [['names_right_person']] },
    });
  },
  LONG,
);

test.each<[string, () => void]>([
  ['uses it', () => t.app.faults.add('userinfo_unchecked')],
  ['goes on without it', () => t.app.manners.add('drops_userinfo')],
])(
  'an application that shows nobody and %s is not passed: which of the two cannot be seen',
  async (_, does) => {
    t.app.manners.add('shows_nobody');
    does();
    const report = await t.run();
    expect(notPassed(report)).toEqual(['userinfo.subject (not reached)']);
    expect(report.passed).toBe(false);
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
      wholeInEveryLanguage(report);
      // What means nothing for this application is said so, wherever a run ended.
      const ofNoUse = report.points.filter(({ code }) => code.startsWith('strict.'));
      expect(ofNoUse.map(({ result }) => result)).toEqual(Array(5).fill('not_applicable'));
      if (!faults.some((fault) => stopping.has(fault)))
        expect(hidden.map(({ code }) => code).sort()).toEqual(
          faults.flatMap((fault) => hiddenBy[fault] ?? []).sort(),
        );
      expect(report.passed).toBe(false);
      expect(await acceptance.leftToExcuse(t.g.base, 'app')).toBeUndefined();
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
