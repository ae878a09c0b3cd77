/** The doors of src/oidc/internals.ts, each by what it does; a new engine that closes one fails here. */
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { knownStates } from '../../src/clients/clients.ts';
import { openDoors } from '../../src/oidc/internals.ts';
import { knownClients } from '../../src/oidc/known-clients.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { citizen, startTestGateway, type TestGateway, tokensOf } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { another, authenticates, HOUR, hop, sessionIdOf, signOut, somebody } from './rig.ts';

/** What the engine would call by itself goes through this one, and is counted. */
const engineFetch = vi.hoisted(() => vi.fn(async () => new Response(null, { status: 200 })));
vi.mock('../../src/oidc/engine-fetch.ts', () => ({ engineFetch: () => engineFetch }));

let g: TestGateway;
let faulty: FaultyClient;
beforeAll(async () => {
  faulty = await faultyClient();
  g = await startTestGateway({ hall: { backchannel_logout_uri: faulty.url } });
});
afterAll(async () => {
  await g?.stop();
  await faulty.stop();
});

describe('the engine', () => {
  it('still has, on its clients, what the doors open', () => {
    const { prototype } = new Provider('http://localhost').Client as unknown as {
      prototype: Record<string, unknown>;
    };
    expect(prototype['compareClientSecret']).toBeTypeOf('function');
    expect(prototype['backchannelLogout']).toBeTypeOf('function');
    expect(prototype['grantTypeAllowed']).toBeTypeOf('function');
    expect(new Provider('http://localhost').Session.get).toBeTypeOf('function');
  });

  it('does not start when one of them is gone', () => {
    const other = { Client: class {} } as unknown as Provider;
    expect(() =>
      openDoors(g.base, other, knownClients(g.base, knownStates({ sandbox: false }))),
    ).toThrow(/compareClientSecret/);
  });
});

describe('the secrets of a client', () => {
  it('are two at once until the earlier one ends, and then only the later', async () => {
    const party = await another(g, 'two-secrets');
    const later = await clients.addSecret(g.base, {
      client_id: party.id,
      earlier_until: new Date(g.clock.now().getTime() + HOUR),
    });
    await expect.poll(() => authenticates(g, party.id, later), { timeout: 5_000 }).toBe(true);
    expect(await authenticates(g, party.id, party.secret)).toBe(true);
    expect(await authenticates(g, party.id, `${later}x`)).toBe(false);

    g.clock.advance(HOUR);
    expect(await authenticates(g, party.id, party.secret)).toBe(false);
    expect(await authenticates(g, party.id, later)).toBe(true);
    const added = (await auditTrail(g.base)).filter(
      ({ kind, client_id }) => kind === 'client.secret_added' && client_id === party.id,
    );
    expect(added).toHaveLength(2);
    await party.stop();
  });

  it('are its own: the secret of another client, an empty one and the hash of one are refused', async () => {
    expect(await authenticates(g, 'hall', g.hall.secret)).toBe(true);
    expect(await authenticates(g, 'hall', g.subhall.secret)).toBe(false);
    expect(await authenticates(g, 'hall', clients.hashOfSecret(g.base, g.hall.secret))).toBe(false);
    expect(await authenticates(g, 'nobody', g.hall.secret)).toBe(false);
  });

  it('are not in what the engine is told of a client, nor can that be used as one', async () => {
    const known = knownClients(g.base, knownStates({ sandbox: false }));
    await known.reload();
    const told = known.metadata().find(({ client_id }) => client_id === 'hall');
    expect(JSON.stringify(told)).not.toContain(g.hall.secret);
    expect(JSON.stringify(told)).not.toContain(clients.hashOfSecret(g.base, g.hall.secret));
    expect(await authenticates(g, 'hall', told?.client_secret as string)).toBe(false);
    expect(told?.client_secret).toMatch(/^[\w-]{43}$/);
  });
});

describe('a sign-out', () => {
  it('tells each client once: the engine calls nobody itself', async () => {
    const person = await citizen(g.base, 'door-1', somebody());
    const who = visitor();
    const tokens = await tokensOf(g, g.hall, who, person);
    await hop(g, g.subhall, who);
    const id = await sessionIdOf(g, person);
    const before = faulty.received.length;
    await signOut(g, who, tokens.id_token as string);
    await expect
      .poll(async () => (await sessions.receiptsOf(g.base, [id]))[0]?.clients, { timeout: 10_000 })
      .toMatchObject([
        { client_id: 'hall', state: 'confirmed', attempts: 1 },
        { client_id: 'subhall', state: 'confirmed', attempts: 1 },
      ]);
    expect(faulty.received).toHaveLength(before + 1);
    expect(g.subhall.told).toHaveLength(1);
    expect(engineFetch).not.toHaveBeenCalled();
  });

  it('is answered while a client hangs, which gets one token and is owed it still', async () => {
    const person = await citizen(g.base, 'door-2', somebody());
    const who = visitor();
    const tokens = await tokensOf(g, g.hall, who, person);
    const id = await sessionIdOf(g, person);
    faulty.mode = 'hang';
    const before = faulty.received.length;
    const page = await signOut(g, who, tokens.id_token as string);
    expect(page.url.pathname).toBe('/signed-out');
    expect(page.text).toContain('应用 hall');
    await faulty.arrival(before + 1);
    const [entry] = (await sessions.receiptsOf(g.base, [id]))[0]?.clients ?? [];
    expect(entry).toEqual({ client_id: 'hall', state: 'pending', attempts: 1 });
    expect(faulty.received).toHaveLength(before + 1);
    expect(engineFetch).not.toHaveBeenCalled();
    faulty.mode = 'accept';
  });
});
