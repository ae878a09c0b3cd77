/** Never 1 and 4, in a browser: a page of another origin reads nothing of a person and gets no token. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RelyingParty, startRelyingParty } from '../doubles/relying-party.ts';
import { codeOf, somebody } from '../oidc/rig.ts';
import {
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  type Visitor,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

/** What everybody may read, of whatever origin: nothing in it is about anybody. */
const forAll = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/jwks',
];
/** Where people go, and our own APIs: no page reads these, not even with its person's cookies. */
const forNone = [
  ...['/', '/auth?client_id=page-app', '/signin', '/signout', '/signed-out', '/device'],
  ...['/account', '/account/sessions', '/account/identity', '/privacy', '/clients', '/admin'],
  ...['/api/records', '/register', '/callback'],
];
const thief = 'https://thief.example';

let g: TestGateway;
let app: RelyingParty;
let origin: string;
let count = 0;

beforeAll(async () => {
  g = await startTestGateway();
  app = await startRelyingParty('page-app');
  origin = new URL(app.redirect_uri).origin;
  await seedClients(g.base, [app], { auth_method: 'none' });
  await vi.waitFor(
    async () =>
      expect((await exchange(origin, 'none', 'none')).body).toMatchObject({
        error: 'invalid_grant',
      }),
    { timeout: 10_000, interval: 50 },
  );
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await g?.stop();
});

/** What a page of `from` is let see, and whether it would have been let see it with cookies. */
async function asked(path: string, from: string, init: RequestInit = {}) {
  const response = await fetch(g.issuer + path, {
    redirect: 'manual',
    ...init,
    headers: { ...(init.headers as Record<string, string>), origin: from },
  });
  const body = await response.text();
  return {
    status: response.status,
    body: body.startsWith('{') ? JSON.parse(body) : body,
    origin: response.headers.get('access-control-allow-origin'),
    credentials: response.headers.get('access-control-allow-credentials'),
  };
}

const token = (from: string, fields: Record<string, string>) =>
  asked('/token', from, { method: 'POST', body: new URLSearchParams(fields) });

const exchange = (from: string, code: string, code_verifier: string) =>
  token(from, {
    ...{ grant_type: 'authorization_code', client_id: app.id, redirect_uri: app.redirect_uri },
    ...{ code, code_verifier },
  });

async function signedIn(): Promise<{ who: Visitor; code: string; verifier: string }> {
  count += 1;
  const [who, person] = [visitor(), await citizen(g.base, `page-${count}`, somebody())];
  const { address, verifier } = app.ask(g.issuer);
  return { who, verifier, code: codeOf(await signInLocally(who, address, person)) };
}

describe('a page of another origin', () => {
  test.each([thief, 'null'])('of %s exchanges no code, and uses none up', async (from) => {
    const { code, verifier } = await signedIn();
    const stolen = await exchange(from, code, verifier);
    expect(stolen).toMatchObject({ status: 400, origin: null, body: { error: 'invalid_request' } });
    const own = await exchange(origin, code, verifier);
    expect(own).toMatchObject({ status: 200, origin, credentials: null });
    expect(own.body.access_token).toEqual(expect.any(String));
  });

  test('refreshes and revokes nothing, and reads no userinfo, though it has the tokens', async () => {
    const { code, verifier } = await signedIn();
    const { access_token, refresh_token } = (await exchange(origin, code, verifier)).body;
    const body = new URLSearchParams({ client_id: app.id, token: access_token });
    const headers = { authorization: `Bearer ${access_token}` };
    const again = { grant_type: 'refresh_token', client_id: app.id, refresh_token };
    for (const from of [thief, 'null', new URL(g.hall.redirect_uri).origin]) {
      for (const answer of [
        await token(from, again),
        await asked('/revoke', from, { method: 'POST', body }),
        await asked('/userinfo', from, { headers }),
      ]) {
        expect(answer).toMatchObject({ status: 400, origin: null, credentials: null });
        expect(answer.body).toMatchObject({ error: 'invalid_request' });
      }
    }
    expect(await asked('/userinfo', origin, { headers })).toMatchObject({
      ...{ status: 200, origin, credentials: null },
      body: { sub: expect.any(String) },
    });
    expect((await token(origin, again)).status).toBe(200);
  });

  test('cannot speak as a client that has a secret, also from where that one lives', async () => {
    const from = new URL(g.hall.redirect_uri).origin;
    const authorization = `Basic ${Buffer.from(`hall:${g.hall.secret}`).toString('base64')}`;
    for (const path of ['/token', '/introspect', '/revoke', '/par', '/device/auth']) {
      const body = new URLSearchParams({ grant_type: 'refresh_token', token: 'x' });
      const answer = await asked(path, from, { method: 'POST', body, headers: { authorization } });
      expect([path, answer.origin, answer.status]).toEqual([path, null, 400]);
    }
  });

  test('reads no page of ours, with the cookies of somebody who is signed in', async () => {
    const { who } = await signedIn();
    const cookie = [...who.cookies.values()].map(({ value }) => value).join('; ');
    for (const path of forNone)
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await asked(path, thief, {
          method,
          headers: { cookie, 'access-control-request-method': 'GET' },
        });
        const seen = [path, method, answer.credentials];
        expect(seen).toEqual([path, method, null]);
        // What the browser asks beforehand tells nothing; what it then gets must not be read.
        if (method !== 'OPTIONS') expect([path, answer.origin]).toEqual([path, null]);
      }
  });

  test('reads what everybody may read, and is never let send cookies with it', async () => {
    for (const path of forAll) {
      const answer = await asked(path, thief);
      expect([path, answer.status, answer.origin, answer.credentials]).toEqual([
        ...[path, 200, thief, null],
      ]);
    }
  });
});
