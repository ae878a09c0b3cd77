import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { samlSettings } from '../../src/sources/protocols/saml-settings.ts';
import * as sources from '../../src/sources/sources.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { plant, registration } from './plant.ts';

const ours = selfSigned('ours');
const other = selfSigned('other');
const good = {
  issuer: 'https://sso.fund.test/idp',
  metadata_url: 'https://sso.fund.test/metadata',
  signing_key: ours.key,
  signing_certificate: ours.certificate,
  decryption_key: other.key,
  decryption_certificate: other.certificate,
};

describe('the settings of a SAML source', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
  });
  afterAll(() => database?.drop());

  const register = (settings: object) =>
    sources.register(database.base, { ...registration('fund'), protocol: 'saml', settings });

  test('a good one is taken, and its keys are shown to nobody', async () => {
    await register(good);
    const row = await sources.read(database.base, 'fund');
    if (!row) throw new Error('not registered');
    const shown = sources.settingsShown(database.base, row);
    const value = (name: string) => shown.find((one) => one.name === name)?.value;
    expect(value('issuer')).toBe(good.issuer);
    expect(shown.map(({ name }) => name)).toContain('signing_key');
    expect(value('signing_key')).toBeUndefined();
    expect(value('decryption_key')).toBeUndefined();
    expect(JSON.stringify(shown)).not.toContain('PRIVATE KEY');
    expect(JSON.stringify(await sources.overview(database.base))).not.toContain('PRIVATE KEY');
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const wrong: [string, object, string][] = [
    ['metadata twice', { metadata: '<x/>' }, 'metadata_url'],
    ['no metadata', { metadata_url: undefined }, 'metadata_url'],
    ['metadata in clear', { metadata_url: 'http://sso.fund.test/metadata' }, 'metadata_url'],
    [
      'clear to another machine, whatever is allowed',
      { metadata_url: 'http://sso.fund.test/metadata', allow_http: true },
      'metadata_url',
    ],
    ['sign-in that begins there', { unsolicited: true }, 'unsolicited'],
    ['a key without its certificate', { signing_certificate: undefined }, 'signing_certificate'],
    ['a certificate without its key', { signing_key: undefined }, 'signing_key'],
    [
      'a certificate of another key',
      { signing_certificate: other.certificate },
      'signing_certificate',
    ],
    [
      'a key that is too short',
      { signing_key: selfSigned('x', { bits: 1024 }).key },
      'signing_key',
    ],
    [
      'a key that is not of RSA',
      { signing_key: ec.export({ type: 'pkcs8', format: 'pem' }).toString() },
      'signing_key',
    ],
    ['something else as a certificate', { metadata_certificate: 'x' }, 'metadata_certificate'],
    [
      'encryption that nothing could read',
      { require_encryption: true, decryption_key: undefined, decryption_certificate: undefined },
      'decryption_key',
    ],
    ['a setting that does not exist', { allow_unsigned: true }, ''],
  ];
  test.each(wrong)('refused by name: %s', async (_, settings, field) => {
    const error: unknown = await register({ ...good, ...settings }).catch((error) => error);
    if (!(error instanceof Refusal)) throw new Error('not refused');
    expect(error.code).toBe('sources.bad_settings');
    expect(error.detail.field).toBe(`settings.${field}`);
  });

  test('unsolicited answers stay off, and say why', () => {
    expect(samlSettings.parse(good).unsolicited).toBe(false);
    const { error } = samlSettings.safeParse({ ...good, unsolicited: true });
    expect(error?.issues[0]?.message).toContain('not supported');
  });
});
