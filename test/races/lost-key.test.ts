/** A signing key that somebody else may hold, over two gateway processes. */
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as lost from '../../src/keys/lost.ts';
import * as revoking from '../../src/keys/revoke.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const WAIT = { timeout: 15_000, interval: 100 };
const missing = noRedis();

describe.each(['PostgreSQL', 'Redis'])('a lost key, with what passes in %s', (store) => {
  let data: FreshDatabase;
  let redis: RedisServer | undefined;
  let two: TwoNodes;
  /** Its grant covers a resource, so that it may have got signed access tokens. */
  let resourceful: { id_token: string; refresh_token: string };
  /** Its grant does not. */
  let plain: { refresh_token: string };
  let kid: string;

  const skipped = store === 'Redis' && missing !== undefined;

  beforeAll(async () => {
    if (skipped) return;
    data = await freshDatabase();
    if (store === 'Redis') redis = await startRedis();
    two = await startTwoNodes(data.url, redis ? { REDIS_URL: redis.url } : {});
    resourceful = await exchanged();
    await data.base.db.raw(
      `update grants set payload = payload || '{"resources": {"https://api.example": "profile"}}'`,
    );
    await two.signIn();
    plain = await exchanged();
    kid = decodeProtectedHeader(resourceful.id_token).kid as string;
    expect(await revoking.revoke(two.base, kid, { kind: 'staff', id: 'duty' })).toBe(true);
  }, 120_000);
  afterAll(async () => {
    await two?.stop();
    await redis?.stop();
    await data?.drop();
  });

  async function exchanged() {
    const { code, verifier } = await two.code();
    const { body } = await two.hall.exchange(two.nodes[0], code, verifier);
    return body as { id_token: string; refresh_token: string };
  }

  const published = async (node: string) => {
    const response = await fetch(`${node}/jwks`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return { kids: keys.map((key) => key.kid), cache: response.headers.get('cache-control') };
  };

  const test = it.skipIf(skipped);

  test('is published by neither node any more, and its successor by both', async () => {
    for (const node of two.nodes) {
      await expect.poll(async () => (await published(node)).kids, WAIT).not.toContain(kid);
      const { kids, cache } = await published(node);
      expect(kids).toHaveLength(4);
      expect(Number(/max-age=(\d+)/.exec(cache ?? '')?.[1])).toBeLessThanOrEqual(300);
    }
  });

  test('signs nothing more: the next id token is of another key, and verifies', async () => {
    const { id_token } = await exchanged();
    expect(decodeProtectedHeader(id_token).kid).not.toBe(kid);
    await two.hall.verified(two.nodes[0], id_token);
  });

  test('ends nobody: an id token that it signed is no hint at either node', async () => {
    for (const node of two.nodes) {
      const page = await visitor().open(`${node}/signout?id_token_hint=${resourceful.id_token}`);
      expect(page.status).toBe(400);
    }
  });

  test('ends the grants whose signed access tokens it may have signed, and no others', async () => {
    await expect
      .poll(async () => (await lost.revokedKey(two.base, kid))?.done_at ?? null, WAIT)
      .not.toBeNull();
    const refused = await two.hall.refresh(two.nodes[1], resourceful.refresh_token);
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    expect((await two.hall.refresh(two.nodes[1], plain.refresh_token)).status).toBe(200);
    const ended = (await auditTrail(two.base)).filter(
      (event) => event.kind === 'keys.grants_ended',
    );
    expect(ended).toMatchObject([{ object_id: kid, detail: { rows: 1 } }]);
    expect((await lost.revokedKey(two.base, kid))?.grants_ended).toBe(1);
  });

  test('leaves a window, which is said: five minutes of the list, half an hour of its tokens', async () => {
    const key = (await lost.revokedKey(two.base, kid)) as lost.RevokedKey;
    const { cached_until, tokens_until } = lost.windowOf(key);
    const minutes = (until: Date | undefined) =>
      Math.floor(((until?.getTime() ?? 0) - key.revoked_at.getTime()) / 60_000);
    expect([minutes(cached_until), minutes(tokens_until)]).toEqual([5, 30]);
  });
});
