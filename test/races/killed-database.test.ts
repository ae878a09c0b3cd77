import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/embedded-postgres.ts';
import { raceForCode, raceForRefresh } from './once.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

/** Each kill costs a recovery of the server; the benchmark suite does more. */
const ROUNDS = 10;

const dataDir = join(mkdtempSync(join(tmpdir(), 'songhua-killed-')), 'data');
let server: Embedded;
let two: TwoNodes;
beforeAll(async () => {
  server = await startEmbedded({ dataDir, durable: true });
  two = await startTwoNodes(server.url);
});
afterAll(async () => {
  await two?.stop();
  await server?.stop();
  removeEmbedded(dataDir);
});

/** kill -9 of the database, then the same data directory again; the gateways are not touched. */
async function killAndRestart(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
  server = await startEmbedded({ dataDir, durable: true });
  await two.ready();
}

describe('a database killed and started again between the answer and its use', () => {
  it('still lets a code and a refresh token work once, and loses neither', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { code, verifier } = await two.code();
      await killAndRestart();
      const { refresh_token } = await raceForCode(two, code, verifier);
      await killAndRestart();
      const after = await raceForRefresh(two, refresh_token as string);
      expect(after.refresh_token).toBeDefined();
    }
  }, 240_000);

  it('answers 503 with Retry-After while it is away, on pages and endpoints, and serves again without a restart', async () => {
    const { code, verifier } = await two.code();
    process.kill(server.pid, 'SIGKILL');
    await server.stop();
    const [issuer] = two.nodes;
    const page = await fetch(two.hall.ask(issuer).address, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    const token = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`hall:${two.hall.secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: two.hall.redirect_uri,
      }),
    });
    expect([token.status, token.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await token.json()).toMatchObject({ error: 'temporarily_unavailable' });
    await expect
      .poll(async () => (await fetch(`${issuer}/readyz`)).status, { timeout: 10_000 })
      .toBe(503);
    server = await startEmbedded({ dataDir, durable: true });
    await two.ready();
    expect((await two.hall.exchange(issuer, code, verifier)).status).toBe(200);
  });
});
