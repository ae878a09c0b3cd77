// Longer than 250 lines on purpose: one specification.
/** OpenID Connect Back-Channel Logout 1.0: one test for each sentence that binds the provider. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactDecrypt, decodeJwt, decodeProtectedHeader, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../../src/clients/clients.ts';
import type { RelyingParty } from '../../doubles/relying-party.ts';
import { keyPair } from '../../doubles/strict-party.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, HOUR, hop, signOut, somebody } from '../rig.ts';

const WAIT = { timeout: 15_000, interval: 50 };
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** A receiver that keeps each request whole, and the keys that its client publishes. */
interface Receiver {
  origin: string;
  heard: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[];
  status: number;
  keys: object[];
  stop(): Promise<void>;
}
async function receiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    if (url.startsWith('/jwks')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: own.keys }));
      return;
    }
    own.heard.push({ method, url, headers, body });
    response.writeHead(own.status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const own: Receiver = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    ...{ heard: [], status: 200, keys: [] },
    stop: () => new Promise((done) => server.close(() => done())),
  };
  return own;
}

let g: TestGateway;
let out: Receiver;
let person: Citizen;
let count = 0;
beforeAll(async () => {
  out = await receiver();
  g = await startTestGateway({ hall: { backchannel_logout_uri: `${out.origin}/told?by=songhua` } });
});
afterAll(async () => {
  await g?.stop();
  await out?.stop();
});

/** Somebody new at the hall and at others; what each was told when they had signed out. */
async function left(...more: RelyingParty[]) {
  count += 1;
  person = await citizen(g.base, `told-${count}`, somebody());
  const who: Visitor = visitor();
  const tokens = await tokensOf(g, g.hall, who, person);
  const at = [];
  for (const party of more) at.push((await hop(g, party, who)).id_token ?? '');
  out.heard.length = 0;
  await signOut(g, who, tokens.id_token ?? '');
  await expect.poll(() => told().length, WAIT).toBe(1);
  return { who, tokens, idTokens: [tokens.id_token ?? '', ...at] };
}
/** The tokens that came to a path of the receiver. */
const told = (path = '/told') =>
  out.heard.flatMap(({ url, body }) =>
    url.startsWith(path) ? [new URLSearchParams(body).get('logout_token') ?? ''] : [],
  );

describe('Back-Channel Logout §2.4, the token', () => {
  it('has iss, aud, iat, exp, jti, the event with {}, the sub and sid of the id token, and no nonce', async () => {
    const { idTokens } = await left();
    const token = told()[0] ?? '';
    const { sub, sid } = decodeJwt(idTokens[0] ?? '');
    const claims = await g.hall.verified(g.issuer, token);
    expect(claims).toEqual({
      iss: g.issuer,
      aud: 'hall',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^.{20,}$/),
      events: { [EVENT]: {} },
      ...{ sub, sid },
    });
    // Two minutes at most (§4), so that none is good for later.
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(120);
    expect(claims.exp ?? 0).toBeGreaterThan(claims.iat ?? 0);
  });

  it('is typed, and signed as the id tokens of that client by a key that is published', async () => {
    const rsa = await another(g, 'rsa-told', { id_token_alg: 'RS256' });
    const { idTokens } = await left(rsa);
    await expect.poll(() => rsa.tokens.length, WAIT).toBe(1);
    const kids = (
      (await (await fetch(`${g.issuer}/jwks`)).json()) as { keys: { kid: string }[] }
    ).keys.map(({ kid }) => kid);
    for (const [token, id_token] of [
      [told()[0] ?? '', idTokens[0]],
      [rsa.tokens[0], idTokens[1]],
    ]) {
      const { typ, alg, kid } = decodeProtectedHeader(token ?? '');
      expect([typ, alg]).toEqual(['logout+jwt', decodeProtectedHeader(id_token ?? '').alg]);
      expect(kids).toContain(kid);
    }
    await rsa.verified(g.issuer, rsa.tokens[0] ?? '');
    await rsa.stop();
  });

  it('is each client’s own: its audience, its subject, its sid, its jti', async () => {
    const before = g.subhall.tokens.length;
    const { idTokens } = await left(g.subhall);
    await expect.poll(() => g.subhall.tokens.length, WAIT).toBe(before + 1);
    const [one, two] = [told()[0] ?? '', g.subhall.tokens.at(-1) ?? ''].map((one) =>
      decodeJwt(one),
    );
    expect([one?.aud, two?.aud]).toEqual(['hall', 'subhall']);
    for (const name of ['sub', 'sid', 'jti'] as const) expect(one?.[name]).not.toBe(two?.[name]);
    expect([two?.sub, two?.['sid']]).toEqual([
      decodeJwt(idTokens[1] ?? '').sub,
      decodeJwt(idTokens[1] ?? '')['sid'],
    ]);
  });

  it.each<[string, boolean]>([
    ['in its registration', false],
    ['at its jwks_uri', true],
  ])(
    'is encrypted where the id tokens are, to the key %s, signed inside (§2.6)',
    async (_where, byUri) => {
      const { own, open } = keyPair(`opens-${byUri}`, 'PS256');
      const key = { use: 'enc', alg: 'RSA-OAEP-256' };
      const signs = keyPair(`signs-${byUri}`).open;
      out.keys = [
        { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'odd' },
        signs,
        { ...open, ...key },
      ];
      const sealed = await another(g, `sealed-${byUri}`, {
        backchannel_logout_uri: `${out.origin}/sealed`,
        id_token_encrypted_alg: 'RSA-OAEP-256',
        id_token_encrypted_enc: 'A256GCM',
        ...(byUri
          ? { jwks_uri: `${out.origin}/jwks` }
          : { jwks: { keys: [signs, { ...open, ...key }] } }),
      });
      const { idTokens } = await left(sealed);
      await expect.poll(() => told('/sealed').length, WAIT).toBe(1);
      for (const jwe of [idTokens[1] ?? '', told('/sealed')[0] ?? '']) {
        expect(decodeProtectedHeader(jwe)).toMatchObject({
          ...{ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: open.kid, cty: 'JWT' },
          ...{ iss: g.issuer, aud: sealed.id },
        });
        const opened = await compactDecrypt(jwe, await importJWK({ ...own, ...key }));
        const claims = await sealed.verified(g.issuer, Buffer.from(opened.plaintext).toString());
        expect(claims.aud).toBe(sealed.id);
      }
      await sealed.stop();
    },
  );

  it('is encrypted to a client that is stopped, whose keys stand in its own network', async () => {
    const { own, open } = keyPair('opens-stopped', 'PS256');
    const key = { use: 'enc', alg: 'RSA-OAEP-256' };
    out.keys = [{ ...open, ...key }];
    const stopped = await another(g, 'stopped-sealed', {
      backchannel_logout_uri: `${out.origin}/stopped`,
      jwks_uri: `${out.origin}/jwks?of=stopped`,
      id_token_encrypted_alg: 'RSA-OAEP-256',
    });
    count += 1;
    person = await citizen(g.base, `told-${count}`, somebody());
    const who: Visitor = visitor();
    const tokens = await tokensOf(g, g.hall, who, person);
    await hop(g, stopped, who);
    await clients.suspend(g.base, stopped.id);
    const refused = async () => (await visitor().open(stopped.ask(g.issuer).address)).status;
    await expect.poll(refused, WAIT).toBeGreaterThanOrEqual(400);
    await signOut(g, who, tokens.id_token ?? '');
    await expect.poll(() => told('/stopped').length, WAIT).toBe(1);
    const jwe = told('/stopped')[0] ?? '';
    const opened = await compactDecrypt(jwe, await importJWK({ ...own, ...key }));
    const claims = await stopped.verified(g.issuer, Buffer.from(opened.plaintext).toString());
    expect(claims.aud).toBe(stopped.id);
    await stopped.stop();
  });
});

describe('Back-Channel Logout §2.5, the request', () => {
  it('is a POST of a form with the token and nothing else, to the registered address with its query', async () => {
    await left();
    const [{ method, url, headers, body } = out.heard[0] as never] = out.heard;
    expect([method, url]).toEqual(['POST', '/told?by=songhua']);
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect([...new URLSearchParams(body).keys()]).toEqual(['logout_token']);
    expect([headers.cookie, headers.authorization]).toEqual([undefined, undefined]);
  });

  it('is made again after an answer that is none, with a jti of its own and the same sid', async () => {
    out.status = 503;
    await left();
    out.status = 200;
    await expect
      .poll(() => {
        g.clock.advance(HOUR / 2);
        return told().length;
      }, WAIT)
      .toBe(2);
    const [first, second] = told().map((one) => decodeJwt(one));
    expect(second?.jti).not.toBe(first?.jti);
    expect(second?.['sid']).toBe(first?.['sid']);
    g.clock.advance(HOUR);
    await expect.poll(settled, WAIT).toBe(true);
    expect(told()).toHaveLength(2);
  });

  it('tells those who took part, and nobody else (§2.3)', async () => {
    const quiet = await another(g, 'quiet', { backchannel_logout_uri: undefined as never });
    const away = await another(g, 'away');
    await left(quiet);
    await expect.poll(settled, WAIT).toBe(true);
    const owed = await g.base.db('outbox').where({ kind: 'logout' }).select('body');
    const of = owed.map(({ body }) => body.client_id);
    expect([of.includes('quiet'), of.includes('away')]).toEqual([false, false]);
    expect(away.tokens).toEqual([]);
    await Promise.all([quiet.stop(), away.stop()]);
  });
});

describe('Back-Channel Logout §2.7 and §2.8', () => {
  it('ends refresh tokens without offline_access; those with it live on', async () => {
    const scope = 'openid profile offline_access';
    const someone = await citizen(g.base, 'told-offline', somebody());
    const who = visitor();
    const stays = await tokensOf(g, g.hall, who, someone, { scope, prompt: 'login consent' });
    const goes = await hop(g, g.subhall, who);
    await signOut(g, who, stays.id_token ?? '');
    expect((await g.hall.refresh(g.issuer, stays.refresh_token ?? '')).status).toBe(200);
    const { status, body } = await g.subhall.refresh(g.issuer, goes.refresh_token ?? '');
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it.each([200, 204])('takes %i for done', async (status) => {
    out.status = status;
    await left();
    await expect.poll(settled, WAIT).toBe(true);
    out.status = 200;
  });
});

it('Back-Channel Logout §2.1: discovery says so, with sid', async () => {
  const discovered = await (await fetch(`${g.issuer}/.well-known/openid-configuration`)).json();
  expect(discovered).toMatchObject({
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  });
});

/** Whether nothing is owed to anybody any more. */
const settled = async () =>
  (await g.base.db('outbox').where({ kind: 'logout' }).whereNot({ state: 'delivered' })).length ===
  0;
