/** The OAuth 2.0 Authorization Framework, RFC 6749, and the proof key for codes, RFC 7636. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { another, codeOf, hop, post, refusalIn } from '../rig.ts';
import { basic, call, codeFor, errorOf, form, type Rig, startRig } from './oauth.ts';

let rig: Rig;
let token: string;
beforeAll(async () => {
  rig = await startRig();
  token = `${rig.g.issuer}/token`;
});
afterAll(() => rig?.stop());

const exchange = (one: { code: string; verifier: string }, more: Record<string, string> = {}) =>
  post(token, rig.g.hall, {
    grant_type: 'authorization_code',
    code: one.code,
    code_verifier: one.verifier,
    redirect_uri: rig.g.hall.redirect_uri,
    ...more,
  });

describe('RFC 6749, who a client is', () => {
  it('§2.3.1: a secret is taken in the header, each part form-encoded, and in the body, never in the address', async () => {
    const { hall } = rig.g;
    const asked = { grant_type: 'refresh_token', refresh_token: 'none' };
    const encoded = { id: '%68all', secret: encodeURIComponent(hall.secret) };
    expect(errorOf(await form(token, asked, basic(encoded)))).toEqual([400, 'invalid_grant']);
    const inBody = { client_id: hall.id, client_secret: hall.secret };
    expect(errorOf(await form(token, { ...asked, ...inBody }))).toEqual([400, 'invalid_grant']);
    const inAddress = await form(`${token}?${new URLSearchParams(inBody)}`, asked);
    expect([400, 401]).toContain(inAddress.status);
    expect(inAddress.body.error).not.toBe('invalid_grant');
  });

  it('§2.3: who shows themselves in two ways at once is refused', async () => {
    const { hall } = rig.g;
    const twice = { client_id: hall.id, client_secret: hall.secret };
    const answer = await form(
      token,
      { grant_type: 'refresh_token', refresh_token: 'none', ...twice },
      basic(hall),
    );
    expect(errorOf(answer)).toEqual([400, 'invalid_request']);
  });

  it('§3.2.1, §6: a client with a secret gets nothing by its name alone, for a code or a refresh token', async () => {
    const { hall } = rig.g;
    const one = await codeFor(rig, hall);
    const fields = {
      ...{ client_id: hall.id, redirect_uri: hall.redirect_uri },
      ...{ grant_type: 'authorization_code', code: one.code, code_verifier: one.verifier },
    };
    expect(errorOf(await form(token, fields))).toEqual([401, 'invalid_client']);
    const { body } = await exchange(one);
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
    expect(errorOf(await form(token, { ...refresh, client_id: hall.id }))).toEqual([
      401,
      'invalid_client',
    ]);
    expect((await hall.refresh(rig.g.issuer, refresh.refresh_token)).status).toBe(200);
  });

  it('§5.2: a wrong secret in the header is answered 401 with the scheme that was used', async () => {
    const wrong = basic({ id: 'hall', secret: 'x'.repeat(43) });
    const answer = await form(token, { grant_type: 'refresh_token', refresh_token: 'x' }, wrong);
    expect(errorOf(answer)).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });
});

describe('RFC 6749, the authorisation endpoint', () => {
  it('§3.1: a parameter without a value is none, one that nobody knows is passed over, one said twice is refused', async () => {
    const { g, who } = rig;
    const { address } = g.hall.ask(g.issuer, { prompt: '', colour: 'green' });
    codeOf(await who.open(address));
    expect(refusalIn(await who.open(`${address}&scope=openid`))).toBe('invalid_request');
    const twice = await who.open(`${address}&redirect_uri=${g.hall.redirect_uri}`);
    expect([twice.status, twice.url.origin]).toEqual([400, g.issuer]);
  });

  it('§3.1.2.4: nobody is sent to an address that is not registered, or of a client that is none', async () => {
    const { g, who } = rig;
    for (const params of [
      { redirect_uri: `${g.hall.redirect_uri}/` },
      { redirect_uri: `${g.hall.redirect_uri}?next=1` },
      { redirect_uri: g.subhall.redirect_uri },
      { client_id: 'nobody' },
    ]) {
      const page = await who.open(g.hall.ask(g.issuer, params as never).address);
      expect([page.status, page.url.origin]).toEqual([400, g.issuer]);
    }
  });

  it('§4.1.2, §4.1.2.1: `state` comes back as it was, with a code and with an error', async () => {
    const { g, who } = rig;
    const state = 'a/b+c d&e=吉';
    const well = await who.open(g.hall.ask(g.issuer, { state }).address);
    const ill = await who.open(g.hall.ask(g.issuer, { state, scope: 'openid idno' }).address);
    expect([codeOf(well), refusalIn(ill)]).toEqual([expect.any(String), 'invalid_scope']);
    for (const { url } of [well, ill]) expect(url.searchParams.get('state')).toBe(state);
    const { address } = g.hall.ask(g.issuer, { state: '' });
    expect((await who.open(address)).url.searchParams.has('state')).toBe(false);
  });
});

describe('RFC 6749, the token endpoint', () => {
  it('§3.2: a parameter that is said twice is refused, and what is in the address counts nothing', async () => {
    const { hall } = rig.g;
    const one = await codeFor(rig, hall);
    const fields: [string, string][] = [
      ['grant_type', 'authorization_code'],
      ...(['code', 'code'] as const).map((name): [string, string] => [name, one.code]),
      ['code_verifier', one.verifier],
      ['redirect_uri', hall.redirect_uri],
    ];
    expect(errorOf(await form(token, fields, basic(hall)))).toEqual([400, 'invalid_request']);
    const query = new URLSearchParams({ code: one.code });
    const without = fields.filter(([name]) => name !== 'code');
    const inAddress = await form(`${token}?${query}`, without, basic(hall));
    expect(errorOf(inAddress)).toEqual([400, 'invalid_request']);
    expect((await exchange(one)).status).toBe(200);
  });

  it('§3.3, §5.1: an answer that gives less than was asked for says what it gives, and nobody may keep it', async () => {
    const { hall } = rig.g;
    const one = await codeFor(rig, hall, { scope: 'openid profile offline_access' });
    const response = await form(
      token,
      {
        ...{ grant_type: 'authorization_code', code: one.code, code_verifier: one.verifier },
        redirect_uri: hall.redirect_uri,
      },
      basic(hall),
    );
    // Without prompt=consent there is none of it (OpenID Connect Core §11).
    expect(response.body['scope']).toBe('openid profile');
    expect(response.headers.get('cache-control')).toMatch(/no-store/);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.body['token_type']).toBe('Bearer');
    const refused = await form(token, { grant_type: 'refresh_token' }, basic(hall));
    expect(refused.headers.get('cache-control')).toMatch(/no-store/);
  });

  it('§4.1.3: a code is for the client it was given to, with the address it was given to', async () => {
    const { hall, subhall, issuer } = rig.g;
    const one = await codeFor(rig, hall);
    for (const answer of [
      await subhall.exchange(issuer, one.code, one.verifier),
      await exchange(one, { redirect_uri: `${hall.redirect_uri}/` }),
      await exchange({ ...one, code: `${one.code}x` }),
    ])
      expect(errorOf(answer)).toEqual([400, 'invalid_grant']);
    const { code, verifier: code_verifier } = one;
    const fields = { grant_type: 'authorization_code', code, code_verifier };
    expect(errorOf(await post(token, hall, fields))).toEqual([400, 'invalid_request']);
    expect((await exchange(one)).status).toBe(200);
  });

  it('§4.1.2: a code lives a minute', async () => {
    const one = await codeFor(rig, rig.g.hall);
    rig.g.clock.advance(61_000);
    expect(errorOf(await exchange(one))).toEqual([400, 'invalid_grant']);
  });

  it('§5.2: a grant that there is none of, or that a client is not registered for, has its own error', async () => {
    const { hall } = rig.g;
    const asked = (grant_type: string) => post(token, hall, { grant_type, scope: 'openid' });
    for (const none of ['password', 'urn:ietf:params:oauth:grant-type:token-exchange'])
      expect(errorOf(await asked(none))).toEqual([400, 'unsupported_grant_type']);
    // The engine's own word for it; docs/profile.md names it.
    expect(errorOf(await asked('client_credentials'))).toEqual([400, 'invalid_request']);
  });

  it('§6: a refresh may ask for less and never for more, and the next token still has all of it', async () => {
    const { g, who } = rig;
    const first = await hop(g, g.hall, who, { scope: 'openid profile' });
    const ask = (refresh_token: string, scope: string) =>
      post(token, g.hall, { grant_type: 'refresh_token', refresh_token, scope });
    const more = await ask(first.refresh_token ?? '', 'openid profile realname');
    expect(errorOf(more)).toEqual([400, 'invalid_scope']);
    const less = await ask(first.refresh_token ?? '', 'openid');
    expect([less.status, less.body['scope']]).toEqual([200, 'openid']);
    const again = await g.hall.refresh(g.issuer, less.body.refresh_token ?? '');
    expect([again.status, again.body['scope']]).toEqual([200, 'openid profile']);
  });
});

describe('RFC 7636', () => {
  it('§4.4.1: without a challenge, or with a plain one, there is no code but `invalid_request`', async () => {
    const { g, who } = rig;
    for (const params of [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge: '' },
      { code_challenge_method: 'plain' },
      { code_challenge_method: '' },
      { code_challenge: 'short' },
    ])
      expect(refusalIn(await who.open(g.hall.ask(g.issuer, params as never).address))).toBe(
        'invalid_request',
      );
  });

  it('§4.6: without the verifier, or with another one, a code is `invalid_grant`', async () => {
    const one = await codeFor(rig, rig.g.hall);
    const other = await codeFor(rig, rig.g.hall);
    for (const verifier of ['', other.verifier, one.verifier.toUpperCase()])
      expect(errorOf(await exchange({ ...one, verifier }))).toEqual([400, 'invalid_grant']);
    expect((await exchange(one)).status).toBe(200);
  });

  it('§4.6, RFC 9700 §4.8.2: a verifier for a code that had no challenge is refused, where a client is exempt', async () => {
    const { g, who } = rig;
    const until = new Date(g.clock.now().getTime() + 3_600_000);
    const old = await another(g, 'old', { pkce_exempt: { until, reason: 'delivered in spring' } });
    const { address, verifier } = old.ask(g.issuer, { code_challenge: '' });
    const url = new URL(address);
    url.searchParams.delete('code_challenge_method');
    const code = codeOf(await who.open(url));
    expect(errorOf(await old.exchange(g.issuer, code, verifier))).toEqual([400, 'invalid_grant']);
    await old.stop();
  });

  it('§7.2: the verifier cannot be read from the code: a code is random and says nothing', async () => {
    const { code, verifier } = await codeFor(rig, rig.g.hall);
    expect(code).toMatch(/^[\w-]{43,}$/);
    expect(code).not.toContain(verifier.slice(0, 8));
    const [row] = await rig.g.base.db('artefacts').where({ kind: 'AuthorizationCode' });
    expect(JSON.stringify(row)).not.toContain(code);
    expect((await call(`${token}?code=${code}`)).status).toBe(404);
  });
});
