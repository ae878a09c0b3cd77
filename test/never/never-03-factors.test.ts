/** Never 3: a factor lends no more than the session in which it was added, nor lifts any ceiling. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as interventions from '../../src/identities/interventions.ts';
import * as second from '../../src/identities/second-factors.ts';
import type { Came } from '../../src/login/attempt.ts';
import { factorsShown, levelReached, levelWith } from '../../src/login/reached.ts';
import { app, optionsOn, passkey } from '../support/factors.ts';
import { type Citizen, signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { type Page, visitor } from '../support/visitor.ts';
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

let p: Province;
let morning: Date;

const acrOf = async (tokens: { id_token?: string }) =>
  (await p.hall.verified(p.issuer, tokens.id_token ?? '')).acr;

type Tokens = { id_token?: string; refresh_token?: string; access_token?: string };

/** Signs in with a password and a code of the app; what was changed is told on the way. */
async function withCode(person: Citizen, code: () => string) {
  const who = visitor();
  const { address, verifier } = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' });
  const page = await signInLocally(who, address, person);
  const told = await press(who, page, '/factor', { code: code() });
  const back: Page = told.url.searchParams.has('code') ? told : await press(who, told, '/told');
  const tokens = (await p.hall.exchange(p.issuer, codeOf(back), verifier)).body as Tokens;
  return { who, tokens };
}

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
    morning = p.clock.now();
  });
  beforeEach(() => p.clock.set(morning));
  afterAll(() => p.stop());

  describe('an app that was added in a weak session', () => {
    it('lifts no sign-in above that session, and is not even asked for', async () => {
      const person = await citizenOf(p, 'ruo-1', { level: 3 }, 3);
      await app(p.base, p.clock, { ...person, level: 1 });
      const { address } = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' });
      const page = await signInLocally(visitor(), address, person);
      const read = page.text.includes('您的验证方式有变化');
      expect(read || page.text.includes('需要更可靠的登录方式')).toBe(true);
      expect(page.text).not.toContain('请再验证一次');
    });
  });

  describe('a session that stands on two factors', () => {
    it('gives nothing more once the second is removed: no refresh, no hop, no userinfo', async () => {
      const person = await citizenOf(p, 'ruo-2', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      const { who, tokens } = await withCode(person, phone.next);
      expect(await acrOf(tokens)).toBe('urn:songhua:acr:3');
      await second.removeFactor(p.base, {
        ...{ identity_id: person.identity_id, factor_id: phone.id },
        session_id: '00000000-0000-7000-8000-000000000000',
      });
      const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
      expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(401);
      const hop = await who.open(p.subhall.ask(p.issuer, { prompt: 'none' }).address);
      expect(hop.url.searchParams.get('code')).toBeNull();
    });

    it('what outlives the session does not outlive the factor', async () => {
      const person = await citizenOf(p, 'ruo-3', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      const who = visitor();
      const { address, verifier } = p.hall.ask(p.issuer, {
        ...{ acr_values: 'urn:songhua:acr:3', prompt: 'consent' },
        scope: 'openid offline_access',
      });
      const page = await signInLocally(who, address, person);
      const told = await press(who, page, '/factor', { code: phone.next() });
      const back = await press(who, told, '/told');
      const tokens = (await p.hall.exchange(p.issuer, codeOf(back), verifier)).body as Tokens;
      await second.removeFactor(p.base, {
        ...{ identity_id: person.identity_id, factor_id: phone.id },
        session_id: '00000000-0000-7000-8000-000000000000',
      });
      const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
      expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    });

    it('falls with what the factor counts for, also at the refresh', async () => {
      const person = await citizenOf(p, 'ruo-4', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      const { tokens } = await withCode(person, phone.next);
      await p.base.db('credentials').where({ id: phone.id }).update({ bound_level: 1 });
      const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
      expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const claims = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
      expect(claims.status).toBe(200);
    });

    it('ends when staff ask for new evidence, and the factors count for nothing until then', async () => {
      const person = await citizenOf(p, 'ruo-5', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      const { tokens } = await withCode(person, phone.next);
      const { identity_id } = person;
      await interventions.requireEvidence(
        p.base,
        { identity_id, reason_code: 'identity_doubt' },
        {},
      );
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).status).toBe(400);
      const rows = await p.base.db('credentials').where({ identity_id });
      expect(rows.every(({ bound_level }) => bound_level === 0)).toBe(true);
    });
  });

  describe('a weak factor that was shown in a session', () => {
    it('leaves no word behind that lifts the next one: two of one kind are one', async () => {
      // The department looked at something that its person has; so does the app of ours.
      const account = someone('鲁测试', { amr: 'otp' });
      const { identity_id } = await sessionOf(
        p,
        await tokensThrough(p, visitor(), 'fund', account),
      );
      await passkey(p.base, p.issuer, { identity_id, level: 3 });
      const weak = await passkey(p.base, p.issuer, { identity_id, level: 1 });
      const phone = await app(p.base, p.clock, { identity_id, level: 3 });
      await second.askAlways(p.base, identity_id, true);
      const who = visitor();
      const { address, verifier } = p.hall.ask(p.issuer);
      const page = await comeThrough(p, who, await who.open(address), 'fund', account);
      const answer = weak.device.get(optionsOn(page));
      const told = await press(who, page, '/factor', { answer });
      const back: Page = told.url.searchParams.has('code') ? told : await press(who, told, '/told');
      const tokens = (await p.hall.exchange(p.issuer, codeOf(back), verifier)).body;
      expect(await acrOf(tokens)).toBe('urn:songhua:acr:2');
      expect(await sessionOf(p, tokens)).toMatchObject({
        ...{ amr: ['otp', 'hwk', 'user', 'mfa'], first_amr: ['otp'] },
        ...{ first_reach: 2, factor_id: weak.id },
      });
      const floor = { acr_values: 'urn:songhua:acr:3' };
      const asked = await who.open(p.hall.ask(p.issuer, floor).address);
      expect(asked.text).toContain('请再验证一次');
      // The page asks for what would do, the strong passkey; somebody else posts a code all the same.
      const forms = asked.forms.map((form) => ({ ...form, fields: { ...form.fields, code: '' } }));
      const low = await press(who, { ...asked, forms }, '/factor', { code: phone.next() });
      expect(low.url.searchParams.get('code')).toBeNull();
      expect(low.text).toContain('需要更可靠的登录方式');
    });
  });

  describe('the session in which a factor is removed', () => {
    it('goes on, lowered to what its first factor reaches', async () => {
      const person = await citizenOf(p, 'ruo-6', { level: 3 }, 3);
      const phone = await app(p.base, p.clock, { ...person, level: 3 });
      await passkey(p.base, p.issuer, { ...person, level: 3 });
      const { who, tokens } = await withCode(person, phone.next);
      const page = await who.open(`${p.issuer}/account/factors`);
      const form = page.forms.find(
        ({ action, fields }) =>
          action.pathname.endsWith('/remove') && fields['factor_id'] === phone.id,
      );
      if (!form) throw new Error(`the app is not listed: ${page.text}`);
      const done = await who.submit({ ...page, forms: [form] });
      expect(done.text).toContain('已删除');
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).body.error).toBe(
        'invalid_grant',
      );
      const hop = async () => {
        const { address, verifier } = p.subhall.ask(p.issuer, { prompt: 'none' });
        return p.subhall.exchange(p.issuer, codeOf(await who.open(address)), verifier);
      };
      // A store that remembered better days gives out one code for it, whose exchange is refused.
      const first = await hop();
      if (first.status !== 200) expect(first.body.error).toBe('invalid_grant');
      const body = (first.status === 200 ? first : await hop()).body as Tokens;
      expect(await p.subhall.verified(p.issuer, body.id_token ?? '')).toMatchObject({
        ...{ acr: 'urn:songhua:acr:2', amr: ['pwd'] },
      });
      // Nothing of it is left for the next factor to stand beside.
      const row = await sessionOf(p, body, p.subhall);
      expect(row).toMatchObject({ amr: ['pwd'], factor_id: null, first_amr: null });
    });
  });
});

describe('whatever comes from a department, by whichever protocol', () => {
  const level = fc.integer({ min: 0, max: 4 });
  const amr = fc.subarray(['pwd', 'otp', 'sms', 'face', 'mfa', 'hwk', 'sc', 'user']);
  const came = fc.record({ limit: level, said: level, amr }).map(
    ({ limit, said, amr }) =>
      ({
        ...{ by: 'source', at: 0, known: true, level: 0, limit },
        arrival: { source_id: 'any', subject: 's', attributes: {}, level: said, amr },
      }) as unknown as Came & { limit: number; arrival: { level: number } },
  );
  const factor = fc.record({
    credential_id: fc.constant('f'),
    kind: fc.constantFrom('totp' as const, 'passkey' as const, 'recovery' as const),
    bound_level: level,
    amr: fc.constantFrom<string[]>(['otp'], ['hwk', 'user', 'mfa'], ['swk', 'user', 'mfa']),
  });

  it('a face that was compared lifts it no further than limit and source, and lowers nothing', () => {
    fc.assert(
      fc.property(came, (came) => {
        const alone = levelReached(came, undefined);
        const seen = levelReached({ ...came, face: true }, undefined);
        expect(seen).toBeLessThanOrEqual(Math.min(came.limit, came.arrival.level));
        expect(seen).toBeGreaterThanOrEqual(alone);
      }),
    );
  });

  it('no factor lifts it above evidence, binding, ceiling or the word of the source', () => {
    fc.assert(
      fc.property(came, factor, (came, shown) => {
        const alone = levelReached(came, undefined);
        const both = levelReached(came, shown);
        expect(both).toBeLessThanOrEqual(Math.min(came.limit, came.arrival.level));
        expect(both).toBeGreaterThanOrEqual(alone);
        // A factor lends nothing above the session that it was bound in.
        if (both > alone) expect(both).toBeLessThanOrEqual(shown.bound_level);
        expect(levelWith(came, [{ ...shown, asked_always: false }])).toBe(both);
        expect(factorsShown(came, shown)).toMatchObject({ second: { factor_id: 'f' } });
      }),
    );
  });
});
