/** What a gateway process owes outlives it, and an orderly end cuts nobody off. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sessions from '../../src/sessions/sessions.ts';
import { hop, somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { type Citizen, citizen, tokensOf, type Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type OneGateway, oneGateway } from './one-gateway.ts';

const PEOPLE = 3;
const WAIT = { timeout: 60_000, interval: 100 };

let data: FreshDatabase;
let g: OneGateway;
beforeAll(async () => {
  data = await freshDatabase();
  g = await oneGateway(data.url);
  await g.start();
});
afterAll(async () => {
  await g?.stop();
  await data?.drop();
});

interface SignedIn {
  who: Visitor;
  person: Citizen;
  session_id: string;
  sids: { hall: unknown; subhall: unknown };
  id_token: string;
}

async function signedIn(name: string): Promise<SignedIn> {
  const person = await citizen(g.base, name, somebody());
  const who = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const more = await hop(g, g.subhall, who);
  const hall = await g.hall.verified(g.issuer, tokens.id_token as string);
  const subhall = await g.subhall.verified(g.issuer, more.id_token as string);
  const row = await g.base.db('sessions').where({ identity_id: person.identity_id }).first('id');
  return {
    ...{ who, person, session_id: row?.id as string, id_token: tokens.id_token as string },
    sids: { hall: hall['sid'], subhall: subhall['sid'] },
  };
}

const clientsOf = async ({ session_id }: SignedIn) =>
  (await sessions.receiptsOf(g.base, [session_id]))[0]?.clients;

const told = () =>
  g.ears.received.map((form) => {
    const [, body = ''] = (form['logout_token'] ?? '').split('.');
    return JSON.parse(Buffer.from(body, 'base64url').toString()).sid as unknown;
  });

describe('a gateway killed with deliveries in flight', () => {
  it('tells every participant at least once after a new start, and the receipts are right', async () => {
    const people: SignedIn[] = [];
    for (let at = 0; at < PEOPLE; at++) people.push(await signedIn(`killed-${at}`));
    g.ears.mode = 'hang';
    for (const { who, id_token } of people) {
      const query = new URLSearchParams({ id_token_hint: id_token });
      const confirm = await who.open(`${g.issuer}/signout?${query}`);
      const page = await who.submit(confirm, {}, { name: 'logout', value: 'yes' });
      expect(page.url.pathname).toBe('/signed-out');
    }
    await g.ears.arrival(1);
    g.signal('SIGKILL');
    expect(await g.ended()).toBeNull();

    const cutOff = [];
    for (const one of people) cutOff.push(...((await clientsOf(one)) ?? []));
    const hall = cutOff.filter(({ client_id }) => client_id === 'hall');
    expect(hall.map(({ state }) => state)).toEqual(Array(PEOPLE).fill('pending'));
    const before = told().length;
    expect(before).toBeGreaterThan(0);

    g.ears.mode = 'accept';
    await g.start();
    for (const one of people) {
      await expect
        .poll(async () => (await clientsOf(one))?.map(({ state }) => state), WAIT)
        .toEqual(['confirmed', 'confirmed']);
    }
    const since = told().slice(before);
    for (const { sids } of people) {
      expect(since).toContain(sids.hall);
      expect(g.subhall.told.filter(({ sid }) => sid === sids.subhall).length).toBeGreaterThan(0);
    }
    expect(new Set(told())).toEqual(new Set(people.map(({ sids }) => sids.hall)));
    const trail = await auditTrail(g.base);
    for (const { session_id } of people) {
      const delivered = trail.filter(
        (event) => event.session_id === session_id && event.kind === 'delivery.delivered',
      );
      const clients = delivered.flatMap(({ client_id }) => client_id ?? []);
      expect(clients.sort()).toEqual(['hall', 'subhall']);
    }
  });

  it('lets nobody in by a session that had ended, and everybody by one that lives', async () => {
    const [one, two] = [await signedIn('killed-out'), await signedIn('killed-in')];
    await sessions.end(g.base, { ids: [one.session_id] }, { reason: 'staff' });
    g.signal('SIGKILL');
    await g.ended();
    await g.start();
    const page = await one.who.open(g.hall.ask(g.issuer).address);
    expect(page.url.pathname).toMatch(/^\/signin\//);
    const again = await hop(g, g.hall, two.who);
    const claims = await g.hall.verified(g.issuer, again.id_token as string);
    expect(claims['sid']).toBe(two.sids.hall);
  });
});

describe('a gateway told to end', () => {
  it('answers the request in flight, takes no other, and exits with 0', async () => {
    const { who } = await signedIn('drained');
    const { address, verifier } = g.hall.ask(g.issuer);
    // Holds the request inside the gateway for as long as the test wants.
    const lock = await g.base.db.transaction();
    await lock.raw('lock table artefacts in access exclusive mode');
    const flying = who.open(address);
    await expect
      .poll(async () => {
        const { rows } = await g.base.db.raw(
          `select count(*)::int as waiting from pg_locks
            where relation = 'artefacts'::regclass and not granted`,
        );
        return rows[0].waiting;
      }, WAIT)
      .toBeGreaterThan(0);
    g.signal('SIGTERM');
    await expect
      .poll(
        () =>
          fetch(`${g.issuer}/healthz`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        WAIT,
      )
      .toBe('refused');
    await lock.rollback();
    const code = (await flying).url.searchParams.get('code');
    expect(code).toBeTruthy();
    expect(await g.ended()).toBe(0);

    await g.start();
    expect((await g.hall.exchange(g.issuer, code as string, verifier)).status).toBe(200);
  });

  it('waits for the delivery in flight, whose receipt is written, and exits with 0', async () => {
    const one = await signedIn('drained-2');
    g.ears.mode = 'hang';
    const before = g.ears.received.length;
    await sessions.end(g.base, { ids: [one.session_id] }, { reason: 'staff' });
    await g.ears.arrival(before + 1);
    g.signal('SIGTERM');
    expect(await g.ended()).toBe(0);
    const [hall] = (await clientsOf(one)) ?? [];
    expect(hall).toMatchObject({ state: 'pending', attempts: 1, fault: 'timeout' });
    g.ears.mode = 'accept';
    await g.start();
    await expect.poll(async () => (await clientsOf(one))?.[0]?.state, WAIT).toBe('confirmed');
  });
});
