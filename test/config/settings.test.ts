// Whole, since it is one table: every setting with what it refuses.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigFaults } from '../../config/faults.ts';
import { readConfig } from '../../config/index.ts';
import { developmentSecrets } from '../../config/production.ts';
import { makeRing } from '../../src/crypto/ring.ts';

/** Fixed, so that the names of the tests are the same each time. */
const bad = (word: string) => Buffer.from(word.padEnd(32, '.')).toString('base64url');
const freshKey = () => randomBytes(32).toString('base64url');

/** A full and right environment of production; each test spoils one thing in it. */
const production = (changes: Record<string, string | undefined> = {}) => ({
  NODE_ENV: 'production',
  ISSUER: 'https://id.example.cn',
  DATABASE_URL: 'postgresql://songhua:top-secret-word@db.example.cn/songhua',
  SONGHUA_FIELD_KEYS: `2027a:${freshKey()},2026a:${freshKey()}`,
  SONGHUA_MATCH_KEYS: `1:${freshKey()}`,
  SONGHUA_SUBJECT_KEY: freshKey(),
  SONGHUA_AUDIT_KEY: freshKey(),
  SONGHUA_FORM_KEYS: `${freshKey()},${freshKey()}`,
  AUDIT_HEADS_FILE: '/var/lib/songhua-heads/audit-heads.ndjson',
  OWNER_NAME: '某省某局',
  ...changes,
});

/** The faults of an environment, by variable; empty when it can be used. */
function faultsOf(env: Record<string, string | undefined>): Record<string, string> {
  try {
    readConfig(env);
    return {};
  } catch (thrown) {
    if (!(thrown instanceof ConfigFaults)) throw thrown;
    return Object.fromEntries(thrown.faults.map(({ variable, fault }) => [variable, fault]));
  }
}

describe('development', () => {
  test('the gateway starts with an empty environment, on the loopback address', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      production: false,
      issuer: 'http://localhost:3000',
      host: '127.0.0.1',
      port: 3000,
      sessionIdleMinutes: 30,
      sessionHours: 12,
      recoveryWaitHours: 72,
    });
    expect(config.databaseUrl()).toBeUndefined();
    expect(makeRing(config.ring()).fieldKeyId).toBe('dev');
  });

  test('the issuer follows the port, and the audit heads follow the data directory', () => {
    const config = readConfig({ PORT: '4100', DATA_DIR: '/srv/try' });
    expect(config.issuer).toBe('http://localhost:4100');
    expect(config.auditHeadsFile).toBe('/srv/try/audit-heads.ndjson');
  });

  test('an empty variable counts as absent', () => {
    expect(readConfig({ PORT: '', HELP_LINE: '' })).toMatchObject({
      port: 3000,
      helpLine: '12345',
    });
  });
});

describe('the receiver of the trail', () => {
  const url = 'tls://log.example.cn:6514';

  test('is none unless it is given', () => {
    expect(readConfig({}).auditSyslog).toBeUndefined();
  });

  test.each([
    ['tls://log.example.cn', { host: 'log.example.cn', port: 6514 }],
    ['tls://LOG.example.cn:7000', { host: 'log.example.cn', port: 7000 }],
    ['tls://10.0.0.9:6514', { host: '10.0.0.9', port: 6514 }],
    ['tls://[fd00::9]', { host: 'fd00::9', port: 6514 }],
  ])('%s is read', (text, where) => {
    expect(readConfig({ AUDIT_SYSLOG_URL: text }).auditSyslog).toEqual({
      ...where,
      ...{ ca: undefined, cert: undefined, key: undefined },
    });
  });

  test.each([
    'tcp://127.0.0.1:514',
    'udp://log.example.cn',
    'log.example.cn:6514',
    'tls://log.example.cn:0',
    'tls://log.example.cn:65536',
    'tls://log.example.cn/path',
    'tls://user@log.example.cn',
    'tls://1.2.3',
    'tls://',
  ])('%s is refused', (text) => {
    expect(faultsOf({ AUDIT_SYSLOG_URL: text })).toEqual({
      AUDIT_SYSLOG_URL: 'is not an address such as tls://log.example.cn:6514.',
    });
  });

  test('files without a receiver, and a certificate without its key, are refused', () => {
    expect(Object.keys(faultsOf({ AUDIT_SYSLOG_CA: 'ca.pem', AUDIT_SYSLOG_CERT: 'c' }))).toEqual([
      'AUDIT_SYSLOG_CA',
      'AUDIT_SYSLOG_CERT',
    ]);
    const half = (name: string) => Object.keys(faultsOf({ AUDIT_SYSLOG_URL: url, [name]: 'f' }));
    expect(half('AUDIT_SYSLOG_CERT')).toEqual(['AUDIT_SYSLOG_KEY']);
    expect(half('AUDIT_SYSLOG_KEY')).toEqual(['AUDIT_SYSLOG_CERT']);
    expect(half('AUDIT_SYSLOG_CA')).toEqual([]);
  });
});

describe('the sandbox', () => {
  test('is none unless it is said, and then one in production mode too', () => {
    expect(readConfig({})).toMatchObject({ sandbox: false, sandboxIssuer: undefined });
    expect(readConfig(production({ SANDBOX: 'true' })).sandbox).toBe(true);
    // Where a stranger's application may lie: in production nowhere but in public, unless it is said.
    expect(readConfig(production({ SANDBOX: 'true' })).sandboxNetworks).toEqual([]);
    expect(
      readConfig(production({ SANDBOX: 'true', SANDBOX_NETWORKS: '10.20.0.0/16' })).sandboxNetworks,
    ).toEqual(['10.20.0.0/16']);
    expect(readConfig({}).sandboxNetworks).toEqual(['127.0.0.0/8', '::1/128']);
  });

  test.each(['TRUE', '1', 'yes', 'constructor'])('SANDBOX=%s is refused', (text) => {
    expect(faultsOf({ SANDBOX: text })).toEqual({ SANDBOX: 'is not one of true, false.' });
  });

  test('reports count from another deployment only', () => {
    const issuer = 'https://sandbox.id.example.cn';
    expect(readConfig(production({ SANDBOX_ISSUER: issuer })).sandboxIssuer).toBe(issuer);
    expect(faultsOf(production({ SANDBOX_ISSUER: 'https://id.example.cn' }))).toEqual({
      SANDBOX_ISSUER: 'is our own ISSUER.',
    });
    expect(faultsOf(production({ SANDBOX_ISSUER: issuer, SANDBOX: 'true' }))).toEqual({
      SANDBOX_ISSUER: 'is given, and this deployment is the sandbox.',
    });
  });
});

describe('production', () => {
  test('a full set of settings is accepted as it stands', () => {
    const env = production();
    const config = readConfig(env);
    expect(config.production).toBe(true);
    expect(config.databaseUrl()).toBe(env.DATABASE_URL);
    expect(config.ring().fieldKeys.map(({ id }) => id)).toEqual(['2027a', '2026a']);
    expect(config.formKeys()).toHaveLength(2);
    expect(config.ring().formKey).toEqual(config.formKeys()[0]);
  });

  test.each(Object.keys(developmentSecrets))('%s from development is refused', (variable) => {
    const text = developmentSecrets[variable];
    expect(faultsOf(production({ [variable]: text }))[variable]).toContain('development secret');
  });

  test('a development key is refused also under another id, and in another variable', () => {
    const [, key] = (developmentSecrets['SONGHUA_FIELD_KEYS'] ?? '').split(':');
    expect(
      faultsOf(production({ SONGHUA_FIELD_KEYS: `own:${freshKey()},x:${key}` })),
    ).toHaveProperty('SONGHUA_FIELD_KEYS');
    expect(faultsOf(production({ SONGHUA_AUDIT_KEY: key }))).toHaveProperty('SONGHUA_AUDIT_KEY');
  });

  test.each(Object.keys(developmentSecrets))('%s has no stand-in', (variable) => {
    expect(faultsOf(production({ [variable]: undefined }))).toHaveProperty(variable);
  });

  test('an http issuer is refused, on this machine too', () => {
    expect(faultsOf(production({ ISSUER: 'http://localhost:3000' }))).toEqual({
      ISSUER: 'is an http address.',
    });
    expect(faultsOf(production({ ISSUER: 'http://id.example.cn' }))).toHaveProperty('ISSUER');
  });

  test('the embedded database is refused', () => {
    expect(faultsOf(production({ DATABASE_URL: undefined }))['DATABASE_URL']).toContain('embedded');
  });

  test('one key for two purposes is refused', () => {
    const key = freshKey();
    const env = production({ SONGHUA_AUDIT_KEY: key, SONGHUA_FORM_KEYS: key });
    expect(faultsOf(env)).toEqual({
      SONGHUA_FORM_KEYS: 'holds a key that stands in SONGHUA_AUDIT_KEY too.',
    });
  });
});

describe('faults', () => {
  test('all of them are reported at once, each with the way to mend it', () => {
    const env = production({
      PORT: 'http',
      ISSUER: 'https://id.example.cn/',
      DATABASE_URL: 'mysql://db',
      SONGHUA_SUBJECT_KEY: 'short',
      SESSION_HOURS: '0',
      LOG_LEVEL: 'loud',
    });
    expect(Object.keys(faultsOf(env)).sort()).toEqual([
      'DATABASE_URL',
      'ISSUER',
      'LOG_LEVEL',
      'PORT',
      'SESSION_HOURS',
      'SONGHUA_SUBJECT_KEY',
    ]);
    expect(() => readConfig(env)).toThrow(/6 of the settings.*PORT: is not a whole number/s);
    expect(() => readConfig(env)).toThrow(/Give a free port\./);
  });

  test.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '3e3'],
    ['PORT', '-1'],
    ['ISSUER', 'https://id.example.cn/login'],
    ['ISSUER', 'https://ID.example.cn'],
    ['ISSUER', 'http://id.example.cn'],
    ['ISSUER', 'id.example.cn'],
    ['HELP_LINE', '12345\nSet-Cookie: x'],
    ['SONGHUA_FIELD_KEYS', bad('a')],
    ['SONGHUA_FIELD_KEYS', `a:${bad('b')},a:${bad('c')}`],
    ['SONGHUA_FIELD_KEYS', `a:${bad('d')},`],
    ['SONGHUA_MATCH_KEYS', `0:${bad('e')}`],
    ['SONGHUA_MATCH_KEYS', `one:${bad('f')}`],
    ['SONGHUA_FORM_KEYS', `${bad('g')} ${bad('h')}`],
    ['SONGHUA_AUDIT_KEY', bad('x').slice(0, 42)],
    ['SONGHUA_AUDIT_KEY', `${'A'.repeat(42)}B`],
    ['TRUSTED_PROXIES', 'all'],
    ['NODE_ENV', 'prod'],
  ])('%s cannot be %j', (variable, text) => {
    expect(faultsOf({ [variable]: text })).toHaveProperty(variable);
  });

  test('a misspelt variable of ours is named instead of overlooked', () => {
    expect(faultsOf(production({ SONGHUA_FIELD_KEY: 'a' }))).toEqual({
      SONGHUA_FIELD_KEY: 'is not a setting.',
    });
  });
});

describe('secrets', () => {
  test('no print of the settings shows a key or the database password', () => {
    const env = production();
    const config = readConfig(env);
    const prints = [
      inspect(config, { depth: null, showHidden: true, getters: true }),
      JSON.stringify(config),
      `${config}`,
      inspect({ ...config }),
    ].join();
    expect(prints).toContain('id.example.cn');
    for (const secret of secretsIn(env)) expect(prints).not.toContain(secret);
  });

  test('a fault never repeats the value, whichever variable it was pasted into', () => {
    const env = production();
    for (const secret of secretsIn(env)) {
      for (const variable of Object.keys(env)) {
        const spoilt = { ...env, PORT: 'none', [variable]: `${secret} ${secret}` };
        expect(printedFaults(spoilt)).toContain('PORT');
        expect(printedFaults(spoilt)).not.toContain(secret);
      }
    }
  });
});

function printedFaults(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
    return '';
  } catch (thrown) {
    return inspect(thrown, { depth: null });
  }
}

const secretsIn = (env: Record<string, string | undefined>) => [
  'top-secret-word',
  ...Object.entries(env)
    .filter(([name]) => name.startsWith('SONGHUA_'))
    .flatMap(([, text]) => (text ?? '').split(','))
    .map((part) => part.slice(part.lastIndexOf(':') + 1)),
];
