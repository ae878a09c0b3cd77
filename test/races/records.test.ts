/** The same case events at two gateway processes at once (Never 6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report } from '../records/api.ts';
import { event } from '../records/desk.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { all, kept, startWriting, stream, writer } from './case-writer.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 8;
const CALLERS = 4;

let data: FreshDatabase;
let two: TwoNodes;
let token: string;

beforeAll(async () => {
  data = await freshDatabase();
  two = await startTwoNodes(data.url);
  token = await startWriting(two);
}, 90_000);
afterAll(async () => {
  await two?.stop();
  await data?.drop();
});

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

describe('two gateway processes that are sent case events in the same millisecond', () => {
  it('apply a batch once, of new cases and of known ones: the others are told duplicate', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `SAME-${round}`;
      await appliedOnce(stream(name));
      expect(await kept(two, name)).toEqual(all(name, 2));
      const time = new Date().toISOString();
      await appliedOnce(
        all(name, 2).map(({ case_number }) => event(writer, 'withdrawn', { case_number, time })),
      );
      expect(await kept(two, name)).toEqual(all(name, 3));
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
      expect(await kept(two, name)).toEqual(all(name, 2));
    }
  }, 60_000);
});
