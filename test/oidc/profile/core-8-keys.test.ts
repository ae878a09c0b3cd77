// Longer than 250 lines on purpose: the chapters of one specification on keys.
/** OpenID Connect Core 1.0 §8, §9 and §10: subjects, clients that sign for themselves, keys. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactDecrypt, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../../src/clients/clients.ts';
import { Refusal } from '../../../src/errors.ts';
import * as keys from '../../../src/keys/keys.ts';
import { type RelyingParty, startRelyingParty } from '../../doubles/relying-party.ts';
import { keyPair, type StrictParty, sign, startStrictParty } from '../../doubles/strict-party.ts';
import {
  type Citizen,
  citizen,
  loopback,
  seedClients,
  startTestGateway,
  type TestGateway,
  tokensOf,
  type Visitor,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';
import { another, codeOf, hop, somebody } from '../rig.ts';

const WAIT = { timeout: 10_000, interval: 50 };
let g: TestGateway;
let person: Citizen;
let who: Visitor;
beforeAll(async () => {
  g = await startTestGateway();
  person = await citizen(g.base, 'keys-1', somebody());
  who = visitor();
  await tokensOf(g, g.hall, who, person);
});
afterAll(() => g?.stop());

const now = () => Math.floor(Date.now() / 1000);
const subAt = async (party: RelyingParty, browser = who) =>
  decodeJwt((await hop(g, party, browser)).id_token ?? '').sub;

describe('Core §8.1, a pairwise subject', () => {
  it('is one for a sector, the same at each sign-in and for each of its clients, and no other sector has it', async () => {
    const sibling = await another(g, 'hall-too', { sector: 'hall' });
    const again = visitor();
    await tokensOf(g, g.subhall, again, person);
    const subs = [
      await subAt(g.hall),
      await subAt(sibling),
      await subAt(g.hall, again),
      await subAt(g.subhall),
    ];
    expect(subs.slice(0, 3)).toEqual([subs[0], subs[0], subs[0]]);
    expect(subs[3]).not.toBe(subs[0]);
    await sibling.stop();
  });

  it('tells nothing to whoever has no key of ours: neither who it is, nor that two are one person', async () => {
    const [one, two] = [await subAt(g.hall), await subAt(g.subhall)];
    const id = Buffer.from(person.identity_id.replaceAll('-', ''), 'hex');
    for (const sub of [one, two]) {
      const bytes = Buffer.from(sub ?? '', 'base64url');
      expect([bytes.length, bytes.equals(id)]).toEqual([16, false]);
      expect(bytes.subarray(0, 6).equals(id.subarray(0, 6))).toBe(false);
    }
    const shared = [...Buffer.from(one ?? '', 'base64url')].filter(
      (byte, at) => byte === Buffer.from(two ?? '', 'base64url')[at],
    );
    expect(shared.length).toBeLessThan(6);
  });

  it('is the kind that discovery names (§8)', async () => {
    const told = await (await fetch(`${g.issuer}/.well-known/openid-configuration`)).json();
    expect((told as Record<string, unknown>)['subject_types_supported']).toEqual(['pairwise']);
  });
});

/** A client that signs for itself, with keys that stand in its registration or at an address. */
async function signer(
  id: string,
  alg: 'ES256' | 'PS256',
  more: Partial<clients.Registration> = {},
): Promise<StrictParty> {
  const party = await startStrictParty(id, g.issuer, alg);
  await seedClients(g.base, [party.plain], {
    auth_method: 'private_key_jwt',
    ...(more.jwks_uri === undefined && { jwks: { keys: [party.key.open] } }),
    ...more,
  });
  await vi.waitFor(
    async () => codeOf(await who.open(party.plain.ask(g.issuer, { prompt: 'none' }).address)),
    WAIT,
  );
  return party;
}
/** Exchanges a code of it with this assertion. */
async function exchanged(party: StrictParty, assertion?: string) {
  const { address, verifier } = party.plain.ask(g.issuer);
  const code = codeOf(await who.open(address));
  const { status, body } = await party.call(`${g.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      redirect_uri: party.redirect_uri,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion ?? (await party.assertion()),
    }),
  });
  return [status, body.error ?? 'tokens'];
}

describe('Core §9, private_key_jwt', () => {
  it.each(['ES256', 'PS256'] as const)('is taken by %s, to the tokens', async (alg) => {
    const party = await signer(`signs-${alg.toLowerCase()}`, alg);
    expect(decodeProtectedHeader(await party.assertion()).alg).toBe(alg);
    expect(await exchanged(party)).toEqual([200, 'tokens']);
    await party.stop();
  });

  it('is for us alone, from the client itself, for one use, and not for ever', async () => {
    const party = await signer('asserts', 'PS256');
    const used = await party.assertion();
    expect(await exchanged(party, used)).toEqual([200, 'tokens']);
    const wrong: [string, JWTPayload][] = [
      ['for somebody else', { aud: 'https://other.example' }],
      ['from somebody else', { iss: 'hall' }],
      ['about somebody else', { sub: 'hall' }],
      ['without a name', { jti: undefined }],
      ['without an end', { exp: undefined }],
      ['over', { exp: now() - 30 }],
      ['good for days', { exp: now() + 86_400 }],
    ];
    for (const [what, more] of wrong)
      expect([what, ...(await exchanged(party, await party.assertion(more)))]).toEqual([
        what,
        401,
        'invalid_client',
      ]);
    expect(await exchanged(party, used)).toEqual([401, 'invalid_client']);
    // What is not understood is not looked at.
    expect(await exchanged(party, await party.assertion({ odd: { a: 1 } }))).toEqual([
      200,
      'tokens',
    ]);
    await party.stop();
  });

  it('is not replaced by a secret, nor by a MAC with one (client_secret_jwt)', async () => {
    const party = await signer('no-secret', 'ES256');
    const secret = await clients.addSecret(g.base, { client_id: party.id });
    const response = await fetch(`${g.issuer}/introspect`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${party.id}:${secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ token: 'x' }),
    });
    expect(response.status).toBe(401);
    const key = { kty: 'oct', k: Buffer.from(secret).toString('base64url'), alg: 'HS256' };
    const claims = { iss: party.id, sub: party.id, aud: g.issuer, jti: 'once', exp: now() + 60 };
    expect(await exchanged(party, await sign(key, {}, claims))).toEqual([401, 'invalid_client']);
    await party.stop();
  });
});

describe('a jwks_uri in a private network', () => {
  /** Publishes keys on this machine, which is as private as an extranet. */
  async function published(own: { keys: object[]; asked: number }) {
    const server = createServer((_request, response) => {
      own.asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: own.keys }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const jwks_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    return { jwks_uri, stop: () => new Promise((done) => server.close(done)) };
  }

  it('is read in the networks of its client, anew when a key is unknown, and in no other', async () => {
    const own = { keys: [] as object[], asked: 0 };
    const { jwks_uri, stop } = await published(own);
    const party = await startStrictParty('extranet', g.issuer, 'PS256');
    own.keys = [party.key.open];
    const registered = { jwks_uri, auth_method: 'private_key_jwt' } as const;
    await seedClients(g.base, [party.plain], { ...registered, networks: loopback });
    await vi.waitFor(
      async () => codeOf(await who.open(party.plain.ask(g.issuer, { prompt: 'none' }).address)),
      WAIT,
    );
    expect(await exchanged(party)).toEqual([200, 'tokens']);
    expect(own.asked).toBe(1);
    expect(await exchanged(party)).toEqual([200, 'tokens']);

    // Without them it is not even registered, and what stands there without them is not read.
    const outside = seedClients(g.base, [party.plain], {
      ...registered,
      networks: [],
      backchannel_logout_uri: undefined as never,
    });
    await expect(outside).rejects.toThrow(Refusal);
    await g.base
      .db('clients')
      .where({ id: party.id })
      .update({ networks: JSON.stringify([]) });
    // Another registration moves the version, and the gateway makes its clients anew.
    await another(g, 'moves-on').then((moved) => moved.stop());
    const before = own.asked;
    expect(await exchanged(party)).toEqual([401, 'invalid_client']);
    expect(own.asked).toBe(before);
    await Promise.all([party.stop(), stop()]);
  });
});

describe('Core §10, keys', () => {
  const jwks = async () =>
    ((await (await fetch(`${g.issuer}/jwks`)).json()) as { keys: { kid: string; alg: string }[] })
      .keys;

  it('sign under a kid that is published, in the algorithm that the client chose (§10.1)', async () => {
    const rsa = await another(g, 'rsa-keys', { id_token_alg: 'RS256' });
    for (const [party, alg] of [
      [g.hall, 'ES256'],
      [rsa, 'RS256'],
    ] as const) {
      const header = decodeProtectedHeader((await hop(g, party, who)).id_token ?? '');
      expect(header.alg).toBe(alg);
      expect((await jwks()).filter(({ kid }) => kid === header.kid)).toMatchObject([
        { alg, use: 'sig' },
      ]);
    }
    await rsa.stop();
  });

  it('that signed before stay published for what they signed (§10.1.1)', async () => {
    const { id_token = '' } = await hop(g, g.hall, who);
    const { kid } = decodeProtectedHeader(id_token);
    const fresh = await keys.rotate(g.base, 'ES256');
    await expect
      .poll(async () => decodeProtectedHeader((await hop(g, g.hall, who)).id_token ?? '').kid, WAIT)
      .toBe(fresh);
    expect((await jwks()).map((key) => key.kid)).toEqual(expect.arrayContaining([kid, fresh]));
    await g.hall.verified(g.issuer, id_token);
  });

  it.each([
    ['ECDH-ES+A256KW', 'ES256'],
    ['RSA-OAEP', 'PS256'],
  ] as const)(
    'of a client encrypt to it by %s, named by kid, what was signed before (§10.2)',
    async (alg, kind) => {
      const pair = keyPair('opens', kind);
      const turned = { use: 'enc', alg };
      const party = await another(g, `sealed-${kind.toLowerCase()}`, {
        jwks: { keys: [keyPair('signs', kind).open, { ...pair.open, ...turned }] },
        id_token_encrypted_alg: alg,
        id_token_encrypted_enc: 'A128GCM',
      });
      const { id_token = '' } = await hop(g, party, who);
      expect(decodeProtectedHeader(id_token)).toMatchObject({ alg, enc: 'A128GCM', kid: 'opens' });
      const key = await importJWK({ ...pair.own, ...turned });
      const { plaintext } = await compactDecrypt(id_token, key);
      const claims = await party.verified(g.issuer, Buffer.from(plaintext).toString());
      expect(claims.aud).toBe(party.id);
      await party.stop();
    },
  );

  it('that are shared are none: a registration that asks for HS256 or symmetric encryption is refused', async () => {
    const party = await startRelyingParty('symmetric');
    for (const asked of [
      { id_token_alg: 'HS256' },
      { id_token_alg: 'none' },
      { id_token_encrypted_alg: 'A128KW' },
      { id_token_encrypted_alg: 'dir' },
      { request_object_alg: 'HS256' },
      { userinfo_signed_alg: 'HS256' },
      { auth_method: 'client_secret_jwt' },
    ])
      await expect(
        seedClients(g.base, [party], asked as unknown as Partial<clients.Registration>),
        JSON.stringify(asked),
      ).rejects.toThrow(Refusal);
    await party.stop();
  });
});
