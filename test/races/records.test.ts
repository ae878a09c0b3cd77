/** The same case events at two gateway processes at once (Never 6). */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import { report, tokenOf } from '../records/api.ts';
import { event } from '../records/desk.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 8;
const CALLERS = 4;
const CASES = 10;
const writer = { department_code: '220000-gjj' } as Parameters<typeof event>[0];
const words = { 'zh-CN': '公积金中心', ko: '공적금', en: 'Housing fund' };
const number = '220000190001010018';

let data: FreshDatabase;
let two: TwoNodes;
let token: string;

beforeAll(async () => {
  data = await freshDatabase();
  two = await startTwoNodes(data.url);
  const department = { code: '220000-gjj', parent_code: '220000', kind: 'department' } as const;
  await departments.add(two.base, { ...department, names: words });
  const party = { id: 'fund-cases', secret: 'a-made-up-secret-of-forty-three-characters-x' };
  await clients.register(two.base, {
    id: party.id,
    department_code: department.code,
    names: words,
    sector: party.id,
    redirect_uris: [],
    home_uri: 'https://www.fund.example/',
    scopes: 'records:write',
    grant_types: ['client_credentials'],
  });
  await clients.addSecret(two.base, { client_id: party.id, secret: party.secret });
  const known = async (issuer: string) => {
    token = await tokenOf({ issuer }, party, 'records:write');
    expect((await report({ issuer }, token, [])).status).toBe(200);
  };
  for (const node of two.nodes)
    await vi.waitFor(() => known(node), { timeout: 15_000, interval: 50 });
}, 90_000);
afterAll(async () => {
  await two?.stop();
  await data?.drop();
});

const stream = (round: string) =>
  Array.from({ length: CASES }, (_, at) => {
    const about = { case_number: `${round}-${at}`, time: new Date().toISOString() };
    const identifier = { type: 'resident_id', number, name: '张测试' };
    return [
      event(writer, 'accepted', { ...about, data: { applicant: { identifier } } }),
      event(writer, 'done', about),
    ];
  }).flat();

interface Said {
  id: string;
  result: string;
}

/** Each of these batches at once, over both nodes in turn; what each was answered. */
const atOnce = (batches: readonly object[][]): Promise<Said[][]> =>
  Promise.all(
    batches.map(async (events, at) => {
      const node = two.nodes[at % 2] as string;
      const { status, body } = await report({ issuer: node }, token, events);
      expect(status).toBe(200);
      return body.results;
    }),
  );

/** One batch from all callers at once: one of them is told that it was applied, the others that it was before. */
async function appliedOnce(events: object[]): Promise<void> {
  const answers = await atOnce(Array.from({ length: CALLERS }, () => events));
  const words = answers.map((results) => [...new Set(results.map(({ result }) => result))]);
  expect(words.sort()).toEqual([
    ['applied'],
    ...Array.from({ length: CALLERS - 1 }, () => ['duplicate']),
  ]);
}

/** The cases of a round, with their state and how many events each has. */
const kept = async (round: string) => {
  const { rows } = await two.base.db.raw(
    `select r.case_number, r.state, count(*)::int as events from records r
     join record_events e on e.record_id = r.id
     where r.case_number like ? group by 1, 2 order by 1`,
    [`${round}-%`],
  );
  return rows;
};
const all = (round: string, events: number) =>
  Array.from({ length: CASES }, (_, at) => ({ case_number: `${round}-${at}`, state: 3, events }));

describe('two gateway processes that are sent case events in the same millisecond', () => {
  it('apply a batch once, of new cases and of known ones: the others are told duplicate', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `SAME-${round}`;
      await appliedOnce(stream(name));
      expect(await kept(name)).toEqual(all(name, 2));
      const time = new Date().toISOString();
      await appliedOnce(
        all(name, 2).map(({ case_number }) => event(writer, 'withdrawn', { case_number, time })),
      );
      expect(await kept(name)).toEqual(all(name, 3));
    }
  }, 60_000);

  it('apply each event once when the batches cross: in another order, and in part', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `CROSS-${round}`;
      const events = stream(name);
      const half = events.filter((_, at) => at % 4 < 2);
      const answers = await atOnce([events, [...events].reverse(), half, [...half].reverse()]);
      const taken = answers
        .flat()
        .filter(({ result }) => result === 'applied' || result === 'stale');
      expect(taken.map(({ id }) => id).sort()).toEqual(events.map((one) => one['id']).sort());
      const others = answers.flat().filter((one) => !taken.includes(one));
      expect(new Set(others.map(({ result }) => result))).toEqual(new Set(['duplicate']));
      expect(await kept(name)).toEqual(all(name, 2));
    }
  }, 60_000);
});
