import { afterAll, beforeAll, expect, it } from 'vitest';
import { onQuery } from '../../src/db.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

/** What DESIGN 8 allows a hop on PostgreSQL; each number below is what it is today. */
const ALLOWED = 8;

let g: TestGateway;
let who: Visitor;
let person: Citizen;
const asked: string[] = [];
let stopHearing: () => void;

beforeAll(async () => {
  g = await startTestGateway();
  person = await citizen(g.base, 'hopper');
  who = visitor();
  await tokensOf(g, g.hall, who, person);
  // The poll of config_version and the jobs beside requests are not part of a hop.
  stopHearing = onQuery(g.base.db, (sql) => {
    if (!beside.test(sql)) asked.push(sql);
  });
});
afterAll(async () => {
  stopHearing();
  await g.stop();
});

const beside =
  /config_version|outbox|destinations|audit_seals|from audit_pending|pg_try_advisory|due_at <=|^(begin|commit|rollback);?$/i;

async function counted<T>(work: () => Promise<T>): Promise<{ result: T; trips: number }> {
  asked.length = 0;
  const result = await work();
  return { result, trips: asked.length };
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

it('a repeat hop asks the database twice to authorise, twice for the token, twice for userinfo', async () => {
  const { trips } = await hop(g.hall);
  expect(trips).toEqual([2, 2, 2]);
  expect(trips.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(ALLOWED);
});

it('a first hop to a client costs no more, its participant and audit event included', async () => {
  const { trips } = await hop(g.subhall);
  expect(trips).toEqual([2, 2, 2]);
});

it('a refresh takes two, an introspection one', async () => {
  const { access_token, refresh_token } = await hop(g.hall);
  const introspected = await counted(() => g.hall.introspect(g.issuer, access_token as string));
  expect(introspected.result.body).toMatchObject({ active: true });
  expect(introspected.trips).toBe(1);
  const refreshed = await counted(() => g.hall.refresh(g.issuer, refresh_token as string));
  expect(refreshed.result.status).toBe(200);
  expect(refreshed.trips).toBe(2);
});
