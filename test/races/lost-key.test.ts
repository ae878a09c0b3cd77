/** A signing key that somebody else may hold, over two gateway processes. */
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as lost from '../../src/keys/lost.ts';
import * as revoking from '../../src/keys/revoke.ts';
import { post } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { seedClients } from '../support/gateway.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const WAIT = { timeout: 15_000, interval: 100 };
const missing = noRedis();
const API = 'https://api.example/cases';
type Tokens = Record<'access_token' | 'id_token' | 'refresh_token', string>;

describe.each(['PostgreSQL', 'Redis'])('a lost key, with what passes in %s', (store) => {
  let data: FreshDatabase;
  let redis: RedisServer | undefined;
  let two: TwoNodes;
  /** Its grant covers a resource, and it holds a signed access token for that. */
  let resourceful: Tokens;
  /** Its grant does not. */
  let plain: Tokens;
  let kid: string;

  const skipped = store === 'Redis' && missing !== undefined;

  beforeAll(async () => {
    if (skipped) return;
    data = await freshDatabase();
    if (store === 'Redis') redis = await startRedis();
    two = await startTwoNodes(data.url, redis ? { REDIS_URL: redis.url } : {});
    await seedClients(two.base, [two.hall], { resources: [API] });
    for (const node of two.nodes)
      await vi.waitFor(async () => expect(await knowsResource(node)).toBe(true), WAIT);
    // A session of its own: the grant of a session grows with what is asked for in it.
    plain = await exchanged();
    await two.signIn();
    resourceful = await exchanged({ resource: API });
    kid = decodeProtectedHeader(resourceful.id_token).kid as string;
    expect(await revoking.revoke(two.base, kid, { kind: 'staff', id: 'duty' })).toBe(true);
  }, 120_000);
  afterAll(async () => {
    await two?.stop();
    await redis?.stop();
    await data?.drop();
  });

  async function exchanged(resource: { resource?: string } = {}): Promise<Tokens> {
    const { code, verifier } = await two.code(resource);
    const { body } = await post(`${two.nodes[0]}/token`, two.hall, {
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      ...{ redirect_uri: two.hall.redirect_uri, ...resource },
    });
    return body as unknown as Tokens;
  }
  /** Whoever is not signed in learns so only where the request is one at all. */
  const knowsResource = async (node: string) => {
    const asked = two.hall.ask(node, { resource: API, prompt: 'none' }).address;
    return (await visitor().open(asked)).url.searchParams.get('error') === 'login_required';
  };

  const published = async (node: string) => {
    const response = await fetch(`${node}/jwks`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return { kids: keys.map((key) => key.kid), cache: response.headers.get('cache-control') };
  };

  const test = it.skipIf(skipped);

  test('had signed an access token for a resource, which says so by its kid', async () => {
    const { kid: signed, typ } = decodeProtectedHeader(resourceful.access_token);
    expect([signed, typ]).toEqual([kid, 'at+jwt']);
    const { aud, exp = 0, iat = 0 } = decodeJwt(resourceful.access_token);
    expect([aud, exp - iat]).toEqual([API, 300]);
    expect(plain.access_token.split('.')).toHaveLength(1);
  });

  test('is no longer what that token verifies with, at either node', async () => {
    for (const node of two.nodes) {
      await expect.poll(async () => (await published(node)).kids, WAIT).not.toContain(kid);
      const jwks = createLocalJWKSet(await (await fetch(`${node}/jwks`)).json());
      await expect(jwtVerify(resourceful.access_token, jwks)).rejects.toThrow(/no applicable key/);
    }
  });

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
