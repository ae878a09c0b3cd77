import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { onQuery } from '../../src/db.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { type StrictParty, startStrictParty } from '../doubles/strict-party.ts';
import { beside } from '../support/beside.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { visitor } from '../support/visitor.ts';

let g: TestGateway;
let bank: StrictParty;
let asks: RelyingParty;
let who: Visitor;
let person: Citizen;
const asked: string[] = [];
let stopHearing: () => void;
let redis: RedisServer | undefined;

async function begin(env: Record<string, string>) {
  g = await startTestGateway({ env });
  await registerMore();
  person = await citizen(g.base, 'hopper');
  who = visitor();
  await tokensOf(g, g.hall, who, person);
  // The poll of config_version and the jobs beside requests are not part of a hop.
  stopHearing = onQuery(g.base.db, (sql) => {
    if (!beside.test(sql)) asked.push(sql);
  });
}

async function end() {
  stopHearing();
  await Promise.all([bank.stop(), asks.stop(), g.stop()]);
}

/** A strict client, and one whose scopes rest on what people say. */
async function registerMore() {
  bank = await startStrictParty('bank', g.issuer);
  asks = await startRelyingParty('asks');
  await seedClients(g.base, [bank.plain], bank.registration);
  await seedClients(g.base, [asks]);
  const purpose = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
  const claim = { scope: 'realname', basis: 'consent', law: '第十三条', kept_months: 1 } as const;
  await clients.setClaims(g.base, 'asks', [{ ...claim, purpose }], { kind: 'system' });
  // By then it is known, and knows the nonce: what follows is counted.
  await vi.waitFor(
    async () => expect((await bank.post('/par', bank.request().fields)).status).toBe(201),
    { timeout: 10_000, interval: 50 },
  );
}

/** Calls of a script that Redis has had: each is one round trip, whatever it does inside. */
async function scriptCalls(): Promise<number> {
  const stats = String(await redis?.ask('INFO', 'commandstats'));
  return [...stats.matchAll(/cmdstat_evalsha?:calls=(\d+)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

interface Trips {
  postgres: number;
  redis: number;
}

async function counted<T>(work: () => Promise<T>): Promise<{ result: T; trips: Trips }> {
  const before = redis ? await scriptCalls() : 0;
  asked.length = 0;
  const result = await work();
  const trips = { postgres: asked.length, redis: redis ? (await scriptCalls()) - before : 0 };
  return { result, trips };
}

async function hop(party: RelyingParty, params: Record<string, string> = {}) {
  const { address, verifier } = party.ask(g.issuer, params);
  const auth = await counted(() => who.open(address));
  const code = auth.result.url.searchParams.get('code') as string;
  const token = await counted(() => party.exchange(g.issuer, code, verifier));
  const { access_token, refresh_token } = token.result.body;
  const info = await counted(() => party.userinfo(g.issuer, access_token as string));
  expect(info.result.status).toBe(200);
  return { trips: [auth.trips, token.trips, info.trips], access_token, refresh_token };
}

async function refreshed(party: RelyingParty) {
  const { access_token, refresh_token } = await hop(party);
  const introspection = await counted(() => party.introspect(g.issuer, access_token as string));
  expect(introspection.result.body).toMatchObject({ active: true });
  const refresh = await counted(() => party.refresh(g.issuer, refresh_token as string));
  expect(refresh.result.status).toBe(200);
  return { introspection: introspection.trips, refresh: refresh.trips };
}

/** The same by a client that pushes its request, signs for itself and proves its key. */
async function strictHop() {
  const pushed = await counted(() => bank.ask());
  const { address, verifier } = pushed.result;
  const auth = await counted(() => who.open(address));
  const code = auth.result.url.searchParams.get('code') as string;
  const token = await counted(() => bank.exchange(g.issuer, code, verifier));
  expect(token.result.status).toBe(200);
  const { access_token = '', refresh_token = '' } = token.result.body;
  const info = await counted(() => bank.userinfo(g.issuer, access_token));
  expect(info.result.status).toBe(200);
  const refresh = await counted(() => bank.refresh(g.issuer, refresh_token));
  expect(refresh.result.status).toBe(200);
  return [pushed, auth, token, info, refresh].map((one) => one.trips);
}

/** A hop to a client that asks, after the person has said yes. */
async function consentedHop() {
  const params = { scope: 'openid profile realname' };
  const page = await who.open(asks.ask(g.issuer, params).address);
  if (page.html.includes('name="consent"')) {
    const forms = page.forms.filter(({ buttons }) => buttons.some((one) => one.name === 'consent'));
    await who.submit({ ...page, forms }, {}, { name: 'consent', value: 'allow' });
  }
  return (await hop(asks, params)).trips;
}

const trips = (postgres: number, redis = 0): Trips => ({ postgres, redis });

describe('on PostgreSQL', () => {
  beforeAll(() => begin({}));
  afterAll(end);

  it('a repeat hop asks the database twice to authorise, twice for the token, twice for userinfo', async () => {
    expect((await hop(g.hall)).trips).toEqual([trips(2), trips(2), trips(2)]);
  });

  it('a first hop to a client costs no more, its participant and audit event included', async () => {
    expect((await hop(g.subhall)).trips).toEqual([trips(2), trips(2), trips(2)]);
  });

  it('a refresh takes two, an introspection one', async () => {
    expect(await refreshed(g.hall)).toEqual({ introspection: trips(1), refresh: trips(2) });
  });

  it('a strict hop: one to push, two to authorise and for the token, three for userinfo, two to refresh', async () => {
    const counts = [trips(1), trips(2), trips(2), trips(3), trips(2)];
    expect(await strictHop()).toEqual(counts);
    expect(await strictHop()).toEqual(counts);
  });

  it('a hop to a client whose scopes rest on consent costs no more than another', async () => {
    expect(await consentedHop()).toEqual([trips(2), trips(2), trips(2)]);
  });
});

const missing = noRedis();

describe.skipIf(missing)(missing ?? 'on Redis', () => {
  beforeAll(async () => {
    redis = await startRedis();
    await begin({ REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await end();
    await redis?.stop();
    redis = undefined;
  });

  it('a hop asks Redis five times: a look-up and a flush each, and a look-up for userinfo', async () => {
    // PostgreSQL: the refresh token, with the session made sure of; the claims, with the session.
    expect((await hop(g.hall)).trips).toEqual([trips(0, 2), trips(1, 2), trips(1, 1)]);
  });

  it('a first hop to a client asks PostgreSQL once more: grant, participant and audit event in one statement', async () => {
    expect((await hop(g.subhall)).trips).toEqual([trips(1, 2), trips(1, 2), trips(1, 1)]);
  });

  it('a refresh token is of PostgreSQL: one to read, one to rotate; an introspection is one of each', async () => {
    expect(await refreshed(g.hall)).toEqual({ introspection: trips(1, 1), refresh: trips(2, 2) });
  });

  it('a strict hop asks Redis once to push and twice for all else, the first one once more to authorise', async () => {
    const repeat = [trips(0, 1), trips(0, 2), trips(1, 2), trips(1, 2), trips(1, 2)];
    // The first one uses the pushed request up, then writes in PostgreSQL, and only then gives a code.
    expect(await strictHop()).toEqual([repeat[0], trips(1, 3), ...repeat.slice(2)]);
    expect(await strictHop()).toEqual(repeat);
  });

  it('a hop to a client whose scopes rest on consent looks once more at PostgreSQL, to authorise and for the token', async () => {
    expect(await consentedHop()).toEqual([trips(1, 2), trips(2, 2), trips(1, 1)]);
  });
});
