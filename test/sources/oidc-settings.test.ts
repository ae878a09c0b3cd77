import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
import { oidc } from '../../src/sources/protocols/oidc.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type Account,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../doubles/openid-provider.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';

describe('an OpenID provider as a source', () => {
  let database: FreshDatabase;
  let provider: OpenIdProvider;
  beforeAll(async () => {
    database = await freshDatabase();
    provider = await startOpenIdProvider({ clock: database.clock });
    await plant(database.base);
  });
  afterAll(async () => {
    await provider?.stop();
    await database?.drop();
  });

  async function begin(id: string, settings: object, start: object = {}, mapping?: Mapping) {
    const { base } = database;
    const all = { ...provider.settings, ...settings };
    await sources.register(base, { ...registration(id), ceiling: 3, settings: all, mapping });
    const row = await sources.read(base, id);
    if (!row) throw new Error('not registered');
    const source = sources.open(base, row);
    if (source.kind !== 'redirect') throw new Error('an OpenID provider is visited');
    const callback = `http://localhost:3000/callback/${id}`;
    const visit = await source.begin({ state: `state of ${id}`, callback, ...start });
    return { source, ...visit };
  }

  async function arrival(id: string, account: Account, mapping?: Mapping) {
    provider.signsIn(account);
    const { source, to, remember } = await begin(id, {}, {}, mapping);
    const back = await provider.visit(to.url);
    const arrived = await source.complete(
      { params: Object.fromEntries(back.searchParams) },
      remember,
    );
    if (arrived === 'cancelled') throw new Error('cancelled');
    return arrived;
  }

  test('claims come by the names that the department uses', async () => {
    const claims = { name: 'xm', id_type: 'zjlx', id_number: 'zjhm', phone_number: 'sjh' };
    const account = {
      sub: 'a',
      xm: '王测试',
      zjlx: '01',
      zjhm: '220000190001010018',
      sjh: '19900000001',
    };
    const mapping = { fields: claims, id_types: { '01': 'resident_id' } };
    expect((await arrival('named', account, mapping)).attributes).toEqual({
      name: '王测试',
      id_type: 'resident_id',
      id_number: '220000190001010018',
      phone_number: '19900000001',
    });
  });

  test('the level is what the source asserts, never above its ceiling, and 0 for words we do not know', async () => {
    const levels = { fields: {}, levels: { low: 1, high: 4 } };
    expect((await arrival('silent', { sub: 'a' })).level).toBe(3);
    expect((await arrival('low', { sub: 'a', acr: 'low' }, levels)).level).toBe(1);
    expect((await arrival('high', { sub: 'a', acr: 'high' }, levels)).level).toBe(3);
    expect((await arrival('odd', { sub: 'a', acr: 'odd' }, levels)).level).toBe(0);
    expect((await arrival('none', { sub: 'a' }, levels)).level).toBe(0);
    expect((await arrival('proto', { sub: 'a', acr: 'constructor' }, levels)).level).toBe(0);
  });

  test('the request carries PKCE, state and nonce, and nothing of the person', async () => {
    const { to, remember } = await begin('asked', {}, { ui_locales: 'ko', reauthenticate: true });
    const asks = Object.fromEntries(new URL(to.url).searchParams);
    expect(asks).toMatchObject({
      response_type: 'code',
      client_id: 'songhua',
      state: 'state of asked',
      code_challenge_method: 'S256',
      ui_locales: 'ko',
      prompt: 'login',
    });
    expect(asks['nonce']).toBe(remember['nonce']);
    expect(asks['code_challenge']).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(asks)).not.toContain(remember['verifier']);
  });

  test('how old a sign-in may be is asked, and held against what the source says', async () => {
    const start = { reauthenticate: true };
    const asks = async (id: string, settings: object, more: object) =>
      new URL((await begin(id, settings, more)).to.url).searchParams.get('max_age');
    expect(await asks('age-not', {}, start)).toBeNull();
    expect(await asks('age-ten', { max_age_s: 600 }, {})).toBe('600');
    expect(await asks('age-now', { max_age_s: 600 }, start)).toBe('0');
    const came = async (id: string, seconds: number) => {
      provider.signsIn({ sub: 'a' });
      provider.misdeeds = { oldSignIn: seconds };
      const { source, to, remember } = await begin(id, { max_age_s: 600 });
      const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
      return source.complete({ params }, remember).finally(provider.mend);
    };
    expect(await came('age-fresh', 500)).toMatchObject({ subject: 'a' });
    await expect(came('age-old', 1_000)).rejects.toMatchObject({ code: 'sources.bad_answer' });
  });

  test('who must sign in anew has done so, where the source says when, also unasked', async () => {
    const came = async (id: string, seconds: number) => {
      provider.signsIn({ sub: 'a' });
      provider.misdeeds = { datesSignIn: true, oldSignIn: seconds };
      const { source, to, remember } = await begin(id, {}, { reauthenticate: true });
      expect(new URL(to.url).searchParams.get('max_age')).toBeNull();
      const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
      return source.complete({ params }, remember).finally(provider.mend);
    };
    expect(await came('anew', 290)).toMatchObject({ subject: 'a' });
    await expect(came('anew-old', 310)).rejects.toMatchObject({
      ...{ code: 'sources.bad_answer', detail: { words: { fault: 'not signed in anew' } } },
    });
    const { source, to, remember } = await begin('anew-any', {});
    provider.misdeeds = { datesSignIn: true, oldSignIn: 3_600 };
    const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
    await expect(source.complete({ params }, remember)).resolves.toMatchObject({ subject: 'a' });
    provider.mend();
  });

  test('a long number in userinfo is kept to the digit, and nothing that was rounded is taken', async () => {
    const number = '220000190001010018';
    provider.misdeeds = {
      rewrites: { userinfo: (json) => json.replace('"number"', number) },
    };
    const account = { sub: 'a', id_number: 'number' };
    expect((await arrival('number', account)).attributes.id_number).toBe(number);
    // The library reads a signed one itself, and rounds.
    provider.misdeeds = { alsoSays: '"id_number":220000190001010018' };
    await expect(arrival('number-signed', { sub: 'a' })).rejects.toMatchObject({
      detail: { words: { fault: 'a number is too long to be exact' } },
    });
    provider.misdeeds = {
      rewrites: { userinfo: (json) => json.replace('{', '{"name":"王测试","name":"李测试",') },
    };
    await expect(arrival('number-twice', { sub: 'a' })).rejects.toMatchObject({
      code: 'sources.bad_answer',
    });
    provider.mend();
  });

  test('userinfo that must be signed is taken only when it is, and by the source', async () => {
    const came = async (id: string, how?: 'well' | 'foreign') => {
      provider.signsIn({ sub: 'a', name: '王测试' });
      if (how) provider.misdeeds = { signsUserinfo: how };
      const { source, to, remember } = await begin(id, { userinfo_signed_response_alg: 'ES256' });
      const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
      return source.complete({ params }, remember).finally(provider.mend);
    };
    expect(await came('signed-well', 'well')).toMatchObject({
      attributes: { name: '王测试' },
      session: { name: 'there-a', holder: 'a' },
    });
    for (const how of ['foreign', undefined] as const)
      await expect(came(`signed-${how}`, how)).rejects.toMatchObject({
        code: 'sources.bad_answer',
      });
  });

  test('a provider without a discovery document is connected by its addresses', async () => {
    const { issuer } = provider;
    const metadata = {
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      authorization_response_iss_parameter_supported: true,
    };
    const settings = { metadata, id_token_signed_response_alg: 'ES256' };
    provider.signsIn({ sub: 'a', name: '王测试' });
    const before = provider.asked.discovery;
    const { source, to, remember } = await begin('by-hand', settings);
    const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
    expect(await source.complete({ params }, remember)).toMatchObject({ subject: 'a' });
    expect(provider.asked.discovery).toBe(before);
    const elsewhere = { ...metadata, jwks_uri: `${issuer}/nowhere` };
    await expect(begin('by-hand-gone', { metadata: elsewhere })).rejects.toMatchObject({
      code: 'sources.unavailable',
    });
    provider.misdeeds = { down: ['jwks'] };
    await expect(begin('by-hand-down', settings)).rejects.toMatchObject({
      code: 'sources.unavailable',
    });
    provider.mend();
  });

  test('what expires is said with its day, and keys that cannot be are refused at once', () => {
    const settings = { ...provider.settings, expires: { client_secret: '2027-01-31' } };
    expect(oidc.expiries?.(settings, undefined)).toEqual([
      { what: 'client_secret', at: new Date('2027-01-31T16:00:00Z') },
    ]);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const weak = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const faults = (more: object) =>
      oidc.settings.safeParse({ ...provider.settings, ...more }).error?.issues[0]?.path.join('.');
    expect(faults({ client_auth: 'private_key_jwt' })).toBe('client_key');
    expect(faults({ client_auth: 'private_key_jwt', client_key: 'no key' })).toBe('client_key');
    expect(faults({ decryption_key: weak })).toBe('decryption_key');
    expect(faults({ client_secret: undefined })).toBe('client_secret');
    expect(faults({ metadata: { token_endpoint: 'http://elsewhere.test' } })).toBeDefined();
  });

  test('a storm of people is one look at the metadata', async () => {
    const spoken = oidc.open(provider.settings, {
      ...{ clock: database.clock, source_id: 'storm', mapping: oidc.mapping },
      document: async () => undefined,
      once: async () => true,
    });
    if (spoken.kind !== 'visit') throw new Error('an OpenID provider is visited');
    const start = { state: 'state of storm', callback: 'http://localhost:3000/callback/storm' };
    const before = provider.asked.discovery;
    await Promise.all(Array.from({ length: 20 }, () => spoken.begin(start)));
    expect(provider.asked.discovery).toBe(before + 1);
  });

  test('faults that an operator reads hold nothing of the person', async () => {
    provider.misdeeds = { wrongAudience: true };
    const account = { sub: 'gjj-0001', name: '王测试', id_number: '220000190001010018' };
    const error: unknown = await arrival('quiet', account).catch((error: unknown) => error);
    provider.mend();
    if (!(error instanceof Refusal)) throw new Error('not refused');
    expect(error.cause).toBeUndefined();
    expect(error.detail).toEqual({
      words: { fault: 'token OAUTH_JWT_CLAIM_COMPARISON_FAILED aud' },
    });
  });
});
