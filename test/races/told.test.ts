/** Never 8 over two gateway processes whose store is killed -9 around the ending. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';
import * as interventions from '../../src/identities/interventions.ts';
import type { EndReason } from '../../src/sessions/reasons.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import {
  begin,
  clientsOf,
  ears,
  end,
  expectClosed,
  expectTold,
  type SignedIn,
  settled,
  signedIn,
  two,
  WAIT,
} from './told.ts';

const staff = { kind: 'staff', id: 'duty-officer' } as const;

/** Endings that ask nothing of Redis. */
const endings: { reason: EndReason; end(one: SignedIn): Promise<unknown> }[] = [
  {
    reason: 'locked',
    end: ({ identity_id }) =>
      interventions.suspend(two.base, { identity_id, reason_code: 'misuse_suspected' }, {}),
  },
  {
    reason: 'staff',
    end: ({ session_id }) =>
      sessions.end(two.base, { ids: [session_id] }, { reason: 'staff', actor: staff }),
  },
];

const missing = noRedis();

describe.skipIf(missing)(missing ?? 'an ending while Redis is away', () => {
  let data: FreshDatabase;
  let redis: RedisServer;
  beforeAll(async () => {
    data = await freshDatabase();
    redis = await startRedis({ persistent: true });
    await begin(data.url, { REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await end();
    await redis?.stop();
    await data?.drop();
  });

  const all: [SignedIn, EndReason][] = [];

  it.each(['with all that it held', 'empty'])(
    'is told once to every participant meanwhile, and opens nothing once Redis is back %s',
    async (back) => {
      for (const { reason, end } of endings) {
        const one = await signedIn(`away-${reason}-${all.length}`);
        const later = await signedIn(`later-${reason}-${all.length}`);
        // What is not on disk when it is killed is not there when it is back.
        if (back === 'empty') await redis.ask('FLUSHALL');
        await redis.kill();
        await end(one);
        // Redis has no part in it: nobody waits for its return.
        await expectTold(one, reason);
        for (const node of two.nodes) {
          const { status } = await two.hall.userinfo(node, one.tokens.hall.access_token ?? '');
          expect(status).toBe(503);
        }
        await redis.start();
        await two.ready();
        await expectClosed(one);
        // Of a session that Redis has lost the clients are told all the same: the database knows of it.
        const { status } = await two.hall.userinfo(
          two.nodes[1],
          later.tokens.hall.access_token ?? '',
        );
        expect(status).toBe(back === 'empty' ? 401 : 200);
        await end(later);
        await expectTold(later, reason);
        await expectClosed(later);
        await settled();
        all.push([one, reason], [later, reason]);
      }
      // Nor was anybody told again since.
      for (const [one, reason] of all) await expectTold(one, reason);
      expect([two.hall.tokens.length, ears.tokens.length]).toEqual([all.length, all.length]);
    },
  );
});

describe('an ending around the kill of the database', () => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'songhua-told-')), 'data');
  let server: Embedded;
  beforeAll(async () => {
    server = await startEmbedded({ dataDir, durable: true });
    await begin(server.url);
  });
  afterAll(async () => {
    await end();
    await server?.stop();
    removeEmbedded(dataDir);
  });

  async function kill(): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    await server.stop();
  }
  async function restart(): Promise<void> {
    server = await startEmbedded({ dataDir, durable: true });
    await two.ready();
  }
  const endByStaff = endings.find(({ reason }) => reason === 'staff')?.end as (
    one: SignedIn,
  ) => Promise<unknown>;

  it('is told again, of the same session, where the kill falls between delivery and receipt, and only there', async () => {
    const one = await signedIn('between');
    const answer = ears.hold();
    await endByStaff(one);
    await expect.poll(() => ears.tokens.length, WAIT).toBe(1);
    await expect.poll(async () => (await clientsOf(one))?.[0]?.state, WAIT).toBe('confirmed');
    await kill();
    answer();
    await restart();
    expect(await clientsOf(one)).toMatchObject([
      { attempts: 1 },
      { state: 'pending', attempts: 1 },
    ]);
    await expectClosed(one);
    // Whoever delivered it lost the receipt and keeps the lease, whose end is not waited for here.
    await two.base
      .db('destinations')
      .where({ id: 'client:subhall' })
      .update({ leased_until: null });
    await expectTold(one, 'staff', { hall: 1, subhall: 2 });
    expect(await clientsOf(one)).toMatchObject([{ attempts: 1 }, { attempts: 2 }]);
    await settled();
  });

  it('fails whole while the database is away, and is told once when it is done after its return', async () => {
    const one = await signedIn('after');
    const before = [two.hall.tokens.length, ears.tokens.length];
    await kill();
    await expect(endByStaff(one)).rejects.toThrow();
    await restart();
    // Nothing of it stayed: the session lives, and nobody was told that it does not.
    expect((await two.hall.userinfo(two.nodes[1], one.tokens.hall.access_token ?? '')).status).toBe(
      200,
    );
    expect(await clientsOf(one)).toBeUndefined();
    expect([two.hall.tokens.length, ears.tokens.length]).toEqual(before);
    await endByStaff(one);
    await expectTold(one, 'staff');
    await expectClosed(one);
    await settled();
  });
});
