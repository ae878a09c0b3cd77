import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../config/index.ts';
import * as rateLimit from '../../src/http/rate-limit.ts';
import { type Gateway, startGateway } from '../../src/main.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { hop } from '../oidc/rig.ts';
import { testClock } from '../support/clock.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import {
  type Citizen,
  citizen,
  freePort,
  gatewayEnv,
  seedClients,
  tokensOf,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { command } from './command.ts';

// A story: the gateway is restarted for each step of a change of the match key, on one database.
vi.setConfig({ testTimeout: 120_000 });

const key = (name: string) => createHash('sha256').update(`story ${name}`).digest('base64url');
const clock = testClock(new Date());
const who = visitor();
let data: FreshDatabase;
let dir: string;
let env: Record<string, string>;
let hall: RelyingParty;
let person: Citizen;
let refresh_token = '';

beforeAll(async () => {
  data = await freshDatabase();
  dir = mkdtempSync(join(tmpdir(), 'songhua-keys-'));
  hall = await startRelyingParty('hall');
  env = {
    ...gatewayEnv(data, await freePort(), dir),
    SONGHUA_MATCH_KEYS: `1:${key('1')},2:${key('2')}`,
  };
});
afterAll(async () => {
  await hall.stop();
  await data.drop();
  rmSync(dir, { recursive: true, force: true });
});

async function withGateway(match: string, work: (gateway: Gateway) => Promise<void>) {
  const gateway = await startGateway(readConfig({ ...env, MATCH_VERSIONS: match }), {
    clock,
    log: pino({ level: 'silent' }),
  });
  await work(gateway).finally(() => gateway.stop());
}

const offline = { scope: 'openid offline_access', prompt: 'consent' };
const stranger = { account: 'somebody else', network: '203.0.113.7' };

/** What must work in every step, with what was begun in the step before it. */
async function stillWorks(gateway: Gateway): Promise<void> {
  const fresh = await tokensOf(gateway, hall, visitor(), person);
  expect(fresh.id_token).toBeDefined();
  expect((await hop(gateway, hall, who)).id_token).toBeDefined();
  const refreshed = await hall.refresh(gateway.issuer, refresh_token);
  expect(refreshed.status).toBe(200);
  refresh_token = refreshed.body.refresh_token as string;
  const pace = await rateLimit.wrongTry(gateway.base, stranger);
  expect(pace.wait).toBeGreaterThan(0);
}

test('before the change somebody signs in, and holds a session and a refresh token', () =>
  withGateway('1', async (gateway) => {
    await seedClients(gateway.base, [hall]);
    person = await citizen(gateway.base, 'reed-warbler');
    await vi.waitFor(
      async () => {
        const body = await tokensOf(gateway, hall, who, person, offline);
        refresh_token = body.refresh_token as string;
        expect(refresh_token).toBeDefined();
      },
      { timeout: 20_000, interval: 200 },
    );
    for (let n = 0; n < 6; n += 1) await rateLimit.slowDown(gateway.base, stranger);
    await stillWorks(gateway);
  }));

test('a gateway that looks up by the new version before its rows are filled in does not start', async () => {
  await expect(withGateway('2,1', async () => {})).rejects.toThrow('npm run keys:rehash');
});

test.each([
  ['1,2', 'written besides, before and after the rows are filled in'],
  ['2,1', 'looked up by'],
  ['2', 'written alone, before and after the former one is taken away'],
])(
  'with MATCH_VERSIONS %s (%s) sessions, tokens, passwords, secrets and limits are what they were',
  (match) =>
    withGateway(match, async (gateway) => {
      await stillWorks(gateway);
      const args = match === '2' ? ['rehash', '--clear'] : ['rehash'];
      const { code, text } = await command(args, { ...env, MATCH_VERSIONS: match }).ended();
      expect([code, text]).toEqual([0, expect.stringContaining('every row can be found')]);
      if (match === '2') expect(text).toContain('1 secrets of clients stay with version 1');
      await stillWorks(gateway);
    }),
);

test('a gateway without the key that a secret of a client was hashed with does not start, and says so', async () => {
  env['SONGHUA_MATCH_KEYS'] = `2:${key('2')}`;
  await expect(withGateway('2', async () => {})).rejects.toThrow(
    'SONGHUA_MATCH_KEYS has no key of version 1',
  );
});
