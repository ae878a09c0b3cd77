/** Registration by programs, RFC 7591 and RFC 7592; refusals by field are in test/clients/dynamic.test.ts. */
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo, initialToken, metadata, type Said, send } from '../../clients/tokens.ts';
import { type RelyingParty, startRelyingParty } from '../../doubles/relying-party.ts';
import {
  type Citizen,
  citizen,
  startTestGateway,
  type TestGateway,
  tokensOf,
} from '../../support/gateway.ts';
import { visitor } from '../../support/visitor.ts';

let g: TestGateway;
let reg: string;
let token: string;
let party: RelyingParty;
let person: Citizen;
beforeAll(async () => {
  // Where a draft works at once, so that what is registered can be tried.
  g = await startTestGateway({ env: { SANDBOX: 'true' } });
  reg = `${g.issuer}/reg`;
  ({ secret: token } = await initialToken(g.base, { most_uses: 1_000 }));
  party = await startRelyingParty('registered');
  person = await citizen(g.base, 'registered-1');
}, 60_000);
afterAll(async () => {
  await party?.stop();
  await g?.stop();
});

const register = (changes: Record<string, unknown> = {}) =>
  send(reg, 'POST', token, metadata(changes));
/** One whose people can be signed in. */
const working = async (changes: Record<string, unknown> = {}) => {
  const uris = [party.redirect_uri];
  const told = (
    await register({ redirect_uris: uris, scope: 'openid profile offline_access', ...changes })
  ).body;
  return { told, own: { ...party, id: told.client_id, secret: told.client_secret as string } };
};
const at = (told: Said['body'], method: 'GET' | 'PUT' | 'DELETE', body?: unknown) =>
  send(told.registration_client_uri, method, told.registration_access_token, body);

/** Asks as this client: the double makes its address under its own name. */
const asking = (own: RelyingParty): RelyingParty => ({
  ...own,
  ask(issuer, params = {}) {
    return party.ask(issuer, { client_id: own.id, scope: 'openid profile', ...params });
  },
  async exchange(issuer, code, verifier) {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${own.id}:${own.secret}`)}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
        redirect_uri: own.redirect_uri,
      }),
    });
    return { status: response.status, body: await response.json() } as never;
  },
});

describe('RFC 7591', () => {
  it('§2: what is not understood is ignored; a key set and its address are not both taken', async () => {
    const odd = await register({ logo_uri: 'https://yb.example/logo', 成员: 1, constructor: 'x' });
    expect(odd.status).toBe(201);
    expect(odd.body).not.toHaveProperty('logo_uri');
    const { publicKey } = await generateKeyPair('ES256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };
    const one = { token_endpoint_auth_method: 'private_key_jwt', jwks: keys };
    expect((await register(one)).body['jwks']).toMatchObject({ keys: [{ kid: 'one' }] });
    const both = await register({ ...one, jwks_uri: 'https://yb.example/jwks' });
    expect([both.status, both.body.error]).toEqual([400, 'invalid_client_metadata']);
  });

  it('§2.1: the grant types and the answers that were registered are those that work', async () => {
    const { own } = await working();
    const tokens = await tokensOf(g, asking(own), visitor(), person);
    expect(tokens.access_token).toBeDefined();
    // No refresh token was registered for.
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('§3: the endpoint takes POST of application/json, with the token in the header', async () => {
    expect((await fetch(reg, { method: 'PUT' })).status).toBe(405);
    const form = { method: 'POST', headers: { authorization: `Bearer ${token}` } };
    const body = new URLSearchParams({ client_name: 'x' });
    expect((await fetch(reg, { ...form, body })).status).toBe(400);
    expect((await send(reg, 'POST', undefined, metadata())).status).toBe(401);
  });

  it('§3.2.1: each registration has an id and a secret of its own, and all of it is told', async () => {
    const all = await Promise.all([1, 2, 3].map(() => register()));
    for (const what of ['client_id', 'client_secret', 'registration_access_token'] as const)
      expect(new Set(all.map(({ body }) => body[what])).size).toBe(3);
    for (const { status, headers, body } of all) {
      expect(status).toBe(201);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({ ...metadata(), client_secret_expires_at: 0 });
    }
  });

  it('§3.2.2: an error is a 400 with its code, in JSON', async () => {
    const { status, headers, body } = await register({ redirect_uris: ['ftp://yb.example/'] });
    expect([status, body.error]).toEqual([400, 'invalid_redirect_uri']);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});

describe('RFC 7592', () => {
  it('§2.1, §3: a read says what is registered, and where it is', async () => {
    const { body: told } = await register();
    const { status, headers, body } = await at(told, 'GET');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      ...echo(told),
      registration_client_uri: told.registration_client_uri,
    });
  });

  it('§2.2: a replacement names its client, and counts at once', async () => {
    const { told } = await working();
    const { client_id: _, ...nameless } = echo(told) as Record<string, unknown>;
    expect((await at(told, 'PUT', nameless)).status).toBe(400);
    const grants = ['authorization_code', 'refresh_token'];
    const put = await at(told, 'PUT', echo(told, { grant_types: grants }));
    expect(put.body['grant_types']).toEqual(grants);
    const own = asking({ ...party, id: told.client_id, secret: told.client_secret as string });
    const tokens = await tokensOf(g, own, visitor(), person);
    expect(tokens.refresh_token).toBeDefined();
  });

  it('§2.3: what is deleted is nobody: no sign-in, no token, no read', async () => {
    const { told, own } = await working();
    const { access_token = '' } = await tokensOf(g, asking(own), visitor(), person);
    expect((await party.userinfo(g.issuer, access_token)).status).toBe(200);
    expect((await at(told, 'DELETE')).status).toBe(204);
    expect((await party.userinfo(g.issuer, access_token)).status).toBe(401);
    expect((await visitor().open(asking(own).ask(g.issuer).address)).status).toBe(410);
    expect((await at(told, 'GET')).status).toBe(401);
  });
});
