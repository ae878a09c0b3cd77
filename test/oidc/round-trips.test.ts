import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onQuery } from '../../src/db.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { visitor } from '../support/visitor.ts';

let g: TestGateway;
let who: Visitor;
let person: Citizen;
const asked: string[] = [];
let stopHearing: () => void;
let redis: RedisServer | undefined;

async function begin(env: Record<string, string>) {
  g = await startTestGateway({ env });
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
  await g.stop();
}

/** What jobs ask beside the requests; none of these tables is any of a hop's. */
const beside =
  /config_version|client_requests|revoked_keys|skip locked|source_once|audit_exports|pg_inherits|audit_events e where e.id = any|outbox|destinations|audit_seals|from audit_pending|pg_try_advisory|due_at <=|measures|approvals|staff_|support_openings|account_proofs|^(begin|commit|rollback);?$/i;

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

async function hop(party: TestGateway['hall']) {
  const { address, verifier } = party.ask(g.issuer);
  const auth = await counted(() => who.open(address));
  const code = auth.result.url.searchParams.get('code') as string;
  const token = await counted(() => party.exchange(g.issuer, code, verifier));
  const { access_token, refresh_token } = token.result.body;
  const info = await counted(() => party.userinfo(g.issuer, access_token as string));
  expect(info.result.status).toBe(200);
  return { trips: [auth.trips, token.trips, info.trips], access_token, refresh_token };
}

async function refreshed(party: TestGateway['hall']) {
  const { access_token, refresh_token } = await hop(party);
  const introspection = await counted(() => party.introspect(g.issuer, access_token as string));
  expect(introspection.result.body).toMatchObject({ active: true });
  const refresh = await counted(() => party.refresh(g.issuer, refresh_token as string));
  expect(refresh.result.status).toBe(200);
  return { introspection: introspection.trips, refresh: refresh.trips };
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
});
