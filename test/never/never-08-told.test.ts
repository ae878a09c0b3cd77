// Whole, since every way in which a session ends is held to the same promise.
/** Never 8: however a session is ended, every participant is told, with retry, and the receipt is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditKind } from '../../src/audit/kinds.ts';
import * as credentials from '../../src/credentials/credentials.ts';
import * as interventions from '../../src/identities/interventions.ts';
import type { EndReason } from '../../src/sessions/reasons.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import type { Account } from '../doubles/openid-provider.ts';
import { signInLocally, type Visitor } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

const staff = { kind: 'staff', id: '0192aaaa-0000-7000-8000-000000000001' } as const;

let p: Province;

interface SignedIn {
  who: Visitor;
  account: Account;
  session: Awaited<ReturnType<typeof sessionOf>>;
  tokens: { id_token?: string; access_token?: string; refresh_token?: string };
  /** What each client knows the person and the session by. */
  known: { hall: { sub?: string; sid?: unknown }; subhall: { sub?: string; sid?: unknown } };
}

let count = 0;

/** Somebody who has come through the fund to the hall, and from there to the sub-hall. */
async function signedIn(): Promise<SignedIn> {
  count += 1;
  const who = visitor();
  const account = someone(`秦测试${'一二三四五六七八九十'[count % 10]}`);
  const tokens = await tokensThrough(p, who, 'fund', account);
  const { address, verifier } = p.subhall.ask(p.issuer);
  const hop = await p.subhall.exchange(p.issuer, codeOf(await who.open(address)), verifier);
  const hall = await p.hall.verified(p.issuer, tokens.id_token ?? '');
  const subhall = await p.subhall.verified(p.issuer, hop.body.id_token ?? '');
  return {
    ...{ who, account, tokens, session: await sessionOf(p, tokens) },
    known: {
      hall: { sub: hall.sub, sid: hall['sid'] },
      subhall: { sub: subhall.sub, sid: subhall['sid'] },
    },
  };
}

const receipt = async (session_id: string) =>
  (await sessions.receiptsOf(p.base, [session_id]))[0]?.clients;

/** Once nothing is owed any more: exactly one token each, the right one, and receipts; tokens are dead. */
async function expectAllTold({ session, known, tokens }: SignedIn, reason: EndReason) {
  await expect
    .poll(async () => (await receipt(session.id))?.map(({ state }) => state), { timeout: 15_000 })
    .toEqual(['confirmed', 'confirmed']);
  for (const party of ['hall', 'subhall'] as const) {
    const told = p[party].told.filter(({ sid }) => sid === known[party].sid);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      ...known[party],
      iss: p.issuer,
      aud: party,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(told[0]).not.toHaveProperty('nonce');
  }
  expect(await receipt(session.id)).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  const [row] = await p.base.db('sessions').where({ id: session.id });
  expect(row?.end_reason).toBe(reason);
  const events = async (kind: AuditKind) =>
    (await auditTrail(p.base)).filter(
      (event) => event.session_id === session.id && event.kind === kind,
    );
  expect((await events('session.ended')).map(({ detail }) => detail)).toEqual([
    { reason, owed: 2 },
  ]);
  expect(await events('delivery.delivered')).toHaveLength(2);
  // And the artefact store, whose receipt is no matter of the trail.
  await expect
    .poll(() => p.base.db('outbox').where({ session_id: session.id, state: 'due' }), {
      timeout: 10_000,
    })
    .toEqual([]);
  expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(401);
  expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
}

/** Every way a session of this issue ends but by idling, which leaves clients to their own limits. */
const ways: { way: string; reason: EndReason; end(one: SignedIn): Promise<unknown> }[] = [
  {
    way: 'the person signs out at a client',
    reason: 'sign_out',
    async end({ who, tokens }) {
      const query = new URLSearchParams({ id_token_hint: tokens.id_token ?? '' });
      const confirm = await who.open(`${p.issuer}/signout?${query}`);
      await who.submit(confirm, {}, { name: 'logout', value: 'yes' });
    },
  },
  {
    way: 'the person ends all sessions on the account page',
    reason: 'sign_out',
    end: async ({ who }) =>
      press(who, await who.open(`${p.issuer}/account/sessions`), '/sessions/end-all'),
  },
  {
    way: 'the person ends this one on the account page in another browser',
    reason: 'account',
    async end({ account, session }) {
      const other = visitor();
      const picker = await other.open(`${p.issuer}/account/sessions`);
      await comeThrough(p, other, picker, 'fund', account);
      const page = await other.open(`${p.issuer}/account/sessions`);
      await press(other, page, '/sessions/end', { session_id: session.id });
    },
  },
  {
    way: 'the link that it stands on is taken away',
    reason: 'unlinked',
    async end({ who, session: { identity_id, link_id } }) {
      const more = { password: 'river-sturgeon-417', bound_level: 2 };
      const login_name = `you-${count}-you`;
      await credentials.setPassword(p.base, { identity_id, login_name, ...more });
      const page = await who.open(`${p.issuer}/account/sign-in`);
      await press(who, page, '/unlink', { link_id: link_id ?? '' });
    },
  },
  {
    way: 'another person signs in in the same browser',
    reason: 'replaced',
    async end({ who }) {
      const { address } = p.hall.ask(p.issuer, { prompt: 'login' });
      await signInLocally(who, address, await citizenOf(p, `xu-${count}-xu`));
    },
  },
  {
    way: 'the identity is suspended',
    reason: 'locked',
    end: ({ session }) =>
      interventions.suspend(
        p.base,
        { identity_id: session.identity_id, reason_code: 'misuse_reported' },
        { staff_id: staff.id },
      ),
  },
  {
    way: 'staff ask for new evidence',
    reason: 'staff',
    end: ({ session }) =>
      interventions.requireEvidence(
        p.base,
        { identity_id: session.identity_id, reason_code: 'evidence_doubt' },
        { staff_id: staff.id },
      ),
  },
  {
    way: 'the source is switched off',
    reason: 'source_paused',
    async end() {
      await sources.pause(p.base, 'fund', staff);
      await sessions.end(p.base, { source_id: 'fund' }, { reason: 'source_paused', actor: staff });
      await sources.resume(p.base, 'fund', staff);
    },
  },
  {
    way: 'the person signs out at the department',
    reason: 'source_ended',
    async end({ account }) {
      const { fund } = p.providers;
      const logout_token = await fund.logoutToken({ sid: `there-${account.sub}` });
      const body = new URLSearchParams({ logout_token });
      const answer = await fetch(`${p.issuer}/callback/fund/logout`, { method: 'POST', body });
      expect(answer.status).toBe(200);
    },
  },
  {
    way: 'staff end it',
    reason: 'staff',
    end: ({ session }) =>
      sessions.end(p.base, { ids: [session.id] }, { reason: 'staff', actor: staff }),
  },
  {
    way: 'its absolute limit is reached',
    reason: 'absolute',
    end: async () => p.clock.advance(12 * 3_600_000),
  },
];

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());

  describe('each client is told once, with the subject and session it knows, when', () => {
    it.each(ways)('$way', async ({ reason, end }) => {
      const one = await signedIn();
      await end(one);
      await expectAllTold(one, reason);
    });

    it('a password is changed under a session that stands on it', async () => {
      const person = await citizenOf(p, 'lv-1');
      const [who, other] = [visitor(), visitor()];
      const { address, verifier } = p.hall.ask(p.issuer);
      const page = await signInLocally(who, address, person);
      const tokens = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
      const { sid } = await p.hall.verified(p.issuer, tokens.id_token ?? '');
      await signInLocally(other, `${p.issuer}/account`, person);
      const form = await other.open(`${p.issuer}/account/password`);
      await other.submit(form, {
        current_password: person.password,
        login_name: person.username,
        password: 'another-sturgeon-9',
      });
      await expect
        .poll(() => p.hall.told.filter((token) => token['sid'] === sid).length, { timeout: 15_000 })
        .toBe(1);
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
    });
  });

  describe('a client that does not take the logout token', () => {
    it('is told later, once, while another is told at once; the receipts say so all the while', async () => {
      const one = await signedIn();
      p.hall.answers.status = 500;
      await sessions.end(p.base, { ids: [one.session.id] }, { reason: 'staff', actor: staff });
      await expect
        .poll(
          async () => (await receipt(one.session.id))?.map(({ state, fault }) => [state, fault]),
          {
            timeout: 15_000,
          },
        )
        .toEqual([
          ['pending', expect.stringContaining('500')],
          ['confirmed', undefined],
        ]);
      p.hall.answers.status = 200;
      p.clock.advance(60_000);
      await expect
        .poll(async () => (await receipt(one.session.id))?.map(({ state }) => state), {
          timeout: 15_000,
        })
        .toEqual(['confirmed', 'confirmed']);
      expect(p.hall.told.filter(({ sid }) => sid === one.known.hall.sid)).toHaveLength(1);
      expect(p.subhall.told.filter(({ sid }) => sid === one.known.subhall.sid)).toHaveLength(1);
    });

    const owed = async (session_id: string) =>
      (await p.base.db('outbox').where({ session_id, state: 'due' }).select('receipt')).map(
        ({ receipt }) => receipt?.fault,
      );

    it('for a day is given up, which the trail and the receipt keep', async () => {
      const one = await signedIn();
      p.hall.answers.status = 500;
      await sessions.end(p.base, { ids: [one.session.id] }, { reason: 'staff', actor: staff });
      await expect
        .poll(() => owed(one.session.id), { timeout: 15_000 })
        .toEqual([expect.stringContaining('500')]);
      p.clock.advance(25 * 3_600_000);
      await expect
        .poll(async () => (await receipt(one.session.id))?.[0]?.state, { timeout: 15_000 })
        .toBe('failed');
      p.hall.answers.status = 200;
      const dead = (await auditTrail(p.base)).filter(({ kind }) => kind === 'delivery.dead');
      expect(dead).toMatchObject([{ session_id: one.session.id, outcome: 'failed' }]);
    });
  });
});
