// Longer than 250 lines on purpose: one gateway, and all that a request may ask for.
/** What a client may ask for beyond the plain request: claims, levels, resources, forms of the answer. */
import {
  compactDecrypt,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  jwtVerify,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as clients from '../../src/clients/clients.ts';
import type { RelyingParty } from '../doubles/relying-party.ts';
import { keyPair, sign } from '../doubles/strict-party.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  signInLocally,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { another, codeOf, hop, post, refusalIn, somebody } from './rig.ts';

const API = 'https://api.example/cases';
const signing = keyPair('signs');
const encrypting = (() => {
  const { own, open } = keyPair('opens', 'PS256');
  const turned = { use: 'enc', alg: 'RSA-OAEP-256' };
  return { own: { ...own, ...turned }, open: { ...open, ...turned } };
})();

let g: TestGateway;
let who: Visitor;
let person: Citizen;
beforeAll(async () => {
  g = await startTestGateway({
    hall: {
      scopes: 'openid profile realname offline_access',
      jwks: { keys: [signing.open] },
      resources: [API],
    },
  });
  who = visitor();
  person = await citizen(g.base, 'asked-1', somebody());
  await tokensOf(g, g.hall, who, person);
});
afterAll(() => g?.stop());

const claims = (asked: object) => JSON.stringify(asked);
const changed = async (changes: Partial<clients.Registration>, seen: () => Promise<boolean>) => {
  await seedClients(g.base, [g.hall], {
    scopes: 'openid profile realname offline_access',
    ...changes,
  });
  await vi.waitFor(async () => expect(await seen()).toBe(true), { timeout: 10_000, interval: 50 });
};

describe('the claims parameter (OpenID Connect Core §5.5)', () => {
  it('brings a claim into the id token that the scopes of the request cover', async () => {
    const asked = claims({ id_token: { name: null, gender: { essential: true } } });
    const plain = decodeJwt((await hop(g, g.hall, who)).id_token ?? '');
    expect(plain).not.toHaveProperty('name');
    const tokens = await hop(g, g.hall, who, { claims: asked });
    expect(decodeJwt(tokens.id_token ?? '')['name']).toMatch(/^\*|\*/);
    expect(decodeJwt(tokens.id_token ?? '')).not.toHaveProperty('gender');
  });

  it.each<[string, object]>([
    [
      'that the scopes of the request do not cover',
      { gender: { essential: true }, birthdate: null },
    ],
    ['that its client is not approved for', { phone_number: { essential: true }, id_no: null }],
    ['that there is none of', { favourite_fish: null, constructor: null }],
  ])('brings none %s, to userinfo nor to the id token (Never 4)', async (_what, names) => {
    const asked = claims({ id_token: names, userinfo: names });
    const tokens = await hop(g, g.hall, who, { claims: asked });
    const { body } = await g.hall.userinfo(g.issuer, tokens.access_token ?? '');
    for (const name of Object.keys(names))
      for (const told of [body, decodeJwt(tokens.id_token ?? '')])
        expect(Object.keys(told)).not.toContain(name);
  });

  it.each([
    'not json',
    '[]',
    '{}',
    '{"id_token":{"name":1}}',
    '{"userinfo":[]}',
    '{"id_token":{"acr":{"values":"high"}}}',
  ])('is refused as %s', async (asked) => {
    expect(refusalIn(await who.open(g.hall.ask(g.issuer, { claims: asked }).address))).toBe(
      'invalid_request',
    );
  });

  it('asks for an essential level: met by a higher one, stepped up to, or refused where there is none', async () => {
    const acr = (asked: object) => ({ claims: claims({ id_token: { acr: asked } }) });
    const met = await hop(g, g.hall, who, acr({ essential: true, value: 'urn:songhua:acr:1' }));
    expect(decodeJwt(met.id_token ?? '')['acr']).toBe('urn:songhua:acr:2');
    const ask = (asked: object, more = {}) =>
      who.open(g.hall.ask(g.issuer, { ...acr(asked), ...more }).address);
    const higher = { essential: true, values: ['urn:songhua:acr:3'] };
    expect((await ask(higher)).url.pathname).toMatch(/^\/signin\//);
    expect(refusalIn(await ask(higher, { prompt: 'none' }))).toBe('interaction_required');
    expect(refusalIn(await ask({ essential: true, values: ['urn:other:gold'] }))).toBe(
      'unmet_authentication_requirements',
    );
  });
});

describe('a signed request (RFC 9101)', () => {
  const object = (more: object = {}, key = signing.own) => {
    const { address, verifier } = g.hall.ask(g.issuer);
    const asked = Object.fromEntries(new URL(address).searchParams);
    const now = Math.floor(Date.now() / 1000);
    const payload = { ...asked, iss: 'hall', aud: g.issuer, exp: now + 60, ...more };
    return sign(key, { kid: 'signs' }, payload).then((request) => ({ request, verifier }));
  };
  const open = (request: string, more: Record<string, string> = {}) =>
    who.open(
      `${g.issuer}/auth?${new URLSearchParams({ client_id: 'hall', response_type: 'code', scope: 'openid', redirect_uri: g.hall.redirect_uri, request, ...more })}`,
    );

  it('counts, and what stands beside it does not', async () => {
    const { request, verifier } = await object({ scope: 'openid profile' });
    const page = await open(request, { scope: 'openid realname', state: 'forged' });
    expect(page.url.searchParams.get('state')).toBe('state-of-the-application');
    const { body } = await g.hall.exchange(g.issuer, codeOf(page), verifier);
    expect(body['scope']).toBe('openid profile');
  });

  it.each<[string, () => Promise<{ request: string }>]>([
    ['signed by somebody else', () => object({}, keyPair('signs').own)],
    ['for another issuer', () => object({ aud: 'https://other.example' })],
    ['of another client', () => object({ iss: 'subhall' })],
    ['that is over', () => object({ exp: Math.floor(Date.now() / 1000) - 30 })],
    ['that never ends', () => object({ exp: undefined })],
    [
      'that is not signed',
      async () => {
        const { request } = await object();
        return {
          request: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${request.split('.')[1]}.`,
        };
      },
    ],
  ])('is refused when it is one %s', async (_what, make) => {
    expect(refusalIn(await open((await make()).request))).toBe('invalid_request_object');
  });

  it('is never fetched from an address', async () => {
    const { address } = g.hall.ask(g.issuer, { request_uri: 'https://hall.example/request' });
    expect(refusalIn(await who.open(address))).toBe('request_uri_not_supported');
  });
});

describe('an access token for a resource (RFC 8707, RFC 9068)', () => {
  const granted = () => hop(g, g.hall, who, { resource: API, scope: 'openid profile realname' });
  const forApi = (refresh_token = '') =>
    post(`${g.issuer}/token`, g.hall, {
      grant_type: 'refresh_token',
      refresh_token,
      resource: API,
    });

  it('is signed, short, says how the person signed in, and nothing about them', async () => {
    const { body, status } = await forApi((await granted()).refresh_token);
    expect([status, body['expires_in']]).toEqual([200, 300]);
    const jwks = createLocalJWKSet(await (await fetch(`${g.issuer}/jwks`)).json());
    const { payload, protectedHeader } = await jwtVerify(body.access_token ?? '', jwks, {
      ...{ issuer: g.issuer, audience: API, typ: 'at+jwt' },
    });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({ client_id: 'hall', acr: 'urn:songhua:acr:2' });
    expect(Object.keys(payload).sort()).toEqual(
      ['acr', 'aud', 'auth_time', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub'].sort(),
    );
    expect(payload.sub).toBe(decodeJwt(body.id_token ?? '').sub);
    expect(decodeJwt(body.id_token ?? '')).not.toHaveProperty('name');
  });

  it('is good there and nowhere here', async () => {
    const { body } = await forApi((await granted()).refresh_token);
    const jwt = body.access_token ?? '';
    expect((await g.hall.userinfo(g.issuer, jwt)).status).toBe(401);
    const records = await fetch(`${g.issuer}/api/records`, {
      headers: { authorization: `Bearer ${jwt}` },
    });
    expect(records.status).toBe(401);
  });

  it('is not given for a resource that is not registered, nor to a client that has none', async () => {
    const foreign = { resource: 'https://other.example/' };
    expect(refusalIn(await who.open(g.hall.ask(g.issuer, foreign).address))).toBe('invalid_target');
    const { address } = g.subhall.ask(g.issuer, { resource: API });
    expect(refusalIn(await who.open(address))).toBe('invalid_target');
  });

  it('is opaque as before where no resource is named', async () => {
    const { access_token = '' } = await granted();
    expect(access_token.split('.')).toHaveLength(1);
    expect((await g.hall.userinfo(g.issuer, access_token)).status).toBe(200);
  });

  it('never says a level that fell since, also after a refresh (Never 3)', async () => {
    const { refresh_token } = await granted();
    await g.base
      .db('evidence')
      .where({ identity_id: person.identity_id })
      .update({ expires_at: g.clock.now() });
    const { status, body } = await forApi(refresh_token);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    await g.base
      .db('evidence')
      .where({ identity_id: person.identity_id })
      .update({ expires_at: null });
  });
});

describe('an answer', () => {
  it('comes as a form where the client asks so, which leads to it and nowhere else', async () => {
    const { address, verifier } = g.hall.ask(g.issuer, { response_mode: 'form_post' });
    const page = await who.open(address);
    const [form] = page.forms;
    expect(form?.action.href).toBe(g.hall.redirect_uri);
    const {
      code = '',
      state,
      iss,
    } = Object.fromEntries(
      [...page.html.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    expect([state, iss]).toEqual(['state-of-the-application', g.issuer]);
    expect((await g.hall.exchange(g.issuer, code, verifier)).status).toBe(200);
  });

  it('is encrypted to its client: id token and userinfo, signed inside', async () => {
    const jwks = { keys: [signing.open, encrypting.open] };
    await changed(
      {
        jwks,
        ...{ id_token_encrypted_alg: 'RSA-OAEP-256', id_token_encrypted_enc: 'A256GCM' },
        ...{ userinfo_signed_alg: 'ES256', userinfo_encrypted_alg: 'RSA-OAEP-256' },
      },
      async () => (await hop(g, g.hall, who)).id_token?.split('.').length === 5,
    );
    const tokens = await hop(g, g.hall, who);
    const key = await importJWK(encrypting.own as JWK);
    const response = await fetch(`${g.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/jwt/);
    const subjects = [];
    for (const [jwe, enc] of [
      [tokens.id_token ?? '', 'A256GCM'],
      [await response.text(), 'A128CBC-HS256'],
    ] as const) {
      expect(decodeProtectedHeader(jwe)).toMatchObject({ alg: 'RSA-OAEP-256', enc });
      const { plaintext } = await compactDecrypt(jwe, key);
      subjects.push((await g.hall.verified(g.issuer, Buffer.from(plaintext).toString())).sub);
    }
    expect(new Set(subjects).size).toBe(1);
  });

  it('says when the person signed in to whoever always wants to know, and an old sign-in is renewed', async () => {
    await changed(
      { require_auth_time: true, default_max_age: 60 },
      async () => (await hop(g, g.hall, who)).id_token?.split('.').length === 3,
    );
    expect(decodeJwt((await hop(g, g.hall, who)).id_token ?? '')['auth_time']).toBeTypeOf('number');
    const old = visitor();
    await signInLocally(old, g.subhall.ask(g.issuer).address, person);
    const early = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    const page = await old.open(g.hall.ask(g.issuer).address);
    early.mockRestore();
    expect(page.url.pathname).toMatch(/^\/signin\//);
  });
});

describe('a page of a public client', () => {
  it('may call from where it comes back to, and from nowhere else; no other client may', async () => {
    const app: RelyingParty = await another(g, 'page-app', {}).catch(() => g.subhall);
    await seedClients(g.base, [app], { auth_method: 'none' });
    const origin = new URL(app.redirect_uri).origin;
    const ask = async (client_id: string, from: string) => {
      const response = await fetch(`${g.issuer}/token`, {
        method: 'POST',
        headers: { origin: from },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id,
          code: 'x',
          redirect_uri: app.redirect_uri,
        }),
      });
      const { error, error_description } = (await response.json()) as Record<string, string>;
      return [
        error,
        response.headers.get('access-control-allow-origin'),
        /origin/.test(error_description ?? ''),
      ];
    };
    await vi.waitFor(
      async () => expect(await ask(app.id, origin)).toEqual(['invalid_grant', origin, false]),
      { timeout: 10_000, interval: 50 },
    );
    expect(await ask(app.id, 'https://thief.example')).toEqual(['invalid_request', null, true]);
    expect((await ask('hall', new URL(g.hall.redirect_uri).origin))[1]).toBeNull();
    if (app !== g.subhall) await app.stop();
  });
});
