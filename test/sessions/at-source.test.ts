import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import { issued } from '../identities/people.ts';
import { plant, registration } from '../sources/plant.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const MINUTE = 60_000;
const why = { reason: 'source_ended', actor: { kind: 'source', id: 'fund' } } as const;

let database: FreshDatabase;
let identity_id: string;
beforeAll(async () => {
  database = await freshDatabase();
  await plant(database.base);
  await sources.register(database.base, registration('fund'));
  const come = issued('at-source-1', { level: 2 });
  const resolved = await identities.resolve(database.base, come, { notice: '2026-11' });
  identity_id = resolved.identity_id ?? '';
});
afterAll(() => database?.drop());

const base = () => database.base;
const now = () => base().clock.now();

async function started() {
  const how = { level: 1, factor_reach: 2, amr: [], device: 'test', network: '127.0.0.0/24' };
  const beginning = { uid: randomUUID(), identity_id, source_id: 'fund', ...how };
  return sessions.start(base(), beginning);
}
const keep = (session_id: string, at: sessions.SourceSession, proved_at = now(), on = base()) =>
  sessions.keepAtSource(on, {
    ...{ session_id, source_id: 'fund', at, proved_at },
    ends_at: new Date(now().getTime() + 12 * 60 * MINUTE),
  });
const over = (what: sessions.Over) =>
  transaction(base(), (base) => sessions.endAtSource(base, 'fund', what, why));
const kept = async (session_id: string) => base().db('source_sessions').where({ session_id });
const lives = async (id: string) =>
  (await base().db('sessions').where({ id, ended_at: null })).length === 1;

test('what is kept is a keyed hash or sealed, and opens again', async () => {
  const session_id = await started();
  await keep(session_id, { name: 'name-4417', holder: 'holder-4417', ending: 'ending-4417' });
  expect(JSON.stringify(await kept(session_id))).not.toContain('4417');
  const which = { session_id, source_id: 'fund' };
  expect(await sessions.endingOf(base(), which)).toBe('ending-4417');
  expect(await sessions.endingOf(base(), { ...which, source_id: 'other' })).toBeUndefined();
});

test('it goes a quarter of an hour after the session, and not before', async () => {
  const [one, other] = [await started(), await started()];
  await keep(one, { name: 'goes-1' });
  await keep(other, { name: 'goes-2' });
  await sessions.end(base(), { ids: [one] }, { reason: 'sign_out' });
  database.clock.advance(14 * MINUTE);
  await sessions.removeOldAtSource(base(), 100);
  expect(await kept(one)).toHaveLength(1);
  database.clock.advance(MINUTE);
  expect(await sessions.removeOldAtSource(base(), 100)).toBe(1);
  expect(await kept(one)).toHaveLength(0);
  expect(await kept(other)).toHaveLength(1);
});

test('a second sign-in through the same source takes the place of the first', async () => {
  const id = await started();
  await keep(id, { name: 'first' });
  await keep(id, { name: 'second' });
  expect(await over({ names: ['first'] })).toBe(0);
  expect(await over({ names: ['second'] })).toBe(1);
});

test('with names only those end; without, all of the holder, who may sign in anew', async () => {
  const [one, two] = [await started(), await started()];
  await keep(one, { name: 'a', holder: 'somebody' });
  await keep(two, { name: 'b', holder: 'somebody' });
  expect(await over({ names: ['a'], holder: 'somebody' })).toBe(1);
  expect(await lives(two)).toBe(true);
  const before = now();
  expect(await over({ names: [], holder: 'somebody' })).toBe(1);
  expect(await over({ names: [] })).toBe(0);
  expect(await keep(await started(), { name: 'c', holder: 'somebody' }, before)).toBe(false);
  database.clock.advance(1_000);
  expect(await keep(await started(), { name: 'd', holder: 'somebody' })).toBe(true);
  // The session that has ended does not come back, however late.
  expect(await keep(await started(), { name: 'a', holder: 'somebody' })).toBe(false);
});

test('a name that was said to be over is forgotten when no sign-in can be under way any more', async () => {
  await over({ names: ['of long ago'] });
  database.clock.advance(3 * 60 * MINUTE);
  await sessions.removeOldAtSource(base(), 100);
  expect(await base().db('source_endings')).toEqual([]);
});

test('of a beginning and an ending at one moment, the ending wins, whichever comes first', async () => {
  for (let round = 0; round < 20; round += 1) {
    const name = `at once ${round}`;
    const begin = transaction(base(), async (base) => {
      const how = { level: 1, factor_reach: 2, amr: [], device: 'test', network: '127.0.0.0/24' };
      const beginning = { uid: randomUUID(), identity_id, source_id: 'fund', ...how };
      const id = await sessions.start(base, beginning);
      if (!(await keep(id, { name }, now(), base))) throw new Error('over');
      return id;
    });
    const [began] = await Promise.allSettled([begin, over({ names: [name] })]);
    if (began.status === 'fulfilled') expect(await lives(began.value)).toBe(false);
    else expect(began.reason).toMatchObject({ message: 'over' });
  }
});

test('what has ended at the source stays so, whatever comes later', async () => {
  const session_id = await started();
  await keep(session_id, { name: 'answers' });
  const which = { session_id, source_id: 'fund' };
  for (const [to, then] of [
    ['gone', 'gone'],
    ['not_ended', 'not_ended'],
    ['ended', 'ended'],
    ['not_ended', 'ended'],
  ] as const) {
    await sessions.noteSignOut(base(), which, to);
    expect(await sessions.sourcesOf(base(), session_id)).toEqual([
      { source_id: 'fund', sign_out: then },
    ]);
  }
});
