/** Signed access tokens, RFC 9068, for the resources that a client names, RFC 8707. */
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, hop, post, refusalIn } from '../rig.ts';
import { API, call, codeFor, errorOf, type Rig, startRig } from './oauth.ts';

const OTHER = 'https://other.example/forms';
let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ resources: [API, OTHER] });
});
afterAll(() => rig?.stop());

const scope = 'openid profile realname';
/** Tokens of a code that was asked for with these resources, for one of them. */
async function exchanged(asked: string[], resource?: string) {
  const { g, who } = rig;
  const { address, verifier } = g.hall.ask(g.issuer, { scope, max_age: '7200' });
  const url = new URL(address);
  for (const one of asked) url.searchParams.append('resource', one);
  return post(`${g.issuer}/token`, g.hall, {
    ...{ grant_type: 'authorization_code', code: codeOf(await who.open(url)) },
    ...{ redirect_uri: g.hall.redirect_uri, code_verifier: verifier },
    ...(resource !== undefined && { resource }),
  });
}

describe('RFC 9068', () => {
  it('§2.1, §2.2: is signed by a key of ours, says what it is, who it is for and whom it is about', async () => {
    const { g } = rig;
    const { body } = await exchanged([API], API);
    const jwks = createLocalJWKSet(await (await fetch(`${g.issuer}/jwks`)).json());
    const { payload, protectedHeader } = await jwtVerify(body.access_token ?? '', jwks, {
      ...{ issuer: g.issuer, audience: API, typ: 'at+jwt' },
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(payload).toEqual({
      ...{ iss: g.issuer, aud: API, client_id: 'hall', scope: 'profile realname' },
      ...{ sub: decodeJwt(body.id_token ?? '').sub, jti: expect.any(String) },
      ...{ iat: expect.any(Number), exp: (payload.iat ?? 0) + 300 },
      ...{ acr: 'urn:songhua:acr:2', auth_time: decodeJwt(body.id_token ?? '')['auth_time'] },
    });
    expect(payload['auth_time']).toBeTypeOf('number');
    expect(body['expires_in']).toBe(300);
  });

  it('§2.2.1: the time and level of the sign-in stay what they were, however often it is refreshed', async () => {
    const { g } = rig;
    const { body } = await exchanged([API], API);
    const first = decodeJwt(body.access_token ?? '');
    let refresh_token = body.refresh_token ?? '';
    for (let use = 0; use < 2; use++) {
      const next = await post(`${g.issuer}/token`, g.hall, {
        ...{ grant_type: 'refresh_token', refresh_token, resource: API },
      });
      refresh_token = next.body.refresh_token ?? '';
      const { auth_time, acr, jti } = decodeJwt(next.body.access_token ?? '');
      expect([auth_time, acr]).toEqual([first['auth_time'], first['acr']]);
      expect(jti).not.toBe(first.jti);
    }
  });

  it('§3: is given for one resource at a time, and without one named is none of these', async () => {
    for (const one of [API, OTHER]) {
      const { body } = await exchanged([API, OTHER], one);
      expect(decodeJwt(body.access_token ?? '').aud).toBe(one);
    }
    const { body } = await exchanged([API]);
    expect(body.access_token?.split('.')).toHaveLength(1);
  });

  it('§4: is good at its resource, and nowhere here: not at userinfo, our APIs, or as an id token', async () => {
    const { g } = rig;
    const { body } = await exchanged([API], API);
    const jwt = body.access_token ?? '';
    for (const path of ['/userinfo', '/api/records']) {
      const headers = { authorization: `Bearer ${jwt}` };
      expect((await call(g.issuer + path, { headers })).status).toBe(401);
    }
    expect((await rig.who.open(`${g.issuer}/signout?id_token_hint=${jwt}`)).status).toBe(400);
    expect(decodeProtectedHeader(body.id_token ?? '').typ).not.toBe('at+jwt');
  });

  it('§5: an id token is no access token either', async () => {
    const { body } = await exchanged([API], API);
    expect((await rig.g.hall.userinfo(rig.g.issuer, body.id_token ?? '')).status).toBe(401);
  });
});

describe('RFC 8707', () => {
  it.each(['cases', '/cases', `${API}#part`, 'https://unknown.example/', `${API}/`])(
    '§2.1: `invalid_target` for what is no address, has a fragment or is not registered: %s',
    async (resource) => {
      const { g, who } = rig;
      const { address } = g.hall.ask(g.issuer, { resource });
      expect(refusalIn(await who.open(address))).toBe('invalid_target');
    },
  );

  it('§2.1: one bad resource spoils the request, whatever stands beside it', async () => {
    const { g, who } = rig;
    const url = new URL(g.hall.ask(g.issuer, { resource: API }).address);
    url.searchParams.append('resource', 'https://unknown.example/');
    expect(refusalIn(await who.open(url))).toBe('invalid_target');
  });

  it('§2.2: a token is only for what was granted, also at a refresh, and another client has none', async () => {
    const { g, who } = rig;
    expect(errorOf(await exchanged([API], OTHER))).toEqual([400, 'invalid_target']);
    const { body } = await exchanged([API], API);
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
    const widened = await post(`${g.issuer}/token`, g.hall, { ...refresh, resource: OTHER });
    expect(errorOf(widened)).toEqual([400, 'invalid_target']);
    expect(refusalIn(await who.open(g.subhall.ask(g.issuer, { resource: API }).address))).toBe(
      'invalid_target',
    );
    expect((await hop(g, g.subhall, who)).access_token).toBeDefined();
  });

  it('§2: what is asked for a resource never has the scopes that are about us', async () => {
    const { g } = rig;
    const one = await codeFor(rig, g.hall, { resource: API, scope: 'openid records' });
    const { body } = await post(`${g.issuer}/token`, g.hall, {
      ...{ grant_type: 'authorization_code', code: one.code, code_verifier: one.verifier },
      ...{ redirect_uri: g.hall.redirect_uri, resource: API },
    });
    expect(decodeJwt(body.access_token ?? '')['scope']).toBeUndefined();
  });
});
