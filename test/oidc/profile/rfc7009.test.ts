/** Revocation, RFC 7009, and introspection, RFC 7662. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as sessions from '../../../src/sessions/sessions.ts';
import { signInLocally, tokensOf } from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, codeOf, hop, post, sessionIdOf } from '../rig.ts';
import { API, basic, boundTokens, errorOf, form, type Rig, startRig } from './oauth.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const revoke = (token: string, more: Record<string, string> = {}) =>
  form(`${rig.g.issuer}/revoke`, { token, ...more }, basic(rig.g.hall));
const lookAt = (token: string, more: Record<string, string> = {}) =>
  post(`${rig.g.issuer}/introspect`, rig.g.hall, { token, ...more });
const fresh = (params: Record<string, string> = {}) =>
  hop(rig.g, rig.g.hall, rig.who, params) as Promise<
    Record<'access_token' | 'refresh_token', string>
  >;
const nothing = { status: 200, body: { active: false } };

describe('RFC 7009', () => {
  it('§2, §2.1: both kinds of token are revoked at once, whatever kind they are said to be', async () => {
    for (const kind of ['access_token', 'refresh_token'] as const)
      for (const token_type_hint of ['access_token', 'refresh_token', 'of_another_kind']) {
        const tokens = await fresh();
        expect((await revoke(tokens[kind], { token_type_hint })).status).toBe(200);
        expect((await rig.g.hall.userinfo(rig.g.issuer, tokens.access_token)).status).toBe(401);
        expect((await rig.g.hall.refresh(rig.g.issuer, tokens.refresh_token)).status).toBe(400);
      }
  });

  it('§2.1: only who proves to be the client revokes its tokens', async () => {
    const { g } = rig;
    const { access_token } = await fresh();
    const strangers = [{}, { authorization: basic({ id: 'hall', secret: 'x'.repeat(43) }) }];
    for (const { authorization } of strangers as { authorization?: { authorization: string } }[]) {
      const fields = { token: access_token, client_id: 'hall' };
      expect((await form(`${g.issuer}/revoke`, fields, authorization)).body.error).toMatch(
        /^invalid_(client|request)$/,
      );
    }
    await g.subhall.revoke(g.issuer, access_token);
    expect((await g.hall.userinfo(g.issuer, access_token)).status).toBe(200);
  });

  it('§2.2: a token that is none is answered as one that was revoked', async () => {
    for (const token of ['none', 'x'.repeat(43)]) expect((await revoke(token)).status).toBe(200);
  });

  it('§2.2.1: a kind of token that nobody can take back is said to be one', async () => {
    const { refresh_token } = await fresh({ resource: API });
    const refreshed = await post(`${rig.g.issuer}/token`, rig.g.hall, {
      ...{ grant_type: 'refresh_token', refresh_token, resource: API },
    });
    const answer = await revoke(refreshed.body.access_token ?? '');
    expect(errorOf(answer)).toEqual([400, 'unsupported_token_type']);
  });
});

describe('RFC 7662', () => {
  it('§2.1: nobody learns of a token who has not proved to be a client', async () => {
    const { access_token: token } = await fresh();
    const { issuer } = rig.g;
    for (const answer of [
      await form(`${issuer}/introspect`, { token }),
      await form(`${issuer}/introspect`, { token, client_id: 'hall' }),
      await form(`${issuer}/introspect`, { token }, { authorization: `Bearer ${token}` }),
    ]) {
      expect([400, 401]).toContain(answer.status);
      expect(answer.body).not.toHaveProperty('active');
    }
  });

  it('§2.2, §4: what is over, revoked, or of nobody any more is inactive, and nothing more is said of it', async () => {
    const { g } = rig;
    const revoked = await fresh();
    await revoke(revoked.access_token);
    expect(await lookAt(revoked.access_token)).toEqual(nothing);
    expect(await lookAt('none')).toEqual(nothing);
    const expired = await fresh();
    g.clock.advance(30 * 60_000 + 1_000);
    expect(await lookAt(expired.access_token)).toEqual(nothing);
    const [who, person] = [visitor(), rig.person];
    const ended = await tokensOf(g, g.hall, who, person);
    await sessions.end(g.base, { ids: [await sessionIdOf(g, person)] }, { reason: 'sign_out' });
    expect(await lookAt(ended.access_token ?? '')).toEqual(nothing);
    rig.who = visitor();
    await signInLocally(rig.who, g.hall.ask(g.issuer).address, person);
  });

  it('§2.2: the token of another client is inactive, also one that is bound, also a refresh token', async () => {
    const { g, bank } = rig;
    const [plain, bound] = [await fresh(), await boundTokens(rig, bank)];
    for (const token of [plain.access_token, plain.refresh_token])
      expect(await g.subhall.introspect(g.issuer, token)).toEqual(nothing);
    for (const token of [bound.access_token, bound.refresh_token]) {
      expect(await lookAt(token)).toEqual(nothing);
      expect((await bank.post('/introspect', { token })).body).toMatchObject({ active: true });
    }
    for (const token of [plain.access_token, plain.refresh_token]) {
      const { status, body } = await bank.post('/introspect', { token });
      expect({ status, body }).toEqual(nothing);
    }
  });

  it('§2.2: of one’s own token all that is said is true, and nothing about the person', async () => {
    const { g } = rig;
    const { access_token } = await fresh();
    const { body } = await lookAt(access_token);
    const { body: info } = await g.hall.userinfo(g.issuer, access_token);
    expect(body).toEqual({
      ...{ active: true, client_id: 'hall', iss: g.issuer, scope: 'openid profile' },
      ...{ sub: info['sub'], sid: expect.any(String), token_type: 'Bearer' },
      ...{ iat: expect.any(Number), exp: Number(body['iat']) + 1_800 },
    });
  });

  it('§2.1: a kind that is named wrongly hides no token', async () => {
    const { access_token, refresh_token } = await fresh();
    for (const [token, token_type_hint] of [
      [access_token, 'refresh_token'],
      [refresh_token, 'access_token'],
      [access_token, 'of_another_kind'],
    ] as const)
      expect((await lookAt(token, { token_type_hint })).body).toMatchObject({ active: true });
  });

  it('§4: a public client learns of its own tokens only, by its name', async () => {
    const { g, who } = rig;
    const page = await another(g, 'page');
    const tokens = await hop(g, page, who);
    expect((await page.introspect(g.issuer, tokens.access_token ?? '')).body).toMatchObject({
      active: true,
    });
    const { address } = page.ask(g.issuer);
    codeOf(await who.open(address));
    expect(await page.introspect(g.issuer, (await fresh()).access_token)).toEqual(nothing);
    await page.stop();
  });
});
