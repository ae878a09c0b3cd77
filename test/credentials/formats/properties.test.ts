import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import argon2 from 'argon2';
import { hashSync } from 'bcryptjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FormatName,
  formatNames,
  matches,
  type Stored,
} from '../../../src/credentials/formats/formats.ts';
import { work } from '../../../src/credentials/formats/slow-work.ts';

type Made = Omit<Stored, 'format'>;
type Make = (password: string, salt: string) => Made | Promise<Made>;

const hex = (name: string, text: string) => createHash(name).update(text).digest('hex');

const plain =
  (name: string): Make =>
  (password) => ({ hash: hex(name, password) });
const before =
  (name: string): Make =>
  (password, salt) => ({ hash: hex(name, salt + password), salt });
const after =
  (name: string): Make =>
  (password, salt) => ({ hash: hex(name, password + salt), salt });

const pbkdf2 =
  (name: string, length: number): Make =>
  (password, salt) => ({
    hash: pbkdf2Sync(password, salt, 2, length, name).toString('base64'),
    salt,
    params: { iterations: 2 },
  });

/** What a department would have written; the register is exhaustive, so that no format is forgotten. */
const made = {
  md5: plain('md5'),
  'md5-salt-before': before('md5'),
  'md5-salt-after': after('md5'),
  'md5-md5': (password) => ({ hash: hex('md5', hex('md5', password)) }),
  sha1: plain('sha1'),
  'sha1-salt-before': before('sha1'),
  'sha1-salt-after': after('sha1'),
  sha256: plain('sha256'),
  'sha256-salt-before': before('sha256'),
  'sha256-salt-after': after('sha256'),
  sha512: plain('sha512'),
  'sha512-salt-before': before('sha512'),
  'sha512-salt-after': after('sha512'),
  sm3: plain('sm3'),
  'sm3-salt-before': before('sm3'),
  'sm3-salt-after': after('sm3'),
  'pbkdf2-sha1': pbkdf2('sha1', 20),
  'pbkdf2-sha256': pbkdf2('sha256', 32),
  'pbkdf2-sha512': pbkdf2('sha512', 64),
  bcrypt: (password) => ({ hash: hashSync(password, 4) }),
  scrypt: (password, salt) => ({
    hash: scryptSync(password, salt, 64, { N: 16 }).toString('hex'),
    salt,
    params: { cost: 16 },
  }),
  argon2: async (password) => ({
    hash: await argon2.hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 }),
  }),
  // Its own work made the vectors' hashes too, which others computed.
  phpass: (password) => {
    const job = { kind: 'phpass', salt: 'saltSALT', rounds: 128 } as const;
    const hash = work({ ...job, password: Buffer.from(password) });
    return { hash: `$P$5saltSALT${Buffer.from(hash)}` };
  },
  django: (password) => ({
    hash: `bcrypt_sha256$${hashSync(hex('sha256', password), 4)}`,
  }),
  spring: (password) => ({ hash: `{SHA-256}{s}${hex('sha256', `${password}{s}`)}` }),
  ldap: (password) => ({
    hash: `{SSHA}${Buffer.from(hex('sha1', `${password}salt`) + Buffer.from('salt').toString('hex'), 'hex').toString('base64')}`,
  }),
} satisfies Record<FormatName, Make>;

/** Of one character or a thousand, in any script; without NUL, which no form lets through. */
const passwords = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0')),
  fc.constantFrom('', '王测试密码', '비밀번호', 'a', '码'.repeat(341), 'x'.repeat(1024)),
);

/** What the format itself can tell apart: of bcrypt the first 72 bytes. */
function seen(format: FormatName, password: string): string {
  const bytes = Buffer.from(password);
  return (format === 'bcrypt' ? bytes.subarray(0, 72) : bytes).toString('hex');
}

describe('every format', () => {
  it.each(formatNames)('%s accepts its own password and no other', async (format) => {
    await fc.assert(
      fc.asyncProperty(
        passwords,
        passwords,
        fc.string({ maxLength: 12 }),
        async (password, other, salt) => {
          const stored: Stored = { format, ...(await made[format](password, salt)) };
          expect(await matches(stored, password)).toBe(true);
          expect(await matches(stored, other)).toBe(seen(format, password) === seen(format, other));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('in GBK accepts what GBK can say, and no password that it cannot', async () => {
    const written = new TextDecoder('gbk');
    // First-level characters of GB 2312: every pair of these bytes is one.
    const han = fc
      .array(fc.tuple(fc.integer({ min: 0xb0, max: 0xd6 }), fc.integer({ min: 0xa1, max: 0xfe })), {
        minLength: 1,
        maxLength: 12,
      })
      .map((pairs) => Uint8Array.from(pairs.flat()));
    await fc.assert(
      fc.asyncProperty(han, fc.string({ maxLength: 5 }), async (bytes, ascii) => {
        fc.pre(!ascii.includes('\0'));
        const password = written.decode(bytes) + ascii;
        const hash = createHash('md5').update(bytes).update(ascii).digest('hex');
        const stored: Stored = { format: 'md5', hash, params: { charset: 'gbk' } };
        expect(await matches(stored, password)).toBe(true);
        expect(await matches({ ...stored, params: {} }, password)).toBe(false);
        expect(await matches(stored, `${password}비`)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('in GBK writes the euro sign as code page 936 does', async () => {
    const hash = createHash('md5').update(Uint8Array.of(0x80)).digest('hex');
    expect(await matches({ format: 'md5', hash, params: { charset: 'gbk' } }, '€')).toBe(true);
  });
});
