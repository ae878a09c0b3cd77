import { afterAll, beforeAll, expect, test } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../../src/clients/clients.ts';
import { newId } from '../../../src/crypto/ids.ts';
import * as departments from '../../../src/departments/departments.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';

const DAY = 86_400_000;
const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words });
  for (const id of ['one', 'two'])
    await clients.register(fresh.base, {
      ...{ id, department_code: '220000', names: words, sector: id, scopes: 'openid' },
      redirect_uris: [`https://${id}.example/callback`],
    });
});
afterAll(() => fresh.drop());

/** A run of a client that ended so many days ago; without days it is still under way. */
async function run(client_id: string, days?: number): Promise<string> {
  const { base, clock } = fresh;
  const id = newId(clock);
  const at = new Date(clock.now().getTime() - (days ?? 0) * DAY);
  const done = days !== undefined;
  await base.db('acceptance_runs').insert({
    ...{ id, client_id, asked_at: new Date(at.getTime() - 60_000), addresses: '{}' },
    ...{ state: done ? 'done' : 'waiting', passed: done ? false : null },
    ended_at: done ? at : null,
  });
  return id;
}

test('runs go half a year after their end, but for the latest of each client and those under way', async () => {
  const { base } = fresh;
  const old = [await run('one', 400), await run('one', 200), await run('one', 181)];
  const young = [await run('one', 179), await run('one', 1)];
  const last = await run('two', 300);
  const open = await run('two');
  await base.db('acceptance_observations').insert({
    ...{ run_id: old[0], id: newId(base.clock), at: base.clock.now() },
    ...{ endpoint: 'token', facts: '{}' },
  });
  expect(await acceptance.removeOldRuns(base, 2)).toBe(2);
  expect(await acceptance.removeOldRuns(base, 2)).toBe(1);
  expect(await acceptance.removeOldRuns(base, 2)).toBe(0);
  const left = await base.db('acceptance_runs').select('id');
  expect(left.map(({ id }) => id).sort()).toEqual([...young, last, open].sort());
  expect(await base.db('acceptance_observations')).toEqual([]);
});
