import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import { Refusal } from '../../src/errors.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

const words = { 'zh-CN': '应用', ko: '응용', en: 'Application' };
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words });
});
afterAll(() => fresh.drop());

/** The field at which a registration is refused; undefined when it stands. */
async function fieldOf(more: Partial<clients.Registration>): Promise<string | undefined> {
  try {
    await clients.register(fresh.base, {
      id: 'hall',
      department_code: '220000',
      names: words,
      sector: 'hall',
      redirect_uris: ['https://hall.example/callback'],
      scopes: 'openid profile',
      ...more,
    });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'clients.bad_registration')
      return error.detail.field;
    throw error;
  }
}
const registered = async () => (await clients.all(fresh.base))[0] as clients.Client;

const jwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), ...more });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const EC = jwk(ec.publicKey, { kid: 'one', use: 'sig', alg: 'ES256' });
const RSA = jwk(rsa.publicKey, { kid: 'two' });
const withKeys = (...keys: object[]) => fieldOf({ jwks: { keys } });

describe('the keys of a client', () => {
  it('are public keys on P-256 or RSA, each with a name, and kept without what nobody needs', async () => {
    expect(await withKeys({ ...EC, x5c: ['MIIB'] }, RSA)).toBeUndefined();
    expect((await registered()).jwks).toEqual({ keys: [EC, RSA] });
  });

  it.each([
    ['none at all', []],
    ['a private EC key', [jwk(ec.privateKey, { kid: 'one' })]],
    ['a private RSA key', [jwk(rsa.privateKey, { kid: 'one' })]],
    ['a shared secret', [{ kty: 'oct', k: 'c2VjcmV0', kid: 'one' }]],
    ['a key without a name', [{ ...EC, kid: undefined }]],
    ['two of one name', [EC, { ...RSA, kid: 'one' }]],
    [
      'another curve',
      [jwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey, { kid: 'p' })],
    ],
    [
      'a short RSA key',
      [jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, { kid: 's' })],
    ],
    ['a point that is none', [{ ...EC, y: EC.x }]],
    ['an algorithm that is not its own', [{ ...EC, alg: 'PS256' }]],
    ['a use that is not its algorithm’s', [{ ...EC, use: 'enc' }]],
    ['more than anybody has', Array.from({ length: 21 }, (_, n) => ({ ...EC, kid: `k${n}` }))],
  ])('are not %s', async (_what, keys) => {
    expect(await withKeys(...keys)).toBe('jwks');
  });

  it('stand in the registration or behind an address, never both', async () => {
    const jwks_uri = 'https://hall.example/jwks';
    expect(await fieldOf({ jwks_uri })).toBeUndefined();
    expect(await fieldOf({ jwks_uri, jwks: { keys: [EC] } })).toBe('jwks');
    expect(await fieldOf({ jwks_uri: 'http://hall.example/jwks' })).toBe('jwks_uri');
    expect(await fieldOf({ jwks_uri: 'https://10.1.1.1/jwks' })).toBe('networks');
    expect(
      await fieldOf({ jwks_uri: 'https://10.1.1.1/jwks', networks: ['10.0.0.0/8'] }),
    ).toBeUndefined();
  });

  it('must be there for what is done with them', async () => {
    expect(await fieldOf({ auth_method: 'private_key_jwt' })).toBe('jwks');
    const toEncrypt = { ...RSA, use: 'enc' };
    expect(await fieldOf({ auth_method: 'private_key_jwt', jwks: { keys: [toEncrypt] } })).toBe(
      'jwks',
    );
    expect(await fieldOf({ id_token_encrypted_alg: 'RSA-OAEP-256', jwks: { keys: [EC] } })).toBe(
      'id_token_encrypted_alg',
    );
    expect(await fieldOf({ request_object_alg: 'PS256', jwks: { keys: [EC] } })).toBe(
      'request_object_alg',
    );
    expect(
      await fieldOf({ id_token_encrypted_alg: 'RSA-OAEP-256', jwks: { keys: [EC, toEncrypt] } }),
    ).toBeUndefined();
    expect(await registered()).toMatchObject({ id_token_encrypted_enc: 'A128CBC-HS256' });
  });
});

describe('how a client speaks', () => {
  it('is as OpenID Connect has it where nothing is said', async () => {
    expect(await fieldOf({})).toBeUndefined();
    expect(await registered()).toMatchObject({
      ...{ profile: 'standard', auth_method: 'client_secret_basic', application_type: 'web' },
      ...{ jwks: null, require_auth_time: false, default_max_age: null, resources: [] },
    });
  });

  it.each<[string, Partial<clients.Registration>]>([
    ['profile', { profile: 'lax' as never }],
    ['auth_method', { auth_method: 'client_secret_jwt' as never }],
    [
      'auth_method',
      { auth_method: 'none', grant_types: ['authorization_code', 'client_credentials'] },
    ],
    [
      'auth_method',
      { auth_method: 'none', pkce_exempt: { until: new Date('2027-01-01'), reason: 'old' } },
    ],
    ['default_max_age', { default_max_age: -1 }],
    ['default_max_age', { default_max_age: 1.5 }],
    ['initiate_login_uri', { initiate_login_uri: 'http://hall.example/start' }],
    ['userinfo_signed_alg', { userinfo_signed_alg: 'HS256' as never }],
    [
      'userinfo_signed_alg',
      {
        userinfo_encrypted_alg: 'ECDH-ES',
        jwks: { keys: [{ ...EC, use: undefined, alg: undefined }] },
      },
    ],
    ['userinfo_encrypted_enc', { userinfo_encrypted_enc: 'A256GCM' }],
    [
      'id_token_encrypted_alg',
      { id_token_encrypted_alg: 'RSA1_5' as never, jwks: { keys: [RSA] } },
    ],
    ['resources', { resources: ['https://api.example/#part'] }],
    ['resources', { resources: ['/api'] }],
    ['redirect_uris', { redirect_uris: ['cn.jl.hall:/callback'] }],
    ['redirect_uris', { application_type: 'native', redirect_uris: ['javascript:alert(1)'] }],
    ['redirect_uris', { application_type: 'native', redirect_uris: ['hall://callback'] }],
  ])('is refused at %s: %o', async (field, more) => {
    expect(await fieldOf(more)).toBe(field);
  });

  it('may be an app’s, which comes back to a scheme of its own', async () => {
    const redirect_uris = ['cn.gov.jl.hall:/callback', 'http://127.0.0.1/callback'];
    expect(
      await fieldOf({ application_type: 'native', auth_method: 'none', redirect_uris }),
    ).toBeUndefined();
  });
});

describe('a strict client', () => {
  const strict: Partial<clients.Registration> = {
    profile: 'strict',
    auth_method: 'private_key_jwt',
    jwks: { keys: [EC] },
  };

  it('is told apart in the trail', async () => {
    expect(await fieldOf(strict)).toBeUndefined();
    expect((await auditTrail(fresh.base)).at(-1)).toMatchObject({
      kind: 'client.registered',
      detail: { profile: 'strict', auth_method: 'private_key_jwt' },
    });
  });

  it.each<[string, Partial<clients.Registration>]>([
    ['auth_method', { auth_method: 'client_secret_basic' }],
    ['auth_method', { auth_method: 'none' }],
    ['profile', { id_token_alg: 'RS256' }],
    ['profile', { pkce_exempt: { until: new Date('2027-01-01'), reason: 'old' } }],
    ['profile', { redirect_uris: ['http://localhost:4000/callback'] }],
    ['userinfo_signed_alg', { userinfo_signed_alg: 'RS256' }],
  ])('cannot stand otherwise: %s', async (field, more) => {
    expect(await fieldOf({ ...strict, ...more })).toBe(field);
  });
});
