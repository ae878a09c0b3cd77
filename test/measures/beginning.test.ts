import { afterEach, expect, test } from 'vitest';
import { down, up } from '../../migrations/0021_measures.ts';
import * as measures from '../../src/measures/measures.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { freshTrail, type Trail } from '../audit/trail.ts';
import { signedIn, somebody } from '../sessions/people.ts';

let trail: Trail;
afterEach(() => trail.drop());

test('a gateway that is upgraded begins with the sessions that go on, sealed or not', async () => {
  trail = await freshTrail();
  const { base } = trail;
  await down(base.db);
  const identity_id = await somebody(base);
  const start = (uid: string, source_id?: string) =>
    signedIn(base, identity_id, { uid, source_id } as Partial<sessions.Beginning>);
  await start('sealed-fund', 'fund');
  await start('sealed-ours');
  await start('ended-later', 'fund');
  await trail.sealer.sealNow();
  await start('not-sealed', 'tax');
  await sessions.end(base, { uids: ['ended-later'] }, { reason: 'sign_out' });
  await up(base.db);

  const active = async (...ids: string[]) =>
    measures.activeSessions(base, ids.length > 0 ? { series: 'source', ids } : { series: 'all' });
  const all = async () => [
    await active(),
    await active('fund'),
    await active('local'),
    await active('tax'),
  ];
  await trail.sealer.sealNow();
  await measures.follow(base);
  expect(await all()).toEqual([3, 1, 1, 1]);
  await sessions.end(base, { identity_id }, { reason: 'sign_out' });
  await trail.sealer.sealNow();
  await measures.follow(base);
  expect(await all()).toEqual([0, 0, 0, 0]);
});
