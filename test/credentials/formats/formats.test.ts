import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decoy,
  type FormatName,
  formatNames,
  isSalted,
  MalformedHash,
  matches,
  misfit,
  type Params,
  type Stored,
} from '../../../src/credentials/formats/formats.ts';
import { vectors } from './vectors.ts';

/** What each format needs to be told, and no more. */
const needs = (format: FormatName): Params =>
  format.startsWith('pbkdf2') ? { iterations: 1000 } : {};

describe('the formats of old tables', () => {
  it('are all held by vectors', () => {
    const held = new Set(vectors.map(({ stored }) => stored.format));
    expect(formatNames.filter((name) => !held.has(name))).toEqual([]);
  });

  it.each(
    vectors.map((one) => [`${one.stored.format} ${one.stored.hash.slice(0, 30)}`, one] as const),
  )('accept the password that was hashed and no other: %s', async (_, { stored, password }) => {
    expect(await matches(stored, password)).toBe(true);
    expect(await matches(stored, `不${password.slice(1)}`)).toBe(false);
  });

  it('read a bcrypt hash whose salt carries bits that are not used', async () => {
    // The last character of the salt stands for two bits: u and v are the same there.
    const hash = '$2b$05$abcdefghijklmnopqrstuvwy.fVIDh/fWoy.ouzBxCxuiaTiHulVa';
    expect(await matches({ format: 'bcrypt', hash }, '王测试密码')).toBe(true);
  });

  it('let no password with a NUL stand for the one before it', async () => {
    // Computed with HMAC and the cyclic key of bcrypt in mind: both would say yes.
    const bcrypt = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
    expect(await matches({ format: 'bcrypt', hash: bcrypt }, 'U*U\0U*U')).toBe(false);
    const pbkdf2: Stored = {
      format: 'pbkdf2-sha1',
      hash: '4b007901b765489abead49d926f721d065a429c1',
      salt: 'salt',
      params: { iterations: 4096 },
    };
    expect(await matches(pbkdf2, 'password\0')).toBe(false);
  });

  it('take no password longer than 4,096 bytes', async () => {
    const of = (password: string): Stored => ({
      format: 'sha256',
      hash: createHash('sha256').update(password).digest('hex'),
    });
    expect(await matches(of('码'.repeat(1365)), '码'.repeat(1365))).toBe(true);
    expect(await matches(of('码'.repeat(1366)), '码'.repeat(1366))).toBe(false);
  });

  it('know an account of Django without a password, which nothing opens', async () => {
    const hash = '!Z8zFqCzmCuecRfxextIzMkw1Xwvzvo1KAaSQmPE8';
    const stored: Stored = { format: 'django', hash, params: { usual_cost: 1000 } };
    expect(await matches(stored, hash)).toBe(false);
    expect(await matches(stored, '')).toBe(false);
  });
});

describe('a stored text that is not of its format', () => {
  const digits = (count: number) => 'a'.repeat(count);
  const broken: [FormatName, string, string, Partial<Stored>?][] = [
    ['md5', 'an empty text', ''],
    ['md5', 'a plain password', 'Passw0rd'],
    ['md5', 'hex that is too long', digits(40)],
    ['sha256', 'base64 that is too short', 'on8U8RuNA+IP5GXj5kx6Ug=='],
    ['md5-salt-before', 'no salt', digits(32)],
    ['md5-salt-before', 'a null for a salt', digits(32), { salt: null }],
    [
      'md5-salt-after',
      'a salt that is not hex',
      digits(32),
      { salt: 'xyz', params: { salt_encoding: 'hex' } },
    ],
    ['pbkdf2-sha256', 'iterations that nobody said', digits(64), { salt: 's' }],
    [
      'pbkdf2-sha256',
      'a thousand million iterations',
      digits(64),
      { salt: 's', params: { iterations: 1e9 } },
    ],
    [
      'pbkdf2-sha256',
      'a key of two bytes',
      'aaaa',
      { salt: 's', params: { iterations: 1000, key_length: 2 } },
    ],
    [
      'scrypt',
      'a cost that is no power of two',
      digits(128),
      { salt: 's', params: { cost: 16_383 } },
    ],
    ['scrypt', 'a gibibyte of memory', digits(128), { salt: 's', params: { cost: 2 ** 20 } }],
    [
      'scrypt',
      'more work than the limit',
      digits(128),
      { salt: 's', params: { cost: 2 ** 17, parallelism: 16 } },
    ],
    ['bcrypt', 'a cost of 31', `$2b$31$${digits(53)}`],
    ['bcrypt', 'a cost of 16', `$2b$16$${digits(53)}`],
    ['bcrypt', 'a cost of 3', `$2b$03$${digits(53)}`],
    ['bcrypt', 'the mark of a faulty implementation', `$2x$10$${digits(53)}`],
    ['bcrypt', 'a text that was cut off', `$2b$10$${digits(43)}`],
    [
      'argon2',
      'a gibibyte of memory',
      '$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ$QTDpKOTj02ZIcdyqBplvFc5LCEB387jI',
    ],
    [
      'argon2',
      'a million passes',
      '$argon2id$v=19$m=1024,t=1000000,p=1$c29tZXNhbHQ$QTDpKOTj02ZIcdyqBplvFc5LCEB387jI',
    ],
    [
      'argon2',
      'one cost twice',
      '$argon2id$v=19$m=1024,t=1,t=1$c29tZXNhbHQ$QTDpKOTj02ZIcdyqBplvFc5LCEB387jI',
    ],
    [
      'argon2',
      'another version',
      '$argon2id$v=20$m=1024,t=1,p=1$c29tZXNhbHQ$QTDpKOTj02ZIcdyqBplvFc5LCEB387jI',
    ],
    ['phpass', 'two to the 31 rounds', `$P$T${digits(30)}`],
    ['phpass', 'two to the 19 rounds', `$P$H${digits(30)}`],
    ['django', 'an algorithm that there is not', 'crypt$$abc'],
    ['django', 'the name of a property of all objects', 'constructor$abc$def'],
    ['django', 'a thousand million iterations', `pbkdf2_sha256$1000000000$salt$${digits(43)}=`],
    ['django', 'iterations that are no number', `pbkdf2_sha256$1e3$salt$${digits(43)}=`],
    ['django', 'parts missing', 'sha1$abc'],
    ['django', 'a bcrypt of cost 31', `bcrypt_sha256$$2b$31$${digits(53)}`],
    ['django', 'scrypt of absurd cost', `scrypt$1073741824$salt$8$1$${digits(86)}==`],
    ['spring', 'no encoder', `$2a$10$${digits(53)}`],
    ['spring', 'an encoder that there is not', '{md4}0011'],
    ['spring', 'the name of a property of all objects', '{constructor}0011'],
    [
      'spring',
      'scrypt of absurd cost',
      '{scrypt}$1f0801$AAECAwQFBgcICQoLDA0ODw==$q2riWsqCCrBg+yTzWUJlUe4xbImxkouBwYpLJ7grH9Y=',
    ],
    ['ldap', 'plain text', 'Passw0rd'],
    ['ldap', 'another scheme', '{CRYPT}abcdefghijklm'],
    ['ldap', 'a salted scheme without a salt', '{SSHA}wFtm57i9mH9EJcsYArt32YoUV84='],
    ['ldap', 'a scheme without salt that has one', '{SHA}TbslX6eyMSOcSAxWQ4XF66P68rYBAv8E'],
  ];

  it.each(broken)('is a fault and not a wrong password: %s, %s', async (format, _, hash, more) => {
    const fault: MalformedHash = await matches({ format, hash, ...more }, 'x').then(
      () => expect.unreachable(),
      (fault) => fault,
    );
    expect(fault).toBeInstanceOf(MalformedHash);
    expect(fault.message).toContain(format);
    if (hash.trim() !== '') expect(`${fault.message} ${fault.stack}`).not.toContain(hash);
  });

  it('is plain text, even where the framework has a name for it', async () => {
    const stored: Stored = { format: 'spring', hash: '{noop}Passw0rd' };
    await expect(matches(stored, 'Passw0rd')).rejects.toThrow('plain text');
    expect(formatNames.filter((name) => /plain|noop|text/.test(name))).toEqual([]);
  });
});

describe('a name that is not in the table', () => {
  it.each(formatNames)('costs a check of %s, which no password passes', async (format) => {
    const stored = decoy(format, needs(format));
    for (const password of ['', '王测试密码', stored.hash])
      expect(await matches(stored, password)).toBe(false);
  });

  it('costs what most rows of the table cost, where the rows say it', () => {
    expect(decoy('bcrypt').hash).toMatch(/^\$2b\$10\$/);
    expect(decoy('bcrypt', { usual_cost: 8 }).hash).toMatch(/^\$2b\$08\$/);
    expect(decoy('spring', { usual_cost: 12 }).hash).toMatch(/^\{bcrypt\}\$2b\$12\$/);
    expect(decoy('django', { usual_cost: 260_000 }).hash).toMatch(/^pbkdf2_sha256\$260000\$/);
    expect(decoy('phpass', { usual_cost: 11 }).hash).toMatch(/^\$P\$9/);
  });
});

describe('the params of a table', () => {
  it('fit when a format can be read with them', () => {
    for (const format of formatNames) expect(misfit(format, needs(format))).toBeUndefined();
    expect(misfit('md5-salt-after', { charset: 'gbk', salt_encoding: 'base64' })).toBeUndefined();
    expect(
      misfit('scrypt', { cost: 32_768, block_size: 8, parallelism: 1, key_length: 32 }),
    ).toBeUndefined();
    expect(misfit('bcrypt', { usual_cost: 12 })).toBeUndefined();
  });

  it.each<[FormatName, Params, unknown]>([
    ['bcrypt', { charset: 'gbk' }, { param: 'charset', why: 'means nothing for bcrypt' }],
    ['md5', { salt_encoding: 'hex' }, { param: 'salt_encoding', why: 'means nothing for md5' }],
    ['pbkdf2-sha1', {}, { why: 'iterations are not said' }],
    ['pbkdf2-sha1', { iterations: 1e9 }, { why: 'iterations: not within 1 and 3000000' }],
    ['scrypt', { block_size: 100 }, { why: 'block_size: not within 1 and 64' }],
    ['bcrypt', { usual_cost: 31 }, { why: 'the cost of bcrypt: not within 4 and 15' }],
    ['phpass', { usual_cost: 30 }, { why: 'the rounds of phpass: not within 7 and 18' }],
    ['phpass', { usual_cost: 99 }, { why: expect.any(String) }],
    ['django', { usual_cost: 0.5 }, { why: expect.any(String) }],
  ])('of %s may not be %o', (format, params, why) => {
    expect(misfit(format, params)).toEqual(why);
  });

  it('say which formats have a column of salts', () => {
    expect(formatNames.filter(isSalted)).toEqual([
      ...['md5', 'sha1', 'sha256', 'sha512', 'sm3'].flatMap((name) => [
        `${name}-salt-before`,
        `${name}-salt-after`,
      ]),
      'pbkdf2-sha1',
      'pbkdf2-sha256',
      'pbkdf2-sha512',
      'scrypt',
    ]);
  });
});
