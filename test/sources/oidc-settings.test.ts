import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import type { Mapping } from '../../src/sources/mapping.ts';
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

  test('a storm of people is one look at the metadata', async () => {
    const { source } = await begin('storm', {});
    const start = { state: 'state of storm', callback: 'http://localhost:3000/callback/storm' };
    const before = provider.asked.discovery;
    await Promise.all(Array.from({ length: 20 }, () => source.begin(start)));
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
