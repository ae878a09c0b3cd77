import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose';
import { interactionPolicy, Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import * as sources from '../../src/sources/sources.ts';
import { plant, registration } from '../sources/plant.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { freePort } from '../support/gateway.ts';

const CALLBACK = 'http://localhost:3000/callback/fund';

/** Who signs in there: what the department's page would have found out. */
const person = { sub: 'gjj-0001', name: '王测试', id_number: '220000190001010018' };

describe('a real OpenID provider, with keys instead of secrets', () => {
  let database: FreshDatabase;
  let server: Server;
  let issuer: string;
  let settings: Record<string, unknown>;
  const seen: { userinfo: string; idToken: string } = { userinfo: '', idToken: '' };

  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
    issuer = `http://127.0.0.1:${await freePort()}`;
    const jwk = async (key: CryptoKey, more: JWK) => ({ ...(await exportJWK(key)), ...more });
    const theirs = await generateKeyPair('ES256', { extractable: true });
    const proof = await generateKeyPair('PS256', { extractable: true });
    const opens = await generateKeyPair('RSA-OAEP-256', { extractable: true });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'songhua',
          redirect_uris: [CALLBACK],
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'PS256',
          id_token_signed_response_alg: 'ES256',
          id_token_encrypted_response_alg: 'RSA-OAEP-256',
          id_token_encrypted_response_enc: 'A256GCM',
          userinfo_signed_response_alg: 'ES256',
          jwks: {
            keys: [
              await jwk(proof.publicKey, { kid: 'proof', use: 'sig', alg: 'PS256' }),
              await jwk(opens.publicKey, { kid: 'opens', use: 'enc', alg: 'RSA-OAEP-256' }),
            ],
          },
        },
      ],
      jwks: { keys: [await jwk(theirs.privateKey, { kid: 'theirs', use: 'sig', alg: 'ES256' })] },
      acrValues: ['low', 'high'],
      claims: { openid: ['sub', 'acr', 'auth_time'], profile: ['name', 'id_number'] },
      cookies: { keys: ['a cookie key of nobody'] },
      features: {
        devInteractions: { enabled: false },
        encryption: { enabled: true },
        jwtUserinfo: { enabled: true },
      },
      interactions: { policy: interactionPolicy.base(), url: (_, { uid }) => `/login/${uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ ...person, sub: id }) }),
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client?.clientId,
          accountId: ctx.oidc.session?.accountId,
        });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
    const engine = provider.callback();
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith('/login/')) return engine(request, response);
      const { params } = await provider.interactionDetails(request, response);
      const acr = String(params['acr_values'] ?? 'low').split(' ')[0] ?? 'low';
      const login = { accountId: person.sub, acr, amr: ['pwd'] };
      return provider.interactionFinished(request, response, { login });
    };
    server = createServer((request, response) => {
      const end = response.end.bind(response) as (chunk?: unknown) => ServerResponse;
      response.end = ((chunk?: unknown) => {
        if (request.url === '/token') seen.idToken = JSON.parse(String(chunk)).id_token ?? '';
        if (request.url === '/me') seen.userinfo = String(response.getHeader('content-type'));
        return end(chunk);
      }) as ServerResponse['end'];
      answer(request, response).catch((fault) => response.writeHead(500).end(String(fault)));
    });
    await new Promise<void>((ready) =>
      server.listen(Number(new URL(issuer).port), '127.0.0.1', ready),
    );
    settings = {
      issuer,
      client_id: 'songhua',
      client_auth: 'private_key_jwt',
      client_key: JSON.stringify(await jwk(proof.privateKey, { kid: 'proof' })),
      client_key_alg: 'PS256',
      decryption_key: JSON.stringify(await jwk(opens.privateKey, { kid: 'opens' })),
      userinfo_signed_response_alg: 'ES256',
      scope: 'openid profile',
      max_age_s: 600,
      allow_http: true,
    };
  });
  afterAll(async () => {
    server?.closeAllConnections();
    await new Promise((stopped) => server?.close(stopped));
    await database?.drop();
  });

  /** Goes there and back as a browser does, with its cookies. */
  async function visit(url: string): Promise<URL> {
    const jar = new Map<string, string>();
    let at = url;
    for (let hop = 0; hop < 10; hop += 1) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location) throw new Error(`the provider answered ${response.status}`);
      at = new URL(location, at).href;
      if (at.startsWith(CALLBACK)) return new URL(at);
    }
    throw new Error('no way back');
  }

  async function signIn(id: string, more: object = {}, start: object = {}) {
    const base = { ...database.base, clock: systemClock };
    await sources.register(base, {
      ...registration(id),
      ceiling: 3,
      settings: { ...settings, ...more },
      mapping: {
        fields: { name: 'name', id_type: { value: 'resident_id' }, id_number: 'id_number' },
        levels: { low: 1, high: 3 },
      },
    });
    const row = await sources.read(base, id);
    if (!row) throw new Error('not registered');
    const source = sources.open(base, row);
    if (source.kind !== 'redirect') throw new Error('it is visited');
    const { to, remember } = await source.begin({
      ...{ state: `state of ${id}`, callback: CALLBACK },
      ...start,
    });
    if (to.kind !== 'location') throw new Error('it is gone to');
    const back = await visit(to.url);
    return source.complete({ params: Object.fromEntries(back.searchParams) }, remember);
  }

  test('private_key_jwt, an encrypted ID token and signed userinfo lead to the person', async () => {
    const arrival = await signIn('keys');
    expect(arrival).toMatchObject({
      subject: person.sub,
      level: 1,
      attributes: { name: person.name, id_type: 'resident_id', id_number: person.id_number },
    });
    // It really came so: five parts are a JWE (RFC 7516 §3.1).
    expect(seen.idToken.split('.')).toHaveLength(5);
    expect(seen.userinfo).toContain('application/jwt');
  });

  test('a level that is needed is asked for in its words, and what it says counts', async () => {
    expect(await signIn('step-up', {}, { level: 2, reauthenticate: true })).toMatchObject({
      level: 3,
    });
  });

  test('without the right key nothing opens, and nobody is blamed for ours', async () => {
    const { privateKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true });
    const decryption_key = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'opens' });
    await expect(signIn('other-key', { decryption_key })).rejects.toMatchObject({
      code: 'sources.bad_answer',
    });
    const { privateKey: proof } = await generateKeyPair('PS256', { extractable: true });
    const client_key = await exportPKCS8(proof);
    await expect(signIn('other-proof', { client_key })).rejects.toMatchObject({
      code: 'sources.unavailable',
    });
  });
});
