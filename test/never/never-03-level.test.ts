/** Never 3: no client receives more than evidence, ceiling and bound level hold now. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import * as identities from '../../src/identities/identities.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { issued } from '../identities/people.ts';
import { signInLocally, tokensOf, type Visitor } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

const HOUR = 3_600_000;
const scope = 'openid profile realname';

let p: Province;
let morning: Date;

const acrOf = async (party: RelyingParty, tokens: { id_token?: string }) =>
  (await party.verified(p.issuer, tokens.id_token ?? '')).acr;

/**
 * The tokens of a hop after what the session may claim has fallen. A store that remembered better
 * days may give out one code for it, whose exchange is refused; the next one is what it should be.
 */
async function hopAfterFall(who: Visitor, party: RelyingParty, params: Record<string, string>) {
  const hop = async () => {
    const { address, verifier } = party.ask(p.issuer, params);
    return party.exchange(p.issuer, codeOf(await who.open(address)), verifier);
  };
  const first = await hop();
  if (first.status === 200) return first.body;
  expect(first.body.error).toBe('invalid_grant');
  expect(first.body).not.toHaveProperty('access_token');
  return (await hop()).body;
}

/** The level that userinfo tells, or the refusal. */
async function toldBy(tokens: { access_token?: string }) {
  const { status, body } = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
  return { status, level: body['real_name_level'] };
}

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
    morning = p.clock.now();
  });
  beforeEach(() => p.clock.set(morning));
  afterAll(() => p.stop());

  describe('when evidence expires between sign-in and refresh', () => {
    it('no refresh, userinfo, code or id token carries the old level', async () => {
      // Checked yesterday, good for a day, and the day is over in a quarter of an hour.
      const person = await citizenOf(p, 'chu-1', { evidence_days: 1 });
      p.clock.advance(23.75 * HOUR);
      const who = visitor();
      const tokens = await tokensOf(p, p.hall, who, person, { scope });
      expect(await acrOf(p.hall, tokens)).toBe('urn:songhua:acr:2');
      expect(await toldBy(tokens)).toEqual({ status: 200, level: 2 });

      p.clock.advance(0.25 * HOUR);
      const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
      expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await toldBy(tokens)).toEqual({ status: 200, level: 0 });
      const anew = await hopAfterFall(who, p.hall, { prompt: 'none', scope });
      expect(await acrOf(p.hall, anew)).toBe('urn:songhua:acr:0');
      expect(await toldBy(anew)).toEqual({ status: 200, level: 0 });
    });

    it('a code that was given out a moment before is not exchanged either', async () => {
      const person = await citizenOf(p, 'chu-2', { evidence_days: 1 });
      p.clock.advance(24 * HOUR - 10_000);
      const { address, verifier } = p.hall.ask(p.issuer);
      const code = codeOf(await signInLocally(visitor(), address, person));
      p.clock.advance(15_000);
      const answer = await p.hall.exchange(p.issuer, code, verifier);
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    });

    it('a client that asks for the level is sent to sign in again, and fresh evidence raises it', async () => {
      const account = someone('卫测试');
      const who = visitor();
      const first = await tokensThrough(p, who, 'fund', account);
      const { identity_id } = await sessionOf(p, first);
      await p.base.db('evidence').where({ identity_id }).update({ expires_at: p.clock.now() });
      const floor = { acr_values: 'urn:songhua:acr:2', scope };
      const asks = async () => {
        const { address, verifier } = p.hall.ask(p.issuer, { ...floor, prompt: 'none' });
        const { searchParams } = (await who.open(address)).url;
        const code = searchParams.get('code');
        // A remembered level opens a way that ends at the exchange, and is then forgotten.
        if (code) expect((await p.hall.exchange(p.issuer, code, verifier)).status).toBe(400);
        return code ? undefined : searchParams.get('error');
      };
      expect((await asks()) ?? (await asks())).toBe('interaction_required');
      p.clock.advance(24 * HOUR);
      const raised = await tokensThrough(p, who, 'fund', account, floor);
      expect(await acrOf(p.hall, raised)).toBe('urn:songhua:acr:2');
      expect(await toldBy(raised)).toEqual({ status: 200, level: 2 });
    });
  });

  describe('when the ceiling of the source drops', () => {
    it('no refresh carries what it was, and a new hop carries what it is', async () => {
      const who = visitor();
      const tokens = await tokensThrough(p, who, 'medical', someone('蒋测试'), { scope });
      expect(await acrOf(p.hall, tokens)).toBe('urn:songhua:acr:2');
      await p.base.db('sources').where({ id: 'medical' }).update({ ceiling: 1 });
      expect((await p.hall.refresh(p.issuer, tokens.refresh_token ?? '')).body.error).toBe(
        'invalid_grant',
      );
      expect(await toldBy(tokens)).toEqual({ status: 200, level: 1 });
      const hop = await hopAfterFall(who, p.subhall, {});
      expect(await acrOf(p.subhall, hop)).toBe('urn:songhua:acr:1');
      const floor = { acr_values: 'urn:songhua:acr:2' };
      expect((await who.open(p.hall.ask(p.issuer, floor).address)).url.pathname).toMatch(
        /^\/signin/,
      );
      await p.base.db('sources').where({ id: 'medical' }).update({ ceiling: 2 });
    });

    it('an open register whose ceiling is higher reaches nothing by what people say there', async () => {
      const tokens = await tokensThrough(
        p,
        visitor(),
        'tourism',
        someone('沈测试', { id_number: '' }),
      );
      expect(await acrOf(p.hall, tokens)).toBe('urn:songhua:acr:0');
    });
  });

  describe('a password that was set in a weak session', () => {
    it('never reaches above it, whatever the identity is worth', async () => {
      const person = await citizenOf(p, 'chu-3', { level: 3 }, 1);
      expect(await identities.level(p.base, person.identity_id)).toBe(3);
      const tokens = await tokensOf(p, p.hall, visitor(), person, { scope });
      expect(await acrOf(p.hall, tokens)).toBe('urn:songhua:acr:1');
      expect(await toldBy(tokens)).toEqual({ status: 200, level: 1 });
      const asked = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:2' });
      const low = await signInLocally(visitor(), asked.address, person);
      expect(low.url.searchParams.get('code')).toBeNull();
    });

    it('is raised in the same browser by signing in through the department, not by itself', async () => {
      const account = someone('韩测试');
      const through = await tokensThrough(p, visitor(), 'fund', account);
      const { identity_id } = await sessionOf(p, through);
      const [username, password] = ['chu-4', 'river-sturgeon-417'];
      await credentials.setPassword(p.base, {
        ...{ identity_id, password, login_name: username, bound_level: 1 },
      });
      const who = visitor();
      const weak = await tokensOf(p, p.hall, who, { identity_id, username, password });
      expect(await acrOf(p.hall, weak)).toBe('urn:songhua:acr:1');
      const { address, verifier } = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:2' });
      const page = await comeThrough(p, who, await who.open(address), 'fund', account);
      const strong = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
      expect(await acrOf(p.hall, strong)).toBe('urn:songhua:acr:2');
      expect((await sessionOf(p, strong)).identity_id).toBe(identity_id);
      const again = await tokensOf(p, p.hall, visitor(), { identity_id, username, password });
      expect(await acrOf(p.hall, again)).toBe('urn:songhua:acr:1');
    });

    it('set on the account page in such a session is bound at its level', async () => {
      const person = await citizenOf(p, 'chu-5', { level: 3 }, 1);
      const who = visitor();
      await tokensOf(p, p.hall, who, person);
      const form = await who.open(`${p.issuer}/account/password`);
      await who.submit(form, {
        current_password: person.password,
        password: 'another-sturgeon-9',
        login_name: 'chu-5',
      });
      const [row] = await p.base.db('credentials').where({ identity_id: person.identity_id });
      expect(row?.bound_level).toBe(1);
      // Later evidence through the department does not lift what was bound before it.
      await identities.resolve(p.base, issued('fund-chu-5'));
      const tokens = await tokensOf(p, p.hall, visitor(), {
        ...person,
        password: 'another-sturgeon-9',
      });
      expect(await acrOf(p.hall, tokens)).toBe('urn:songhua:acr:1');
    });
  });
});
