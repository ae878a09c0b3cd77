/** Bad input at the endpoints of OpenID Connect: OAuth's error, or a page with a code; nothing changed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signInLocally, type Visitor } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { citizenOf } from './citizens.ts';
import { codeOf, type Province, rowCounts, startProvince } from './province.ts';
import { asForm, expectPage, mayChange, posted } from './refused.ts';

let p: Province;
let before: Record<string, number>;
beforeAll(async () => {
  // Two scopes less than there are: those are known, and not approved for this client.
  p = await startProvince({ hall: { scopes: 'openid profile phone offline_access' } });
});
beforeEach(async () => {
  before = await rowCounts(p, mayChange);
});
afterEach(async () => {
  expect(await rowCounts(p, mayChange)).toEqual(before);
});
afterAll(() => p.stop());

/** What the token endpoint answers a client whose id and secret are right, or those given. */
async function tokenEndpoint(
  body: string | URLSearchParams,
  secret = p.hall.secret,
  headers: Record<string, string> = asForm,
) {
  const authorization = `Basic ${Buffer.from(`hall:${secret}`).toString('base64')}`;
  const response = await fetch(`${p.issuer}/token`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
  });
  return {
    status: response.status,
    body: JSON.parse(await response.text()) as Record<string, unknown>,
  };
}

const open = (path: string | URL, who: Visitor = visitor()) => who.open(new URL(path, p.issuer));
const ask = (params: Record<string, string> = {}) => open(p.hall.ask(p.issuer, params).address);

/** The authorisation request without one parameter. */
const askWithout = (name: string) => {
  const address = new URL(p.hall.ask(p.issuer).address);
  address.searchParams.delete(name);
  return open(address);
};

describe('at the authorisation endpoint', () => {
  it.each(['https://elsewhere.test/callback', 'javascript:alert(1)', 'not an address'])(
    'a redirect_uri that is not registered (%s) is refused here, and nobody is sent there',
    async (redirect_uri) => {
      const page = await ask({ redirect_uri });
      expect(page.url.origin).toBe(p.issuer);
      expectPage(page, 'oidc.bad_redirect_uri');
    },
  );

  it('a registered address with something added is not the registered one', async () => {
    for (const more of ['/', '?x=1', '/../elsewhere', '#x'])
      expectPage(await ask({ redirect_uri: p.hall.redirect_uri + more }), 'oidc.bad_redirect_uri');
  });

  it('an unknown client, and one whose name holds anything, is refused', async () => {
    for (const client_id of ['nobody', "hall'; drop table clients; --", '客户端', '__proto__'])
      expectPage(await ask({ client_id }), 'oidc.unknown_client');
  });

  it('a request without a client, or with one parameter twice, is refused', async () => {
    expectPage(await askWithout('client_id'), 'oidc.bad_request');
    const twice = `${p.hall.ask(p.issuer).address}&state=again`;
    const page = await open(twice);
    expect(page.status === 400 || page.url.searchParams.get('error') === 'invalid_request').toBe(
      true,
    );
    expect(page.url.searchParams.get('code')).toBeNull();
  });

  it.each<[string, Record<string, string>, string]>([
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
    ['a scope that nobody approved', { scope: 'openid realname idno' }, 'invalid_scope'],
    [
      'a response type that is not offered',
      { response_type: 'token' },
      'unsupported_response_type',
    ],
    ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
    ['a prompt that is no prompt', { prompt: 'none login' }, 'invalid_request'],
    [
      'a request object that nobody signed',
      { request: 'eyJhbGciOiJub25lIn0.e30.' },
      'invalid_request_object',
    ],
  ])('%s is told to the client in OAuth’s terms', async (_what, params, error) => {
    const page = await ask(params);
    expect(`${page.url.origin}${page.url.pathname}`).toBe(p.hall.redirect_uri);
    // A response type of the implicit flow is answered behind the #, where its client looks.
    const answer = new URLSearchParams(page.url.search || page.url.hash.slice(1));
    expect(answer.get('error')).toBe(error);
    expect(answer.get('state')).toBe('state-of-the-application');
    expect(answer.get('code')).toBeNull();
  });

  it('a scope that nobody knows is not granted', async () => {
    const who = visitor();
    const { address, verifier } = p.hall.ask(p.issuer, { scope: 'openid everything' });
    const page = await signInLocally(who, address, await citizenOf(p, 'tang-3'));
    const answer = await p.hall.exchange(p.issuer, codeOf(page), verifier);
    expect(answer.body).toMatchObject({ scope: 'openid' });
    before = await rowCounts(p, mayChange);
  });

  it('a request without PKCE is told to the client', async () => {
    const page = await askWithout('code_challenge');
    expect(page.url.searchParams.get('error')).toBe('invalid_request');
  });

  it('a NUL, a broken encoding and half a character in the query are refused by name', async () => {
    for (const bad of ['%00', '%E5%BC', '%zz'])
      expectPage(await open(`${p.hall.ask(p.issuer).address}&login_hint=${bad}`), 'http.bad_input');
    expectPage(await open('/signin/%00'), 'http.bad_input');
  });
});

describe('at the token endpoint', () => {
  const grant = {
    grant_type: 'authorization_code',
    code: 'no-such-code',
    code_verifier: 'v'.repeat(43),
  };

  it('a wrong secret, and a client that is not known, is invalid_client', async () => {
    const wrong = await tokenEndpoint(new URLSearchParams(grant), 'wrong');
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const unknown = await posted(
      p.issuer,
      '/token',
      String(new URLSearchParams({ ...grant, client_id: 'nobody' })),
    );
    expect([unknown.status, JSON.parse(unknown.html).error]).toEqual([401, 'invalid_client']);
  });

  it('a code that was never given out, a verifier or redirect_uri that is not the one, is invalid_grant', async () => {
    const person = await citizenOf(p, 'tang-1');
    const { address, verifier } = p.hall.ask(p.issuer);
    const code = codeOf(await signInLocally(visitor(), address, person));
    before = await rowCounts(p, mayChange);
    const { redirect_uri } = p.hall;
    for (const body of [
      { ...grant, redirect_uri },
      { ...grant, redirect_uri, code },
      { ...grant, redirect_uri: 'https://elsewhere.test/', code, code_verifier: verifier },
    ])
      expect(await tokenEndpoint(new URLSearchParams(body))).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    const without = { grant_type: 'authorization_code', code, redirect_uri };
    expect((await tokenEndpoint(new URLSearchParams(without))).status).toBe(400);
  });

  it('a NUL, a broken encoding, a body of another kind, and one that is too large, are told in OAuth’s terms', async () => {
    for (const [body, headers] of [
      ['grant_type=authorization_code&code=%00&code_verifier=x', asForm],
      ['grant_type=refresh_token&refresh_token=%00', asForm],
      ['grant_type=authorization_code&code=%E5%BC', asForm],
      ['{"grant_type":', { 'content-type': 'application/json' }],
      [`grant_type=authorization_code&code=${'x'.repeat(3_000_000)}`, asForm],
    ] as const) {
      const answer = await tokenEndpoint(body, p.hall.secret, headers);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body['error']).toMatch(/^invalid_(request|grant)$/);
    }
  });

  it('a grant that the client does not have is refused', async () => {
    const answer = await tokenEndpoint(new URLSearchParams({ grant_type: 'client_credentials' }));
    expect(answer.body['error']).toMatch(/^(unauthorized_client|invalid_request)$/);
    const unknown = await tokenEndpoint(new URLSearchParams({ grant_type: 'urn:nothing' }));
    expect(unknown).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });

  it('tokens that are none get nothing at userinfo and introspection', async () => {
    for (const token of ['nothing', 'a.b.c', '0'.repeat(5_000)])
      expect((await p.hall.userinfo(p.issuer, token)).status).toBe(401);
    expect((await p.hall.introspect(p.issuer, 'no%00thing')).body['active']).toBe(false);
    expect((await p.hall.introspect(p.issuer, 'no\0thing')).body['active']).not.toBe(true);
  });
});
