import { createCipheriv } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/errors.ts';
import { encryptionShape, opened, openedAnswer } from '../../src/sources/protocols/decrypting.ts';

const settings = (said: object) => encryptionShape.parse({ fields: ['/no'], ...said });
const hex = (text: string) => Buffer.from(text, 'hex');
const refusedly = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    expect((error as Refusal).code).toBe('sources.bad_answer');
    return (error as Refusal).detail.words?.['fault'];
  }
  throw new Error('opened');
};
const number = '220000190001010018';
function sealed(name: string, key: Buffer, iv: Buffer | null, text = number): Buffer {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

describe('fields that come sealed', () => {
  test('AES and SM4 open the blocks of their standards', () => {
    // FIPS 197 C.1, GB/T 32907 A.1: one block, with the padding that such systems put after it.
    const aes = hex('000102030405060708090a0b0c0d0e0f');
    const plain = hex('00112233445566778899aabbccddeeff');
    const block = createCipheriv('aes-128-ecb', aes, null).update(plain);
    expect(block.toString('hex')).toBe('69c4e0d86a7b0430d8cdb78070b4c55a');
    const key = hex('0123456789abcdeffedcba9876543210');
    const sm = createCipheriv('sm4-ecb', key, null).update(key);
    expect(sm.toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
    for (const [algorithm, of] of [
      ['aes-ecb', aes],
      ['sm4-ecb', key],
    ] as const) {
      const name = algorithm === 'aes-ecb' ? 'aes-128-ecb' : 'sm4-ecb';
      const said = settings({ algorithm, key: of.toString('hex'), key_from: 'hex' });
      expect(opened(said, sealed(name, of, null).toString('base64'))).toBe(number);
    }
  });

  test('SM4-GCM opens what RFC 8998 A.1 seals, and nothing that was touched', () => {
    const key = '0123456789abcdeffedcba9876543210';
    const nonce = '00001234567800000000abcd';
    const plain = hex(
      `${'aa'.repeat(8)}${'bb'.repeat(8)}${'cc'.repeat(8)}${'dd'.repeat(8)}${'ee'.repeat(8)}${'ff'.repeat(8)}${'ee'.repeat(8)}${'aa'.repeat(8)}`,
    );
    const options = { mode: 'gcm', iv: nonce, output: 'array', outputTag: true } as const;
    const associatedData = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
    const vector = sm4.encrypt(Uint8Array.from(plain), key, {
      ...options,
      associatedData: Uint8Array.from(associatedData),
    });
    expect(Buffer.from(vector.tag ?? []).toString('hex')).toBe('83de3541e4c2b58177e065a9bf7b62ec');
    const { output, tag } = sm4.encrypt(Uint8Array.from(Buffer.from(number)), key, options);
    const whole = Buffer.concat([hex(nonce), output, tag ?? Buffer.alloc(0)]);
    const said = settings({ algorithm: 'sm4-gcm', key, key_from: 'hex' });
    expect(opened(said, whole.toString('base64'))).toBe(number);
    for (let at = 0; at < whole.length; at += 1) {
      const touched = Buffer.from(whole);
      touched[at] = (touched[at] ?? 0) ^ 1;
      refusedly(() => opened(said, touched.toString('base64')));
      refusedly(() => opened(said, whole.subarray(0, at).toString('base64')));
    }
  });

  test('each way from the agreed text to the key, as other languages take it', () => {
    const ways: [string, Buffer][] = [
      ['md5', hex('5ebe2294ecd0e0f08eab7690d2a6ee69')],
      ['md5-hex', Buffer.from('5ebe2294ecd0e0f08eab7690d2a6ee69')],
      ['padded-16', Buffer.concat([Buffer.from('secret'), Buffer.alloc(10)])],
      ['padded-32', Buffer.concat([Buffer.from('secret'), Buffer.alloc(26)])],
      ['sha256', hex('2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b')],
      // KeyGenerator("AES").init(128, SecureRandom("SHA1PRNG").setSeed("secret")).
      ['sha1prng', hex('14e65567abdb5135d0cfd9a70b3032c1')],
    ];
    for (const [key_from, key] of ways) {
      const said = settings({ algorithm: 'aes-ecb', key: 'secret', key_from, written: 'hex' });
      const value = sealed(`aes-${key.length * 8}-ecb`, key, null).toString('hex');
      expect(opened(said, value), key_from).toBe(number);
    }
  });

  test('the first bytes, the key or a fixed text begin a chain', () => {
    const key = Buffer.from('sixteen bytes !!');
    const iv = Buffer.from('another sixteen!');
    const said = (start: unknown, algorithm = 'sm4-cbc') =>
      settings({ algorithm, key: key.toString(), iv: start });
    const fixed = { hex: iv.toString('hex') };
    const chained = sealed('sm4-cbc', key, iv);
    expect(opened(said(fixed), chained.toString('base64'))).toBe(number);
    expect(opened(said('first'), Buffer.concat([iv, chained]).toString('base64'))).toBe(number);
    const own = sealed('aes-128-cbc', key, key).toString('base64');
    expect(opened(said('key', 'aes-cbc'), own)).toBe(number);
    refusedly(() => opened(said('first'), chained.subarray(0, 16).toString('base64')));
  });

  test('an answer is opened as a copy, where pointers lead; what is absent stays absent', () => {
    const key = Buffer.from('sixteen bytes !!');
    const value = sealed('aes-128-ecb', key, null).toString('base64');
    const said = settings({
      algorithm: 'aes-ecb',
      key: key.toString(),
      fields: ['/user/no', '/user/phone', '/nobody/no', '/user/constructor/name', '/user/empty'],
    });
    const answer = { user: { no: value, empty: '', name: '王测试' } };
    expect(openedAnswer(said, answer, JSON.parse)).toEqual({
      user: { no: number, empty: '', name: '王测试' },
    });
    expect(answer.user.no).toBe(value);
    const whole = sealed('aes-128-ecb', key, null, '{"no":"1"}').toString('base64');
    const all = settings({ algorithm: 'aes-ecb', key: key.toString(), fields: [''] });
    expect(openedAnswer(all, whole, JSON.parse)).toEqual({ no: '1' });
  });

  test('what is not sealed, sealed otherwise or no text is refused without a reason', () => {
    const said = settings({ algorithm: 'aes-ecb', key: 'sixteen bytes !!' });
    const other = sealed('aes-128-ecb', Buffer.from('sixteen bytes ??'), null);
    const latin = createCipheriv('aes-128-ecb', Buffer.from('sixteen bytes !!'), null);
    const notText = Buffer.concat([latin.update(hex('ff00fe')), latin.final()]);
    for (const value of [
      ...[number, '', 7, null, undefined, {}, ['x'], 'no base64!', '\n'.repeat(100_000)],
      ...[other.toString('base64'), notText.toString('base64')],
    ])
      expect(refusedly(() => opened(said, value))).toBe('a sealed field cannot be opened');
  });

  test('a key of the wrong length is refused in the settings, not at a sign-in', () => {
    const refused = (key: string, algorithm: string) =>
      encryptionShape.safeParse({ algorithm, key, fields: ['/no'] });
    expect(refused('short', 'aes-cbc').success).toBe(false);
    expect(refused('x'.repeat(32), 'sm4-cbc').success).toBe(false);
    expect(refused('x'.repeat(32), 'aes-cbc').success).toBe(true);
  });
});
