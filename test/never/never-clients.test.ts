/**
 * Never 2 and 4, of applications: one that is not live gets no code, no token and no claim on any
 * node, and what was asked for one that is live changes nothing before it was approved.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../config/index.ts';
import * as clients from '../../src/clients/clients.ts';
import { type Gateway, startGateway } from '../../src/main.ts';
import { forms, passed } from '../clients/forms.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { another, hop } from '../oidc/rig.ts';
import {
  type Citizen,
  citizen,
  freePort,
  gatewayEnv,
  loopback,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

const staff = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;

let g: TestGateway;
let other: Gateway;
let nodes: string[];
let person: Citizen;
let who: Visitor;
const dir = mkdtempSync(join(tmpdir(), 'songhua-node-'));
beforeAll(async () => {
  g = await startTestGateway();
  const port = await freePort();
  const env = { ...gatewayEnv(g, port, dir), ISSUER: g.issuer };
  other = await startGateway(readConfig(env), {
    clock: g.clock,
    log: pino({ level: 'silent' }),
  });
  nodes = [g.issuer, `http://localhost:${port}`];
  person = await citizen(g.base, 'zhang');
  who = visitor();
  await tokensOf(g, g.hall, who, person);
}, 60_000);
afterAll(async () => {
  await other?.stop();
  await g?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** How every node answers an application: to its sign-in, its refresh token and its access token. */
async function answers(party: RelyingParty, tokens: { access?: string; refresh?: string } = {}) {
  const all = nodes.map(async (node) => {
    const here = visitor();
    for (const [name, cookie] of who.cookies) here.cookies.set(name, cookie);
    const asked = new URL(party.ask(g.issuer).address);
    const page = await here.open(`${node}${asked.pathname}${asked.search}`);
    const token = await party.refresh(node, tokens.refresh ?? 'none');
    const info = await party.userinfo(node, tokens.access ?? 'none');
    return {
      page: page.status,
      code: page.url.searchParams.has('code'),
      token: token.body.error ?? 'given',
      userinfo: info.status,
    };
  });
  return Promise.all(all);
}

/** Both nodes answer like this within the second that they may take. */
const settled = (
  party: RelyingParty,
  tokens: { access?: string; refresh?: string },
  wanted: object,
) =>
  vi.waitFor(async () => expect(await answers(party, tokens)).toEqual([wanted, wanted]), {
    timeout: 20_000,
    interval: 100,
  });

const nowhere = { page: 400, code: false, token: 'invalid_client', userinfo: 401 };

describe('an application that is not live', () => {
  it.each(['draft', 'submitted', 'approved'] as const)(
    'gets nothing while it is %s, whatever it shows',
    async (state) => {
      const party = await startRelyingParty(`app-${state}`);
      const { id } = party;
      const registration = {
        ...forms(id),
        redirect_uris: [party.redirect_uri],
        backchannel_logout_uri: party.backchannel_logout_uri,
        networks: loopback,
        grant_types: ['authorization_code', 'refresh_token'] as clients.GrantType[],
      };
      await clients.draft(g.base, { id, department_code: '220000-hall', ...registration }, staff);
      await clients.addSecret(g.base, { client_id: id, secret: party.secret });
      if (state !== 'draft') {
        const change_id = await clients.submit(g.base, id, { actor: staff }, passed);
        if (state === 'approved') await clients.admit(g.base, { client_id: id, change_id }, staff);
      }
      // Another one that is registered later is known: so this one is not just unknown yet.
      const later = await another(g, `later-${state}`);
      expect(await answers(party)).toEqual([nowhere, nowhere]);
      const trail = (await auditTrail(g.base)).filter((event) => event.client_id === id);
      expect(trail.map(({ kind }) => kind)).not.toContain('session.joined');
      await Promise.all([party.stop(), later.stop()]);
    },
    60_000,
  );

  it('gets nothing from the next second on when it is stopped: no code, no token, no claim', async () => {
    const party = await another(g, 'stopped');
    const given = await hop(g, party, who);
    const tokens = { access: given.access_token ?? '', refresh: given.refresh_token ?? '' };
    const live = { page: 200, code: true, userinfo: 200 };
    // The other node learns of it within a second.
    await vi.waitFor(
      async () =>
        expect(await answers(party, { access: tokens.access })).toMatchObject([live, live]),
      { timeout: 20_000, interval: 100 },
    );
    await clients.suspend(g.base, party.id, staff);
    await settled(party, tokens, nowhere);
    await party.stop();
  }, 60_000);
});

describe('an application that is retired', () => {
  it('gets nothing on any node, and whoever comes for it reads that it is over', async () => {
    const party = await another(g, 'retired');
    const given = await hop(g, party, who);
    const tokens = { access: given.access_token ?? '', refresh: given.refresh_token ?? '' };
    expect(await clients.decideEnd(g.base, { id: party.id, on: '2020-01-01' }, staff)).toBe(true);
    await settled(party, tokens, { ...nowhere, page: 410 });
    expect((await visitorAt(party.ask(g.issuer).address)).text).toContain('这个服务已经下线');
    const mine = await visitorAt(`${g.issuer}/account/received`);
    expect(mine.text).toContain('部门尚未确认删除您的信息');
    expect(mine.text).toContain('应用 retired');
    await party.stop();
  }, 60_000);
});

describe('what was asked for an application that is live', () => {
  it('takes no effect before it was approved: an address least of all', async () => {
    const party = await another(g, 'changing');
    const elsewhere = `${new URL(party.redirect_uri).origin}/elsewhere`;
    const { change_id = '' } = await clients.change(
      g.base,
      party.id,
      { redirect_uris: [elsewhere] },
      staff,
    );
    // A change of words of the same moment is known everywhere, and shows that the nodes are up to date.
    const later = await another(g, 'later-change');
    const asked = () => visitorAt(party.ask(g.issuer, { redirect_uri: elsewhere }).address);
    expect((await asked()).status).toBe(400);
    expect((await hop(g, party, who)).access_token).toBeDefined();
    expect(await clients.grantChange(g.base, { client_id: party.id, change_id }, staff)).toBe(true);
    await vi.waitFor(async () => expect((await asked()).url.searchParams.has('code')).toBe(true), {
      timeout: 20_000,
      interval: 100,
    });
    expect((await visitorAt(party.ask(g.issuer).address)).status).toBe(400);
    await Promise.all([party.stop(), later.stop()]);
  }, 60_000);
});

function visitorAt(address: string) {
  const here = visitor({ stopsAt: ({ pathname }) => pathname === '/elsewhere' });
  for (const [name, cookie] of who.cookies) here.cookies.set(name, cookie);
  return here.open(address);
}
