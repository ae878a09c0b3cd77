/** Never 5 with Redis killed -9 between rounds: with what it wrote to disk, and with nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { raceForCode, raceForRefresh } from './once.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

/** Of each kind, two kills a round: 20 in all. */
const ROUNDS = 5;

/** Tokens that are granted beyond the session, so that losing it does not end them. */
const beyond = { scope: 'openid profile offline_access', prompt: 'consent' };

const missing = noRedis();

describe.skipIf(missing).each([true, false])(
  missing ?? 'a Redis killed and started again (what it held is on disk: %s)',
  (persistent) => {
    let data: FreshDatabase;
    let redis: RedisServer;
    let two: TwoNodes;
    beforeAll(async () => {
      data = await freshDatabase();
      redis = await startRedis({ persistent });
      two = await startTwoNodes(data.url, { REDIS_URL: redis.url });
    });
    afterAll(async () => {
      await two?.stop();
      await redis?.stop();
      await data?.drop();
    });

    async function killAndRestart(): Promise<void> {
      await redis.kill();
      await redis.start();
      await two.ready();
    }

    it('lets a code and a refresh token work once at most, and costs a sign-in at most', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        if (!persistent) await two.signIn();
        const held = await two.code(beyond);
        await killAndRestart();
        const lost = () => two.hall.exchange(two.nodes[1], held.code, held.verifier);
        if (!persistent) expect((await lost()).body.error).toBe('invalid_grant');
        if (!persistent) await two.signIn();
        const { code, verifier } = persistent ? held : await two.code(beyond);
        const tokens = await raceForCode(two, code, verifier);
        await killAndRestart();
        // Granted beyond the session, a refresh token is all PostgreSQL's: one winner, whatever became of Redis.
        await raceForRefresh(two, tokens.refresh_token as string);
        const again = await two.hall.exchange(two.nodes[0], code, verifier);
        expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
        for (const node of two.nodes) {
          const { status } = await two.hall.userinfo(node, tokens.access_token as string);
          expect(status).toBe(persistent ? 200 : 401);
        }
      }
    }, 240_000);

    it('answers 503 with Retry-After meanwhile, is not ready, is alive, and serves again without a restart', async () => {
      await two.signIn();
      const { code, verifier } = await two.code();
      const tokens = await raceForCode(two, code, verifier);
      const next = await two.code();
      await redis.kill();
      for (const node of two.nodes) {
        const status = async (path: string, headers = {}) => {
          const answer = await fetch(`${node}${path}`, { headers });
          await answer.text();
          return [answer.status, answer.headers.get('retry-after')];
        };
        const { address } = two.hall.ask(node);
        const [{ search }, html] = [new URL(address), { accept: 'text/html' }];
        expect(await status(`/auth${search}`, html)).toEqual([503, '5']);
        const authorization = `Bearer ${tokens.access_token}`;
        expect(await status('/userinfo', { authorization })).toEqual([503, '5']);
        expect(await status('/readyz')).toEqual([503, '1']);
        expect(await status('/healthz')).toEqual([200, null]);
        expect(await status('/jwks')).toEqual([200, null]);
        const exchange = await two.hall.exchange(node, next.code, next.verifier);
        expect([exchange.status, exchange.body.error]).toEqual([503, 'temporarily_unavailable']);
      }
      await redis.start();
      await two.ready();
      const served = await two.hall.exchange(two.nodes[0], next.code, next.verifier);
      expect(served.status).toBe(persistent ? 200 : 400);
      await two.signIn();
      const after = await two.code();
      await raceForCode(two, after.code, after.verifier);
    });
  },
);
