// Whole, since one story is told on both stores: what clients see before, while and after two are one.
/**
 * Never 7: a merge takes two proofs or two people, and can be undone; old department identifiers stay
 * resolvable. Here as clients see it; byte for byte it is test/merging/histories.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as merging from '../../src/merging/merging.ts';
import * as records from '../../src/records/records.ts';
import { personAt } from '../../src/records/subject.ts';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { columnsHolding, unaccounted } from '../merging/catalogue.ts';
import { both, join, separate, state, subject, two } from '../merging/desk.ts';
import { authenticates, hop, somebody } from '../oidc/rig.ts';
import { department, event } from '../records/desk.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';

interface Notice {
  sub_id: { sub: string };
  events: Record<string, object>;
}

const WAIT = { timeout: 15_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

onBothStores((env) => {
  let g: TestGateway;
  let knewBoth: RelyingParty;
  let knewAbsorbed: RelyingParty;
  let knewSurvivor: RelyingParty;
  let knewNone: RelyingParty;
  let survivor: Citizen;
  let absorbed: Citizen;
  let was: [string, string];
  let merge_id: string;
  let offline: string;
  let offlineWhileOne: string;

  const parties = () => [knewBoth, knewAbsorbed, knewSurvivor, knewNone];
  const subOf = (person: Citizen, party: RelyingParty) =>
    subject(g.base, party.id, person.identity_id);
  const idsOf = () => [survivor.identity_id, absorbed.identity_id] as const;

  async function registered(id: string): Promise<RelyingParty> {
    const party = await startRelyingParty(id);
    await seedClients(g.base, [party], {
      notices_uri: party.notices_uri,
      subscriptions: ['identity.changed'],
      scopes: 'openid profile records offline_access',
    });
    await vi.waitFor(async () => expect(await authenticates(g, id, party.secret)).toBe(true), WAIT);
    return party;
  }

  /** The subject that a client is given in a whole sign-in: the same in every answer. */
  async function subjectAt(party: RelyingParty, person: Citizen) {
    // Staff did something: who signs in is told of it once, on a page of its own.
    await interventions.markSeen(g.base, person.identity_id);
    const ask = { scope: 'openid profile offline_access', prompt: 'consent' };
    const tokens = await tokensOf(g, party, visitor(), person, ask);
    const { sub } = await party.verified(g.issuer, tokens.id_token as string);
    const userinfo = await party.userinfo(g.issuer, tokens.access_token as string);
    const seen = await party.introspect(g.issuer, tokens.access_token as string);
    expect([userinfo.body['sub'], seen.body['sub']]).toEqual([sub, sub]);
    return { sub, refresh_token: tokens.refresh_token as string };
  }

  const toldOf = (party: RelyingParty) => party.told.map(({ sub }) => sub).sort();
  async function noticesOf(party: RelyingParty) {
    const read = party.notices.map(async (token) => {
      const { sub_id, events } = (await party.verified(g.issuer, token)) as unknown as Notice;
      return { of: sub_id.sub, says: events['urn:songhua:event:identity.changed'] };
    });
    return Promise.all(read);
  }
  const forget = () => {
    for (const party of parties()) {
      party.told.length = 0;
      party.notices.length = 0;
    }
  };

  beforeAll(async () => {
    g = await startTestGateway({ env: env() });
    knewBoth = await registered('knew-both');
    knewAbsorbed = await registered('knew-absorbed');
    knewSurvivor = await registered('knew-survivor');
    knewNone = await registered('knew-none');
    survivor = await citizen(g.base, 'goes-on', somebody());
    absorbed = await citizen(g.base, 'is-absorbed', somebody());
    for (const [party, person] of [
      [knewBoth, survivor],
      [knewBoth, absorbed],
      [knewSurvivor, survivor],
    ] as const)
      expect((await subjectAt(party, person)).sub).toBe(subOf(person, party));
    const at = await subjectAt(knewAbsorbed, absorbed);
    expect(at.sub).toBe(subOf(absorbed, knewAbsorbed));
    offline = at.refresh_token;
    was = await both(g.base, ...idsOf());
    forget();
  });
  afterAll(async () => {
    await Promise.all(parties().map((party) => party?.stop()));
    await g?.stop();
  });

  describe('while two are one', () => {
    beforeAll(async () => {
      merge_id = await join(g.base, ...idsOf());
    });

    it('every client was told that its sessions ended, by the subject that it knew', async () => {
      const knew = [subOf(survivor, knewBoth), subOf(absorbed, knewBoth)].sort();
      await expect.poll(() => toldOf(knewBoth), WAIT).toEqual(knew);
      await expect.poll(() => toldOf(knewAbsorbed), WAIT).toEqual([subOf(absorbed, knewAbsorbed)]);
      await expect.poll(() => toldOf(knewSurvivor), WAIT).toEqual([subOf(survivor, knewSurvivor)]);
      expect(toldOf(knewNone)).toEqual([]);
    });

    it('clients are told of the change; one that knew both, as whom it sees the person now', async () => {
      await expect.poll(() => knewBoth.notices.length, WAIT).toBe(2);
      expect(await noticesOf(knewBoth)).toEqual(
        expect.arrayContaining([
          { of: subOf(survivor, knewBoth), says: {} },
          { of: subOf(absorbed, knewBoth), says: { sub: subOf(survivor, knewBoth) } },
        ]),
      );
      await expect.poll(() => knewAbsorbed.notices.length, WAIT).toBe(1);
      expect(await noticesOf(knewAbsorbed)).toEqual([
        { of: subOf(absorbed, knewAbsorbed), says: {} },
      ]);
    });

    it('a client that knew only the absorbed one goes on seeing the subject it knew', async () => {
      const at = await subjectAt(knewAbsorbed, survivor);
      expect(at.sub).toBe(subOf(absorbed, knewAbsorbed));
      offlineWhileOne = at.refresh_token;
      const refreshed = await knewAbsorbed.refresh(g.issuer, offlineWhileOne);
      const { sub } = (await knewAbsorbed.verified(
        g.issuer,
        refreshed.body.id_token as string,
      )) as { sub: string };
      expect(sub).toBe(subOf(absorbed, knewAbsorbed));
      offlineWhileOne = refreshed.body.refresh_token as string;
      expect((await subjectAt(knewBoth, survivor)).sub).toBe(subOf(survivor, knewBoth));
      expect((await subjectAt(knewSurvivor, survivor)).sub).toBe(subOf(survivor, knewSurvivor));
    });

    it('also on a hop of a session that began elsewhere', async () => {
      const who = visitor();
      await tokensOf(g, knewSurvivor, who, survivor);
      for (const _ of ['first', 'repeat']) {
        const tokens = await hop(g, knewAbsorbed, who);
        const claims = await knewAbsorbed.verified(g.issuer, tokens.id_token as string);
        expect(claims?.sub).toBe(subOf(absorbed, knewAbsorbed));
      }
    });

    it("the absorbed one's own password opens nothing, nor does what was granted to it", async () => {
      const { address } = knewNone.ask(g.issuer);
      const page = await signInLocally(visitor(), address, absorbed);
      expect(page.url.searchParams.get('code')).toBe(null);
      const { status, body } = await knewAbsorbed.refresh(g.issuer, offline);
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    });

    it('what departments know stays resolvable: both subjects mean the one who goes on', async () => {
      for (const person of [survivor, absorbed])
        expect(
          await personAt(g.base, { id: 'knew-both', sector: 'knew-both' }, subOf(person, knewBoth)),
        ).toMatchObject({ identity_id: survivor.identity_id });
      const writer = { ...(await department(g.base, '220000-fund')), sector: 'knew-absorbed' };
      const applicant = { sub: subOf(absorbed, knewAbsorbed) };
      const [done] = await records.apply(g.base, writer, [
        event(writer, 'accepted', { case_number: '2026-0007', data: { applicant } }),
      ]);
      expect(done).toMatchObject({ result: 'applied' });
      const { cases } = await records.list(g.base, {
        identity_id: survivor.identity_id,
        level: 2,
      });
      expect(cases.map(({ case_number }) => case_number)).toEqual(['2026-0007']);
    });

    it('the absorbed one stands nowhere but where it is said to stay', async () => {
      const columns = await columnsHolding(g.base, absorbed.identity_id);
      expect(columns).toContain('merges.absorbed_id');
      expect(unaccounted(columns)).toEqual([]);
    });

    it('one person alone does not undo it', async () => {
      const by = { ...two, decided_by: two.asked_by };
      await expect(merging.unmerge(g.base, { merge_id, by })).rejects.toMatchObject({
        code: 'merging.two_needed',
      });
    });
  });

  describe('when they are separated', () => {
    beforeAll(async () => {
      forget();
      g.clock.advance(1_000);
      await separate(g.base, merge_id);
    });

    it('each has what it had, and the case that came by its subject', async () => {
      const [one, other] = await both(g.base, ...idsOf());
      const without = (text: string) => {
        const { credentials, records, ...rest } = JSON.parse(text);
        const used = credentials.map(
          ({ last_used_at: _, ...row }: { last_used_at: string }) => row,
        );
        return { ...rest, credentials: used, cases: records.length };
      };
      expect(without(one)).toEqual(without(was[0]));
      expect(without(other)).toEqual({ ...without(was[1]), cases: 1 });
      expect(await state(g.base, absorbed.identity_id)).toBe('active');
      expect(await identities.links(g.base, absorbed.identity_id)).toHaveLength(1);
    });

    it('sessions of those days end by the subject that was told in them', async () => {
      await expect
        .poll(() => toldOf(knewAbsorbed), WAIT)
        .toEqual([subOf(absorbed, knewAbsorbed), subOf(absorbed, knewAbsorbed)]);
    });

    it('a grant of those days speaks for neither', async () => {
      const { status, body } = await knewAbsorbed.refresh(g.issuer, offlineWhileOne);
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    });

    it('each is seen as itself again', async () => {
      for (const party of [knewAbsorbed, knewBoth, knewNone])
        for (const person of [survivor, absorbed])
          expect((await subjectAt(party, person)).sub).toBe(subOf(person, party));
    });
  });
});
