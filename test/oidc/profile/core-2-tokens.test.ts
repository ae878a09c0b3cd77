// Longer than 250 lines on purpose: the chapters of one specification on tokens.
/** OpenID Connect Core 1.0 §2, §3.1.3, §5.3, §11 and §12: tokens, userinfo, and what refreshes them. */
import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RelyingParty, startRelyingParty } from '../../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, codeOf, hop, post, somebody } from '../rig.ts';

let g: TestGateway;
let person: Citizen;
let who: Visitor;
let rsa: RelyingParty;
let byPost: RelyingParty;
beforeAll(async () => {
  g = await startTestGateway();
  rsa = await another(g, 'rsa-party', { id_token_alg: 'RS256', userinfo_signed_alg: 'RS256' });
  byPost = await startRelyingParty('by-post');
  await seedClients(g.base, [byPost], { auth_method: 'client_secret_post' });
  person = await citizen(g.base, 'tokens-1', somebody());
  who = visitor();
  await tokensOf(g, g.hall, who, person);
  await vi.waitFor(
    async () => codeOf(await who.open(byPost.ask(g.issuer, { prompt: 'none' }).address)),
    { timeout: 10_000, interval: 50 },
  );
});
afterAll(async () => {
  vi.useRealTimers();
  await Promise.all([rsa?.stop(), byPost?.stop()]);
  await g?.stop();
});

/** Time goes on, for us and for the engine, which reads the clock of the process. */
function passes(ms: number): void {
  g.clock.advance(ms);
  vi.useFakeTimers({ toFake: ['Date'], now: g.clock.now() });
}
/** A code of the hall, and what is sent with it. */
async function asked(params: Record<string, string> = {}) {
  const { address, verifier } = g.hall.ask(g.issuer, params);
  const code = codeOf(await who.open(address));
  const { redirect_uri } = g.hall;
  return { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri };
}
const atToken = (party: { id: string; secret: string }, fields: Record<string, string>) =>
  post(`${g.issuer}/token`, party, fields);
const raw = (path: string, init: RequestInit) => fetch(g.issuer + path, init);
const nulls = (claims: object) =>
  Object.entries(claims).filter(([, value]) => value === null || value === '');

describe('Core §2, the ID token', () => {
  it('names us, its client alone, and a subject; when it was made, when it ends, and when they signed in', async () => {
    const { id_token = '' } = await hop(g, g.hall, who);
    const now = Math.floor(Date.now() / 1000);
    const { iss, aud, sub = '', iat = 0, exp = 0, ...more } = decodeJwt(id_token);
    expect([iss, [aud].flat()]).toEqual([g.issuer, ['hall']]);
    expect(sub).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(Math.abs(iat - now)).toBeLessThan(60);
    expect(exp).toBeGreaterThan(iat);
    expect(more['auth_time']).toBeTypeOf('number');
    expect(more['acr']).toBe('urn:songhua:acr:2');
    expect(more['amr']).toEqual(['pwd']);
    expect(more['azp'] ?? 'hall').toBe('hall');
    expect(nulls(decodeJwt(id_token))).toEqual([]);
  });

  it('has the nonce of its request to the letter, and none where there was none', async () => {
    for (const nonce of [randomBytes(16).toString('hex'), 'ünï & "quoted"', 'x'.repeat(500)]) {
      const { id_token = '' } = await hop(g, g.hall, who, { nonce });
      expect(decodeJwt(id_token)['nonce']).toBe(nonce);
    }
    const address = new URL(g.hall.ask(g.issuer).address);
    address.searchParams.delete('nonce');
    const { verifier } = g.hall.ask(g.issuer);
    address.searchParams.set('code_challenge', await challengeOf(verifier));
    const code = codeOf(await who.open(address));
    const { body } = await g.hall.exchange(g.issuer, code, verifier);
    expect(decodeJwt(body.id_token ?? '')).not.toHaveProperty('nonce');
  });

  it('is signed as its client registered, RS256 among it (§15.1), and points to no key of its own', async () => {
    for (const [party, alg] of [
      [g.hall, 'ES256'],
      [rsa, 'RS256'],
    ] as const) {
      const { id_token = '' } = await hop(g, party, who);
      const header = decodeProtectedHeader(id_token);
      expect(header.alg).toBe(alg);
      for (const name of ['x5u', 'x5c', 'jku', 'jwk']) expect(header).not.toHaveProperty(name);
      await party.verified(g.issuer, id_token);
    }
  });
});

describe('Core §3.1.3.1 and §9, whoever comes to the token endpoint', () => {
  it('shows that it is itself, once', async () => {
    const fields = await asked();
    const basic = (id: string, secret: string) =>
      `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
    const { id, secret } = g.hall;
    const tries: [string, Record<string, string>, Record<string, string>][] = [
      ['nothing', {}, {}],
      ['its name', {}, { client_id: id }],
      ['another secret', { authorization: basic(id, 'x'.repeat(43)) }, {}],
      ['somebody else’s secret', { authorization: basic(id, g.subhall.secret) }, {}],
      ['another secret in the form', {}, { client_id: id, client_secret: 'x'.repeat(43) }],
      ['both', { authorization: basic(id, secret) }, { client_id: id, client_secret: secret }],
    ];
    for (const [what, headers, more] of tries) {
      const response = await raw('/token', {
        method: 'POST',
        headers,
        body: new URLSearchParams({ ...fields, ...more }),
      });
      const { error } = (await response.json()) as { error: string };
      expect([what, response.status >= 400, /^invalid_(client|request)$/.test(error)]).toEqual([
        what,
        true,
        true,
      ]);
      if (headers['authorization'] && what !== 'both')
        expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    // Nobody spent it: none of these was the client.
    expect((await atToken(g.hall, fields)).status).toBe(200);
  });

  it('may send its secret in the header or in the form: both show the same', async () => {
    for (const party of [g.hall, byPost]) {
      for (const inHeader of [true, false]) {
        const { address, verifier } = party.ask(g.issuer);
        const form = {
          grant_type: 'authorization_code',
          code: codeOf(await who.open(address)),
          code_verifier: verifier,
          redirect_uri: party.redirect_uri,
        };
        const { id: client_id, secret: client_secret } = party;
        const body = new URLSearchParams({ ...form, client_id, client_secret });
        const { status } = inHeader
          ? await atToken(party, form)
          : await raw('/token', { method: 'POST', body });
        expect(status).toBe(200);
      }
    }
  });
});

describe('Core §3.1.3.2, a code', () => {
  it('is for the client that asked, the address that was asked with, and one use', async () => {
    const fields = await asked();
    const spoiled: [string, Promise<{ status: number; body: { error?: string } }>][] = [
      ['by another client', atToken(g.subhall, fields)],
      [
        'with another address',
        atToken(g.hall, { ...(await asked()), redirect_uri: `${g.hall.redirect_uri}/` }),
      ],
      [
        'with another verifier',
        atToken(g.hall, { ...(await asked()), code_verifier: 'x'.repeat(43) }),
      ],
      ['that there is none of', atToken(g.hall, { ...fields, code: 'x'.repeat(43) })],
    ];
    for (const [what, answer] of spoiled) {
      const { status, body } = await answer;
      expect([what, status, body.error]).toEqual([what, 400, 'invalid_grant']);
    }
    const fresh = await asked();
    expect((await atToken(g.hall, fresh)).status).toBe(200);
    const { status, body } = await atToken(g.hall, fresh);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    const { redirect_uri: _, ...without } = await asked();
    expect((await atToken(g.hall, without)).status).toBe(400);
  });

  it('is worth nothing after a minute', async () => {
    const fields = await asked();
    passes(61_000);
    const { status, body } = await atToken(g.hall, fields);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    vi.useRealTimers();
  });
});

describe('Core §3.1.3.3 and §3.1.3.4, the answer', () => {
  it('is Bearer tokens with an ID token, as JSON that nobody stores', async () => {
    const response = await raw('/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`hall:${g.hall.secret}`).toString('base64')}`,
      },
      body: new URLSearchParams(await asked()),
    });
    const body = (await response.json()) as Record<string, string>;
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'openid profile' });
    expect(body['id_token']?.split('.')).toHaveLength(3);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  it('that refuses is JSON too, with an error of OAuth', async () => {
    for (const accept of ['application/json', 'text/html']) {
      const response = await raw('/token', {
        method: 'POST',
        headers: {
          accept,
          authorization: `Basic ${Buffer.from(`hall:${g.hall.secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'password', username: 'x', password: 'y' }),
      });
      expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
        400,
        'unsupported_grant_type',
      ]);
      expect(response.headers.get('cache-control')).toContain('no-store');
    }
  });
});

describe('Core §5.3, userinfo', () => {
  const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });

  it('is asked by GET or POST with a Bearer token, and says who, as the ID token does', async () => {
    const tokens = await hop(g, g.hall, who, { scope: 'openid profile realname phone idno' });
    const { sub } = decodeJwt(tokens.id_token ?? '');
    const ways: RequestInit[] = [
      { headers: bearer(tokens.access_token) },
      { method: 'POST', headers: bearer(tokens.access_token) },
      { method: 'POST', body: new URLSearchParams({ access_token: tokens.access_token ?? '' }) },
    ];
    for (const way of ways) {
      const response = await raw('/userinfo', way);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const told = (await response.json()) as Record<string, unknown>;
      expect([response.status, told['sub'], nulls(told)]).toEqual([200, sub, []]);
    }
    const inAddress = await raw(`/userinfo?access_token=${tokens.access_token}`, {});
    expect(inAddress.status).toBeGreaterThanOrEqual(400);
  });

  it('without a token, or with one that is none, is refused as RFC 6750 has it', async () => {
    for (const headers of [{}, bearer('x'.repeat(43))]) {
      const response = await raw('/userinfo', { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
  });

  it('signed, is a JWT by us for its client (§5.3.2)', async () => {
    const tokens = await hop(g, rsa, who);
    const response = await raw('/userinfo', { headers: bearer(tokens.access_token) });
    expect(response.headers.get('content-type')).toMatch(/^application\/jwt/);
    const told = await rsa.verified(g.issuer, await response.text());
    expect([told.iss, told.aud, told.sub]).toEqual([
      g.issuer,
      rsa.id,
      decodeJwt(tokens.id_token ?? '').sub,
    ]);
  });
});

describe('Core §11, offline access', () => {
  const scope = 'openid profile offline_access';

  it('is left out without prompt=consent, and given with it to a client whose registration has it', async () => {
    expect((await hop(g, g.hall, who, { scope }))['scope']).toBe('openid profile');
    expect((await hop(g, g.hall, who, { scope, prompt: 'consent' }))['scope']).toBe(scope);
  });

  it('is not given to a client that is not approved for it', async () => {
    const plain = await another(g, 'no-offline', { scopes: 'openid profile' });
    const page = await who.open(plain.ask(g.issuer, { scope, prompt: 'consent' }).address);
    expect(page.url.searchParams.get('error')).toBe('invalid_scope');
    await plain.stop();
  });
});

describe('Core §12, a refresh', () => {
  it('needs the client to show that it is itself, and the token to be its own (§12.1)', async () => {
    const { refresh_token = '' } = await hop(g, g.hall, who);
    const fields = { grant_type: 'refresh_token', refresh_token };
    for (const by of [g.subhall, { id: 'hall', secret: 'x'.repeat(43) }])
      expect((await atToken(by, fields)).status).toBeGreaterThanOrEqual(400);
    const nobody = await raw('/token', {
      method: 'POST',
      body: new URLSearchParams({ ...fields, client_id: 'hall' }),
    });
    expect(nobody.status).toBe(401);
    expect((await atToken(g.hall, fields)).status).toBe(200);
  });

  it('gives an ID token of the same sign-in, made anew (§12.2)', async () => {
    await tokensOf(g, g.hall, who, person, { prompt: 'login' });
    const first = await hop(g, g.hall, who, { nonce: 'n-0S6' });
    passes(7_000);
    const { body } = await g.hall.refresh(g.issuer, first.refresh_token ?? '');
    const [before, after] = [first, body].map(({ id_token }) => decodeJwt(id_token ?? ''));
    for (const same of ['iss', 'sub', 'aud', 'auth_time', 'azp', 'acr', 'sid'])
      expect([same, after?.[same]]).toEqual([same, before?.[same]]);
    expect((after?.iat ?? 0) - (before?.iat ?? 0)).toBeGreaterThanOrEqual(6);
    // It should have none; where it has one it is that of the request.
    expect(after?.['nonce'] ?? 'n-0S6').toBe('n-0S6');
    vi.useRealTimers();
  });

  it('of a token that is none is invalid_grant (§12.3)', async () => {
    const { status, body } = await g.hall.refresh(g.issuer, 'x'.repeat(43));
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });
});

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}
