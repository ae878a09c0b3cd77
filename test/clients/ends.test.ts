// Longer than 250 lines on purpose: one end, followed on both stores.
/** What follows the end of an application: people are told, and nothing of it goes on. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { connect } from '../../src/db.ts';
import { telling } from '../../src/endings/endings.ts';
import * as interventions from '../../src/identities/interventions.ts';
import type { Senders } from '../../src/messages/messages.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { type MailRelay, startMailRelay } from '../doubles/mail-relay.ts';
import { authenticates, hop, sessionIdOf, signOut, somebody } from '../oidc/rig.ts';
import * as people from '../sessions/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

const WAIT = { timeout: 20_000, interval: 50 };
const DAY = 86_400_000;
const decider = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000002' } as const;
const dayAfter = (now: Date, days: number) => clients.dayOf(new Date(now.getTime() + days * DAY));

onBothStores((env) => {
  let g: TestGateway;
  let mail: MailRelay;
  let who: Visitor;
  let person: Citizen;
  let held: { access_token?: string; refresh_token?: string; id_token?: string };
  beforeAll(async () => {
    mail = await startMailRelay();
    g = await startTestGateway({ env: { ...env(), ...mail.env } });
    who = visitor();
    const { attributes } = somebody();
    person = await citizen(g.base, 'zhang', {
      attributes: { ...attributes, email: 'zhang@example.org' },
    });
    const scope = 'openid profile offline_access';
    held = await tokensOf(g, g.hall, who, person, { scope, prompt: 'consent' });
    await hop(g, g.subhall, who);
  }, 60_000);
  afterAll(async () => {
    await g?.stop();
    await mail?.stop();
  });

  const kinds = async () => (await auditTrail(g.base)).map(({ kind }) => kind);
  const ending = () => clients.endingOf(g.base, 'hall');

  describe('an application whose end is decided', () => {
    it('is read of by whoever used it, in their list and in a mail, once', async () => {
      const on = dayAfter(g.clock.now(), 5);
      await clients.decideEnd(g.base, { id: 'hall', on }, decider);
      const { data } = await mail.mailTo('zhang@example.org');
      expect(data).toContain('zhang@example.org');
      await vi.waitFor(async () => expect((await ending())?.told_at).toBeTruthy(), WAIT);
      const { text } = await who.open(`${g.issuer}/account/history`);
      for (const said of ['您用过的一项服务将停用', '应用 hall', '部门停用服务', '省政务服务局'])
        expect(text).toContain(said);
      expect(mail.mails).toHaveLength(1);
      const { rows } = await g.base.db.raw(
        "select * from messages where template = 'service_ends'",
      );
      expect(rows).toHaveLength(1);
      expect((await g.hall.userinfo(g.issuer, held.access_token ?? '')).status).toBe(200);
    });

    it('is gone on its day: its part in the session, its grants and tokens; the session goes on', async () => {
      g.clock.advance(3 * DAY);
      // The first session has run out meanwhile.
      await vi.waitFor(() => expect(g.hall.told).toHaveLength(1), WAIT);
      // Signed in anew on the last day, a minute before it is over.
      who = visitor();
      held = await tokensOf(g, g.hall, who, person, {
        scope: 'openid profile offline_access',
        prompt: 'consent',
      });
      const session_id = await sessionIdOf(g, person);
      await hop(g, g.subhall, who);
      const told = g.hall.told.length;
      await g.base.db('clients').where({ id: 'hall' }).update({ ends_at: g.clock.now() });
      await vi.waitFor(async () => expect((await ending())?.ended_at).toBeTruthy(), WAIT);
      g.clock.advance(2_000);
      await vi.waitFor(async () => expect((await ending())?.cleared_at).toBeTruthy(), WAIT);
      await vi.waitFor(() => expect(g.hall.told.length).toBe(told + 1), WAIT);
      const token = await g.hall.verified(g.issuer, g.hall.tokens.at(-1) ?? '');
      const { sub, sid } = await g.hall.verified(g.issuer, held.id_token ?? '');
      expect(token).toMatchObject({ sub, sid, aud: 'hall' });
      // Nothing of it is at rest, in whichever store.
      expect(await g.base.db('grants').where({ client_id: 'hall' })).toEqual([]);
      expect(await g.base.db('refresh_tokens').whereRaw("payload ->> 'clientId' = 'hall'")).toEqual(
        [],
      );
      // Its grant is gone; itself, as soon as this node has read its clients anew.
      const refresh = async () => (await g.hall.refresh(g.issuer, held.refresh_token ?? '')).status;
      expect([400, 401]).toContain(await refresh());
      await vi.waitFor(async () => expect(await refresh()).toBe(401), WAIT);
      expect((await g.hall.userinfo(g.issuer, held.access_token ?? '')).status).toBe(401);
      // The session lives, and the other application in it.
      expect(await sessions.read(g.base, session_id)).toBeTruthy();
      const { id_token = '' } = await hop(g, g.subhall, who, { prompt: 'none' });
      for (const kind of ['client.people_told', 'client.parted', 'client.grants_ended'])
        expect(await kinds()).toContain(kind);
      // Ended later, the session owes it nothing: it was told.
      await signOut(g, who, id_token);
      await vi.waitFor(() => expect(g.subhall.told.length).toBeGreaterThan(0), WAIT);
      expect(g.hall.told).toHaveLength(told + 1);
      const owed = await g.base.db('outbox').where({ session_id, destination_id: 'client:hall' });
      expect(owed).toHaveLength(1);
    });

    it('keeps what the trail and the books say of it', async () => {
      expect(await clients.read(g.base, 'hall')).toMatchObject({
        state: 'retired',
        sector: 'hall',
      });
      const seen = await sessions.clientsOf(g.base, person.identity_id);
      expect(seen.map(({ client_id }) => client_id).sort()).toEqual(['hall', 'subhall']);
    });
  });

  describe('an application that is stopped', () => {
    it('is told of sign-outs still, since its own sessions go on', async () => {
      const li = await citizen(g.base, 'stopped', somebody());
      const browser = visitor();
      const { id_token = '' } = await tokensOf(g, g.subhall, browser, li);
      await clients.suspend(g.base, 'subhall', decider);
      const known = () => authenticates(g, 'subhall', g.subhall.secret);
      await vi.waitFor(async () => expect(await known()).toBe(false), WAIT);
      await sessions.end(g.base, { identity_id: li.identity_id }, { reason: 'staff' });
      const { sid } = await g.subhall.verified(g.issuer, id_token);
      // Sessions of others end in these moments too.
      await vi.waitFor(
        () => expect(g.subhall.told).toContainEqual(expect.objectContaining({ sid })),
        WAIT,
      );
    });
  });
});

describe('telling and clearing', () => {
  let fresh: FreshDatabase;
  beforeEach(async () => {
    fresh = await freshDatabase();
    await seedClients(fresh.base, [party('hall')]);
  });
  afterEach(() => fresh.drop());

  const party = (id: string) =>
    ({
      id,
      secret: 'a-secret-of-the-application-1234',
      redirect_uri: `https://${id}.example/cb`,
      post_logout_redirect_uri: `https://${id}.example/`,
      backchannel_logout_uri: `https://${id}.example/out`,
    }) as Parameters<typeof seedClients>[1][number];
  const nobody: Senders = { offers: () => false, of: () => undefined };
  const means = { tell: telling(nobody), endGrants: async () => [] };
  const drain = async (base = fresh.base) => {
    let sets = 0;
    while (await clients.followEnd(base, means)) sets += 1;
    return sets;
  };
  const lines = () => fresh.base.db('interventions').where({ kind: 'service_ends' });

  /** So many people, each signed in at the hall in two browsers: the second when all had the first. */
  async function crowd(size: number): Promise<void> {
    const ids: string[] = [];
    for (let one = 0; one < size; one += 1) ids.push(await people.somebody(fresh.base));
    for (const _ of ['a', 'b'])
      for (const id of ids) {
        await people.hop(fresh.base, await people.signedIn(fresh.base, id), id, 'hall');
        fresh.clock.advance(1);
      }
  }

  it('goes in sets, on two nodes at once, and tells each person once', async () => {
    await crowd(150);
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2026-12-31' }, decider);
    const second = connect(fresh.url);
    const sets = await Promise.all([drain(), drain({ ...fresh.base, db: second })]);
    await second.destroy();
    expect(sets.reduce((all, one) => all + one)).toBeGreaterThanOrEqual(2);
    const told = await lines();
    expect(told).toHaveLength(150);
    expect(new Set(told.map(({ identity_id }) => identity_id)).size).toBe(150);
    const events = (await auditTrail(fresh.base)).filter(
      ({ kind }) => kind === 'client.people_told',
    );
    expect(events.reduce((all, { detail }) => all + Number(detail['rows']), 0)).toBe(150);
  }, 60_000);

  it('goes on where a node died, and repeats nothing', async () => {
    await crowd(250);
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2026-12-31' }, decider);
    await clients.followEnd(fresh.base, means);
    const after = (await lines()).length;
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(250);
    // The next set dies in the middle of it.
    const dying = async () => {
      throw new Error('killed');
    };
    await expect(clients.followEnd(fresh.base, { ...means, tell: dying })).rejects.toThrow(
      'killed',
    );
    expect(await lines()).toHaveLength(after);
    await drain();
    expect(await lines()).toHaveLength(250);
  }, 60_000);

  it('tells on the day whoever came after the others had been told', async () => {
    await crowd(1);
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2026-01-01' }, decider);
    await drain();
    await crowd(1);
    expect(await clients.endDue(fresh.base)).toBe(1);
    await drain();
    expect(await lines()).toHaveLength(2);
  });

  it('takes the client out of sessions that go on, and out of no other', async () => {
    const id = await people.somebody(fresh.base);
    const [over, lives] = [
      await people.signedIn(fresh.base, id),
      await people.signedIn(fresh.base, id),
    ];
    for (const session of [over, lives]) await people.hop(fresh.base, session, id, 'hall', 'fund');
    await sessions.end(fresh.base, { ids: [over.id] }, { reason: 'sign_out' });
    const owed = () =>
      fresh.base.db('outbox').where({ kind: 'logout' }).orderBy('created_at').orderBy('id');
    const before = (await owed()).length;
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2026-01-01' }, decider);
    await clients.endDue(fresh.base);
    // Within the seconds in which another node may still not know.
    await drain();
    expect(await owed()).toHaveLength(before);
    fresh.clock.advance(2_000);
    await drain();
    expect((await owed()).slice(before)).toMatchObject([
      { destination_id: 'client:hall', session_id: lives.id },
    ]);
    fresh.clock.advance(1);
    await sessions.end(fresh.base, { ids: [lives.id] }, { reason: 'sign_out' });
    expect((await owed()).slice(before).map(({ destination_id }) => destination_id)).toEqual([
      ...['client:hall', 'client:fund'],
    ]);
  });

  it('writes to nobody whose address might be somebody else’s, nor to who went into another identity', async () => {
    const id = await people.somebody(fresh.base);
    await people.hop(fresh.base, await people.signedIn(fresh.base, id), id, 'hall');
    const merged_into = await people.somebody(fresh.base);
    await fresh.base
      .db('identities')
      .where({ id })
      .update({ state: 'absorbed', merged_into } as never);
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2026-12-31' }, decider);
    await drain();
    expect(await lines()).toHaveLength(0);
    const wang = await citizen(fresh.base, 'wang-unsure', {
      attributes: { ...somebody().attributes, email: 'unsure@example.org' },
    });
    await fresh.base.db('contacts').update({ bound_level: 1, proved_at: null } as never);
    const all: Senders = { offers: () => true, of: () => undefined };
    const told = await telling(all)(
      fresh.base,
      {
        id: 'hall',
        names: { 'zh-CN': '大厅', ko: '大厅', en: 'hall' },
        department_id: (await clients.read(fresh.base, 'hall'))?.department_id ?? '',
        ends_at: fresh.clock.now(),
      },
      [wang.identity_id],
    );
    expect(told).toEqual([wang.identity_id]);
    expect(await fresh.base.db('messages')).toEqual([]);
    expect(
      (await interventions.list(fresh.base, wang.identity_id, { limit: 5 })).map(
        ({ kind }) => kind,
      ),
    ).toContain('service_ends');
  });
});

describe('a registration by whoever runs the gateway', () => {
  it('leaves a client that was stopped as it is: two people let it go on', async () => {
    const fresh = await freshDatabase();
    const registered = {
      ...{ id: 'hall', department_code: '220000-hall', sector: 'hall', scopes: 'openid profile' },
      names: { 'zh-CN': '大厅', ko: '대청', en: 'Hall' },
      redirect_uris: ['https://hall.example/cb'],
      notices_uri: 'https://hall.example/n',
      subscriptions: ['identity.changed'] as const,
    };
    await seedClients(fresh.base, []);
    const register = () =>
      clients.register(fresh.base, {
        ...registered,
        subscriptions: [...registered.subscriptions],
      });
    await register();
    expect((await clients.read(fresh.base, 'hall'))?.state).toBe('live');
    await clients.suspend(fresh.base, 'hall', decider);
    await register();
    expect((await clients.read(fresh.base, 'hall'))?.state).toBe('suspended');
    const told = await fresh.base.db('subscriptions').where({ client_id: 'hall' });
    expect(told.map(({ live }) => live)).toEqual([false]);
    await fresh.drop();
  });
});
