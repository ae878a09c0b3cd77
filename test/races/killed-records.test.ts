/** Case events while the stores are killed (Never 6): sent again until they are taken, each is applied once. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';
import { report } from '../records/api.ts';
import { onBothStores } from '../support/stores.ts';
import { all, kept, startWriting, stream } from './case-writer.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 3;

onBothStores(
  (env, redis) => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'songhua-killed-')), 'data');
    let server: Embedded;
    let two: TwoNodes;
    let token: string;
    beforeAll(async () => {
      server = await startEmbedded({ dataDir, durable: true });
      two = await startTwoNodes(server.url, env());
      token = await startWriting(two);
    }, 90_000);
    afterAll(async () => {
      await two?.stop();
      await server?.stop();
      removeEmbedded(dataDir);
    });

    /** One batch at each node at the same moment. */
    const sent = (events: object[]) =>
      two.nodes.map(async (issuer) => {
        const { status, body } = await report({ issuer }, token, events);
        return { status, results: (body.results ?? []) as { id: string; result: string }[] };
      });

    it('a batch that both nodes hold when everything is killed is applied once when it is sent again', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const events = stream(`KILLED-${round}`);
        const before = sent(events);
        process.kill(server.pid, 'SIGKILL');
        await redis()?.kill();
        await server.stop();
        // Whatever a node had time to do, it says 200 for done, or 503 for "again later".
        const answers = await Promise.all(before);
        for (const { status } of answers) expect([200, 503]).toContain(status);

        server = await startEmbedded({ dataDir, durable: true });
        await redis()?.start();
        await two.ready();
        const again = await vi.waitFor(
          async () => {
            const all = await Promise.all(sent(events));
            expect(all.map(({ status }) => status)).toEqual([200, 200]);
            answers.push(...all);
            return all;
          },
          { timeout: 15_000, interval: 100 },
        );
        for (const { result } of again.flatMap(({ results }) => results))
          expect(['applied', 'duplicate']).toContain(result);
        const applied = answers
          .flatMap(({ results }) => results)
          .filter(({ result }) => result === 'applied')
          .map(({ id }) => id);
        expect(applied).toHaveLength(new Set(applied).size);
        expect(await kept(two, `KILLED-${round}`)).toEqual(all(`KILLED-${round}`, 2));
      }
    }, 120_000);
  },
  { persistent: true },
);
