/** In the log of requests each answer that a failure switch made is told from one that was honest. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../../src/clients/clients.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';

let g: TestGateway;
let person: Citizen;
beforeAll(async () => {
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
  person = await citizen(g.base, 'marked-person');
}, 60_000);
afterAll(() => g?.stop());

const staff = { kind: 'system' } as const;
const { turnOn, turnOff } = acceptance.switches;

/** What stands in the log of one sign-in under these switches, once that many requests are in it. */
async function under(switches: readonly string[], count: number, act: () => Promise<unknown>) {
  g.clock.advance(60_000);
  await g.base.db('client_requests').delete();
  for (const one of switches)
    await turnOn(g.base, { client_id: 'hall', switch: one, minutes: 5 }, staff);
  await act();
  for (const one of switches) await turnOff(g.base, { client_id: 'hall', switch: one }, staff);
  return vi.waitFor(
    async () => {
      const rows = await clients.requestsOf(g.base, 'hall', { limit: 20 });
      expect(rows).toHaveLength(count);
      expect(rows.filter(({ in_run }) => in_run)).toEqual([]);
      return rows.reverse().map(({ endpoint, outcome, switched }) => [endpoint, outcome, switched]);
    },
    { timeout: 10_000, interval: 50 },
  );
}

const asked = () => visitor().open(g.hall.ask(g.issuer).address);

test('only the answer that was made by a switch is marked, with that switch', async () => {
  const signIn = async () => {
    const tokens = await tokensOf(g, g.hall, visitor(), person);
    await g.hall.userinfo(g.issuer, tokens.access_token ?? '');
    await g.hall.introspect(g.issuer, tokens.access_token ?? '');
  };
  const honest = ['authorization', 'ok', []];
  expect(await under(['access_short', 'clock_ahead', 'userinfo_other_sub'], 5, signIn)).toEqual([
    honest,
    honest,
    ['token', 'ok', ['access_short', 'clock_ahead']],
    ['userinfo', 'ok', ['userinfo_other_sub']],
    ['introspection', 'ok', []],
  ]);
  // One that breaks logout tokens touches none of these.
  const rows = await under(['logout_nonce'], 5, signIn);
  expect(rows.flatMap(([, , switched]) => switched)).toEqual([]);
});

test('so is an answer that goes to a browser, and one that is a failure of the gateway', async () => {
  expect(await under(['gateway_unavailable'], 1, asked)).toEqual([
    ['authorization', 'failed', ['gateway_unavailable']],
  ]);
  expect(await under(['source_down'], 1, asked)).toMatchObject([
    ['authorization', expect.anything(), ['source_down']],
  ]);
  expect(await under(['consent_refused'], 1, asked)).toMatchObject([
    ['authorization', expect.anything(), ['consent_refused']],
  ]);
  const signIn = () => signInLocally(visitor(), g.hall.ask(g.issuer).address, person);
  // The page in between is shown as it is; what comes back is altered.
  expect(await under(['state_altered', 'iss_missing'], 2, signIn)).toEqual([
    ['authorization', 'ok', []],
    ['authorization', 'ok', ['state_altered', 'iss_missing']],
  ]);
});

test('a refusal that a switch made is found as one that the engine made', async () => {
  for (const [one, error] of [
    ['consent_refused', 'access_denied'],
    ['login_required', 'login_required'],
  ] as const) {
    expect(await under([one], 1, asked)).toEqual([['authorization', 'refused', [one]]]);
    for (const wanted of [{ outcome: 'refused' as const }, { code: error }])
      expect(await clients.requestsOf(g.base, 'hall', { limit: 9, ...wanted })).toMatchObject([
        { status: 303, error, reason: error, proved: false },
      ]);
  }
});
