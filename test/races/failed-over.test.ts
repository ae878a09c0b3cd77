/** What a fail-over of Redis by Sentinel may reopen, and what not (docs/adr/0015-redis.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen, tokensOf } from '../support/gateway.ts';
import { noRedis } from '../support/redis.ts';
import { startWatched, type Watched } from '../support/sentinel.ts';
import { visitor } from '../support/visitor.ts';
import { raceForCode } from './once.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const missing = noRedis();

describe.skipIf(missing)(missing ?? 'a fail-over to a replica that had not heard the last', () => {
  let data: FreshDatabase;
  let redis: Watched;
  let two: TwoNodes;
  beforeAll(async () => {
    data = await freshDatabase();
    redis = await startWatched();
    two = await startTwoNodes(data.url, { REDIS_URL: redis.url });
  }, 120_000);
  afterAll(async () => {
    await two?.stop();
    await redis?.stop();
    await data?.drop();
  });

  /** The fail-over happens once for all: each test asks the new master about one thing of before. */
  it('is served on without a restart; a code may be used again with its verifier, and nothing that ended gives anything', async () => {
    const [one, other] = two.nodes;
    const issuer = { issuer: one };
    const { hall } = two;
    const signIn = async (name: string) => {
      const who = visitor();
      const person = await citizen(two.base, name, somebody());
      const tokens = await tokensOf(issuer, hall, who, person);
      return { who, tokens, identity_id: person.identity_id };
    };
    const ended = await signIn('ended-in-the-gap');
    const revoked = await signIn('revoked-in-the-gap');
    const { code, verifier } = await two.code();
    await redis.replicated();
    await redis.cut();

    await raceForCode(two, code, verifier);
    const session = await two.base
      .db('sessions')
      .where({ identity_id: ended.identity_id })
      .first('id');
    await sessions.end(two.base, { ids: [session?.id as string] }, { reason: 'staff' });
    const due = () => two.base.db('outbox').where({ session_id: session?.id, state: 'due' });
    await expect.poll(due, { timeout: 15_000 }).toEqual([]);
    const access = revoked.tokens.access_token ?? '';
    await hall.revoke(one, access);
    expect((await hall.userinfo(one, access)).status).toBe(401);
    const later = await signIn('came-in-the-gap');

    await redis.failOver();
    await two.ready();

    // The code that was used: its double is served only with the verifier, and again only one of 8.
    const stolen = await hall.exchange(other, code, 'v'.repeat(43));
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    await raceForCode(two, code, verifier);

    // The session that ended is in the new master again, and gives nothing.
    const { access_token = '', refresh_token = '' } = ended.tokens;
    for (const node of two.nodes) {
      expect((await hall.userinfo(node, access_token)).status).toBe(401);
      expect((await hall.introspect(node, access_token)).body).toEqual({ active: false });
      expect((await hall.refresh(node, refresh_token)).body.error).toBe('invalid_grant');
    }
    const silently = async () => {
      const ask = hall.ask(one, { prompt: 'none' });
      const { searchParams } = (await ended.who.open(ask.address)).url;
      const given = searchParams.get('code');
      if (given === null) return searchParams.get('error');
      const answer = await hall.exchange(one, given, ask.verifier);
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
      return undefined;
    };
    expect((await silently()) ?? (await silently())).toBe('login_required');

    // A revocation that the replica had not heard of has not happened: until the token expires, or now.
    expect((await hall.userinfo(one, access)).status).toBe(200);
    await hall.revoke(other, access);
    expect((await hall.userinfo(one, access)).status).toBe(401);

    // Who came in the gap signs in once more.
    const again = await later.who.open(hall.ask(one).address);
    expect(again.url.pathname).toMatch(/^\/signin\//);
    await two.signIn();
    const fresh = await two.code();
    await raceForCode(two, fresh.code, fresh.verifier);
  }, 180_000);
});
