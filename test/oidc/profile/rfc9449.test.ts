// Longer than 250 lines on purpose: one specification.
/** Proofs that somebody holds a key (DPoP), RFC 9449: at the engine's endpoints and at our own APIs. */
import { createHash } from 'node:crypto';
import { decodeJwt, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPair, sign, startStrictParty } from '../../doubles/strict-party.ts';
import { seedClients } from '../../support/gateway.ts';
import { codeOf } from '../rig.ts';
import {
  API,
  basic,
  boundTokens,
  call,
  codeFor,
  errorOf,
  form,
  type Heard,
  type Rig,
  startRig,
} from './oauth.ts';

let rig: Rig;
let tokens: Record<'access_token' | 'refresh_token', string>;
beforeAll(async () => {
  rig = await startRig();
  tokens = await boundTokens(rig, rig.bank, { scope: 'openid profile records' });
});
afterAll(() => rig?.stop());

const now = () => Math.floor(Date.now() / 1000);
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');

/** Three places that take a proof: where tokens are got, the engine's own resource, and ours. */
interface Place {
  method: string;
  path: string;
  /** Shows this as a proof; what was answered, and with which error. */
  show(proof: string | [string, string]): Promise<{ answer: Heard; error: string | undefined }>;
}
const resource = (path: string): Place => ({
  method: 'GET',
  path,
  async show(proof) {
    const proofs = [proof].flat().map((one): [string, string] => ['dpop', one]);
    const answer = await call(rig.g.issuer + path, {
      headers: [['authorization', `DPoP ${tokens.access_token}`], ...proofs],
    });
    const said = answer.headers.get('www-authenticate') ?? '';
    return { answer, error: /error="([^"]+)"/.exec(said)?.[1] };
  },
});
const places: Place[] = [
  {
    method: 'POST',
    path: '/token',
    async show(proof) {
      const answer = await call(`${rig.g.issuer}/token`, {
        method: 'POST',
        headers: [proof].flat().map((one): [string, string] => ['dpop', one]),
        body: new URLSearchParams({
          ...{ grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await rig.bank.assertion(),
        }),
      });
      return { answer, error: answer.body.error };
    },
  },
  resource('/userinfo'),
  resource('/api/records'),
];

/** A proof as it should be there, but for `claims`, `header` or the key. */
async function proof(
  place: Place,
  { claims = {}, header = {}, key }: { claims?: object; header?: object; key?: JWK } = {},
): Promise<string> {
  const { holds } = rig.bank;
  const ath = place.path === '/token' ? {} : { ath: hashOf(tokens.access_token) };
  return sign(
    key ?? holds.own,
    { typ: 'dpop+jwt', jwk: holds.open, ...header },
    {
      ...{ htm: place.method, htu: rig.g.issuer + place.path, iat: now() },
      ...{ jti: String(Math.random()), nonce: rig.bank.nonce(), ...ath, ...claims },
    },
  );
}

describe.each(places)('RFC 9449 §4.3 at $path', (place) => {
  it('a proof as it should be is taken, whatever query and fragment its address has', async () => {
    const htu = `${rig.g.issuer}${place.path}`;
    for (const claims of [{}, { htu: `${htu}?a=1#b` }]) {
      const { answer } = await place.show(await proof(place, { claims }));
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    }
  });

  it.each<[string, () => Promise<string | [string, string]>]>([
    ['(1) there are two', async () => [await proof(place), await proof(place)]],
    ['(2) it is no JWT', async () => 'proof'],
    ['(3) it has no `jti`', () => proof(place, { claims: { jti: undefined } })],
    ['(3) it has no `htm`', () => proof(place, { claims: { htm: undefined } })],
    ['(3) it has no `htu`', () => proof(place, { claims: { htu: undefined } })],
    ['(3) it has no `iat`', () => proof(place, { claims: { iat: undefined } })],
    ['(4) it says to be something else', () => proof(place, { header: { typ: 'JWT' } })],
    [
      '(5) it is not signed',
      async () => {
        const [, claims] = (await proof(place)).split('.');
        const header = { typ: 'dpop+jwt', alg: 'none', jwk: rig.bank.holds.open };
        return `${part(header)}.${claims}.`;
      },
    ],
    [
      '(5) it is signed by an algorithm that is none of ours',
      async () => {
        const { own, open } = keyPair('rsa', 'PS256');
        const key = { ...own, alg: 'RS256' };
        return proof(place, { key, header: { jwk: open } });
      },
    ],
    ['(6) its signature is of another key', () => proof(place, { key: keyPair('x').own })],
    ['(7) it shows its private key', () => proof(place, { header: { jwk: rig.bank.holds.own } })],
    ['(8) it is for another method', () => proof(place, { claims: { htm: 'PUT' } })],
    [
      '(9) it is for another address',
      () => proof(place, { claims: { htu: 'https://other.example/token' } }),
    ],
  ])('a proof is refused where %s', async (_what, make) => {
    const { answer, error } = await place.show(await make());
    expect([answer.status >= 400, error]).toEqual([true, 'invalid_dpop_proof']);
  });

  it('(10) with a nonce that is none of ours a proof is refused, and the next one is given', async () => {
    const { answer, error } = await place.show(
      await proof(place, { claims: { nonce: 'made-up' } }),
    );
    expect([answer.status, error]).toEqual([place.path === '/token' ? 400 : 401, 'use_dpop_nonce']);
    expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
  });

  it('(11) without a nonce one that is not of now is refused', async () => {
    for (const iat of [now() - 301, now() + 301]) {
      const claims = { nonce: undefined, iat };
      const { answer, error } = await place.show(await proof(place, { claims }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      // Of a strict client one from later is not even asked for a nonce.
      expect(error).toMatch(
        iat < now() ? /^use_dpop_nonce$/ : /^(use_dpop_nonce|invalid_dpop_proof)$/,
      );
    }
  });
});

describe.each(places.slice(1))('RFC 9449 §4.3 (12), §7 at $path', (place) => {
  it('a proof must be for this token, and of the key that it is bound to', async () => {
    const { own, open } = keyPair('other');
    for (const made of [
      { claims: { ath: hashOf('another') } },
      { claims: { ath: undefined } },
      { key: own, header: { jwk: open } },
    ]) {
      const { answer } = await place.show(await proof(place, made));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(
        /^DPoP .*error="invalid_(token|dpop_proof)".*algs="ES256 PS256"/,
      );
    }
  });

  it('§7.1, §7.2: a bound token is none as a bearer token, nor one that is not bound with a proof', async () => {
    const { g, who } = rig;
    const address = g.issuer + place.path;
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    expect((await call(address, { headers: bearer })).status).toBe(401);
    const one = await codeFor({ g, who }, g.hall, { scope: 'openid records' });
    const { body } = await g.hall.exchange(g.issuer, one.code, one.verifier);
    const free = body.access_token ?? '';
    const dpop = await proof(place, { claims: { ath: hashOf(free) } });
    const shown = { headers: { authorization: `DPoP ${free}`, dpop } };
    expect((await call(address, shown)).status).toBe(401);
    expect((await call(address, { headers: { authorization: `Bearer ${free}` } })).status).toBe(
      200,
    );
  });
});

describe('RFC 9449, binding', () => {
  it('§5, §6.1, §6.2: what is given says that it is bound, and to which key, wherever it is looked at', async () => {
    const { bank } = rig;
    const { body: seen } = await bank.post('/introspect', { token: tokens.access_token });
    expect(seen).toMatchObject({ token_type: 'DPoP', cnf: { jkt: bank.holder } });
    const given = await boundTokens(rig, bank, { resource: API });
    const { body } = await bank.refresh(rig.g.issuer, given.refresh_token, {}, { resource: API });
    expect(body['token_type']).toBe('DPoP');
    expect(decodeJwt(body.access_token ?? '')['cnf']).toEqual({ jkt: bank.holder });
  });

  it('§5: the refresh token of a client without a secret is bound to the key that it was given with', async () => {
    const { g, who } = rig;
    const [app, other] = [await startStrictParty('app', g.issuer), keyPair('other')];
    await seedClients(g.base, [app.plain], { auth_method: 'none', application_type: 'native' });
    const bare = async (fields: Record<string, string>, dpop: string) =>
      form(`${g.issuer}/token`, { client_id: 'app', ...fields }, { dpop });
    const { address, verifier: code_verifier } = app.plain.ask(g.issuer);
    await expect
      .poll(async () => (await who.open(address)).url.searchParams.has('code'), { timeout: 10_000 })
      .toBe(true);
    const page = await who.open(address);
    const place = places[0] as Place;
    const appProof = (holder: typeof app.holds = app.holds) =>
      proof(place, { key: holder.own, header: { jwk: holder.open } });
    const got = await bare(
      {
        ...{ grant_type: 'authorization_code', code: codeOf(page), code_verifier },
        redirect_uri: app.redirect_uri,
      },
      await appProof(),
    );
    expect(got.body['token_type']).toBe('DPoP');
    const refresh = { grant_type: 'refresh_token', refresh_token: got.body.refresh_token ?? '' };
    const { alg: _, kid: __, use: ___, ...open } = other.open;
    const foreign = await appProof({ own: other.own, open });
    expect(errorOf(await bare(refresh, foreign))).toEqual([400, 'invalid_grant']);
    expect((await bare(refresh, await appProof())).status).toBe(200);
    await app.stop();
  });

  it('§10, §10.1: a code can be bound to a key beforehand, and a pushed proof of another one is refused', async () => {
    const { bank, g, who } = rig;
    const elsewhere = await bank.post('/par', bank.request({ dpop_jkt: hashOf('x') }).fields);
    expect(errorOf(elsewhere)).toEqual([400, 'invalid_request']);
    const one = await codeFor({ g, who }, g.hall, { dpop_jkt: hashOf('x') });
    const answer = await form(
      `${g.issuer}/token`,
      {
        ...{ grant_type: 'authorization_code', code: one.code, code_verifier: one.verifier },
        redirect_uri: g.hall.redirect_uri,
      },
      { ...basic(g.hall), dpop: await proof(places[0] as Place) },
    );
    expect(errorOf(answer)).toEqual([400, 'invalid_grant']);
  });

  it('§5.1: the discovery document names the algorithms', async () => {
    const { body } = await call(`${rig.g.issuer}/.well-known/openid-configuration`);
    expect(body['dpop_signing_alg_values_supported']).toEqual(['ES256', 'PS256']);
  });
});

describe('RFC 9449 §8, a nonce', () => {
  it('is asked for where tokens are got, of whoever proves a key, and given with the error', async () => {
    const { g, who } = rig;
    const one = await codeFor({ g, who }, g.hall);
    const fields = {
      ...{ grant_type: 'authorization_code', code: one.code, code_verifier: one.verifier },
      redirect_uri: g.hall.redirect_uri,
    };
    const place = places[0] as Place;
    const dpop = await proof(place, { claims: { nonce: undefined } });
    const refused = await form(`${g.issuer}/token`, fields, { ...basic(g.hall), dpop });
    expect(errorOf(refused)).toEqual([400, 'use_dpop_nonce']);
    const nonce = refused.headers.get('dpop-nonce') ?? '';
    const again = await proof(place, { claims: { nonce } });
    const given = await form(`${g.issuer}/token`, fields, { ...basic(g.hall), dpop: again });
    expect([given.status, given.body['token_type']]).toEqual([200, 'DPoP']);
  });

  it('§8.2, §9: is given anew by whoever takes one, and that of one endpoint counts at the others', async () => {
    const { bank } = rig;
    for (const place of places) {
      const { answer } = await place.show(await proof(place));
      const next = answer.headers.get('dpop-nonce') ?? bank.nonce();
      for (const other of places) {
        const made = await proof(other, { claims: { nonce: next } });
        expect((await other.show(made)).answer.status).toBe(200);
      }
    }
  });
});
