/** Clients that do not take the logout token when it comes: told later, and the receipt says so. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { HOUR, hop, sessionIdOf, signOut, somebody } from './rig.ts';

let g: TestGateway;
let faulty: FaultyClient;
beforeAll(async () => {
  faulty = await faultyClient();
  g = await startTestGateway({ hall: { backchannel_logout_uri: faulty.url } });
});
afterEach(() => {
  faulty.mode = 'accept';
  faulty.received.length = 0;
});
afterAll(async () => {
  await g?.stop();
  await faulty.stop();
});

/** Longer than any wait between two tries, and than any rest of a destination. */
const LATER = HOUR / 2;
const WAIT = { timeout: 15_000, interval: 50 };
let count = 0;

interface Ended {
  who: Visitor;
  id: string;
  sid: unknown;
}

/** Somebody was at both clients and has signed out; the hall is as `before` left it. */
async function signedOut(before: () => void | Promise<void> = () => {}): Promise<Ended> {
  count += 1;
  const person: Citizen = await citizen(g.base, `fault-${count}`, somebody());
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  await hop(g, g.subhall, who);
  const { sid } = await g.hall.verified(g.issuer, tokens.id_token as string);
  const id = await sessionIdOf(g, person);
  await before();
  const page = await signOut(g, who, tokens.id_token as string);
  expect(page.url.pathname).toBe('/signed-out');
  return { who, id, sid };
}

const answers = async ({ id }: Ended) => (await sessions.receiptsOf(g.base, [id]))[0]?.clients;
const states = async (one: Ended) =>
  (await answers(one))?.map(({ state, fault }) => (fault ? `${state} ${fault}` : state));

const payload = (form: Record<string, string> | undefined) =>
  JSON.parse(Buffer.from(form?.['logout_token']?.split('.')[1] ?? '', 'base64url').toString());

/** Time goes on until both have confirmed. */
async function confirmed(one: Ended): Promise<void> {
  await expect
    .poll(async () => {
      g.clock.advance(LATER);
      return states(one);
    }, WAIT)
    .toEqual(['confirmed', 'confirmed']);
  expect((await one.who.open(`${g.issuer}/signed-out`)).status).toBe(200);
}

/** What the trail keeps of both deliveries. */
async function delivered({ id }: Ended): Promise<[string | null, unknown][]> {
  return (await auditTrail(g.base))
    .filter((event) => event.session_id === id && event.kind === 'delivery.delivered')
    .filter(({ client_id }) => client_id !== null)
    .map(({ client_id, detail }): [string | null, unknown] => [client_id, detail['attempt']])
    .sort();
}

it('one token each is all that clients get when all goes well', async () => {
  const one = await signedOut();
  await expect.poll(() => states(one), WAIT).toEqual(['confirmed', 'confirmed']);
  g.clock.advance(LATER);
  await confirmed(one);
  expect(faulty.received.map((form) => payload(form).sid)).toEqual([one.sid]);
  expect(g.subhall.told).toHaveLength(count);
  expect(await delivered(one)).toEqual([
    ['hall', 1],
    ['subhall', 1],
  ]);
  expect((await one.who.open(`${g.issuer}/signed-out`)).text).toMatch(/应用 hall.*应用 subhall/);
});

it('a client that answers 500 is told later, by a new token of the same session; the page says pending until then', async () => {
  const one = await signedOut(() => {
    faulty.mode = 'refuse';
  });
  await expect.poll(() => states(one), WAIT).toEqual(['pending status_500', 'confirmed']);
  const pending = (await one.who.open(`${g.issuer}/signed-out`)).text;
  faulty.mode = 'accept';
  await confirmed(one);
  const done = (await one.who.open(`${g.issuer}/signed-out`)).text;
  expect(pending).not.toBe(done);

  const tokens = faulty.received.map(payload);
  expect(tokens.length).toBeGreaterThanOrEqual(2);
  expect(new Set(tokens.map(({ sid }) => sid))).toEqual(new Set([one.sid]));
  expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(tokens.length);
  expect(g.subhall.told).toHaveLength(count);
  expect(await delivered(one)).toEqual([
    ['hall', tokens.length],
    ['subhall', 1],
  ]);
});

it('a client that hangs holds up neither the person nor the other client, and is told later', async () => {
  const one = await signedOut(() => {
    faulty.mode = 'hang';
  });
  await expect.poll(async () => (await states(one))?.[1], WAIT).toBe('confirmed');
  await expect.poll(() => states(one), WAIT).toEqual(['pending timeout', 'confirmed']);
  faulty.mode = 'accept';
  await confirmed(one);
  expect(g.subhall.told).toHaveLength(count);
});

it('a redirect is not followed: the address that was approved is told later', async () => {
  const one = await signedOut(() => {
    faulty.mode = 'redirect';
  });
  await expect.poll(() => states(one), WAIT).toEqual(['pending redirected', 'confirmed']);
  expect(faulty.redirected).toBe(0);
  faulty.mode = 'accept';
  await confirmed(one);
});

it('a client that is down for an hour gets all endings of that hour when it is back', async () => {
  const first = await signedOut(() => faulty.down());
  await expect.poll(() => states(first), WAIT).toEqual(['pending unreachable', 'confirmed']);
  for (let minutes = 0; minutes < 60; minutes += 20) {
    const before = (await answers(first))?.[0]?.attempts ?? 0;
    g.clock.advance(20 * 60_000);
    await expect
      .poll(async () => (await answers(first))?.[0]?.attempts, WAIT)
      .toBeGreaterThan(before);
  }
  const second = await signedOut();
  expect(faulty.received).toEqual([]);
  await faulty.up();
  await confirmed(first);
  await confirmed(second);
  const sids = faulty.received.map((form) => payload(form).sid);
  expect(sids.sort()).toEqual([first.sid, second.sid].sort());
});
