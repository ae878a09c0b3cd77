import { createHash, createHmac } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import {
  type Call,
  signedHeaders,
  signedParams,
  signingShape,
} from '../../src/sources/protocols/signing.ts';

const clock = { now: () => new Date('2026-11-23T02:03:04.567Z') };
const headerFamily = {
  kind: 'headers',
  algorithm: 'hmac-sha256',
  access_key: 'our-key',
  secret: 'a secret of nobody',
};
const call: Call = {
  method: 'POST',
  url: 'https://gateway.example/restapi/prod/userinfo?b=2',
  params: { a: '甲 1', c: '' },
};
const headers = (settings: object, of: Call = call) =>
  signedHeaders(signingShape.parse({ ...headerFamily, ...settings }), of, clock);
const params = (settings: object, of: Record<string, string>) =>
  signedParams(
    signingShape.parse({ kind: 'parameters', secret: 'k', ...settings }),
    { params: of },
    clock,
  );

describe('calls that are signed', () => {
  test('the header family signs request line, sorted query, key and date', () => {
    const date = 'Mon, 23 Nov 2026 02:03:04 GMT';
    const text = `POST\n/restapi/prod/userinfo\na=%E7%94%B2%201&b=2&c=\nour-key\n${date}\n`;
    expect(headers({})).toEqual({
      'X-BG-HMAC-ACCESS-KEY': 'our-key',
      'X-BG-HMAC-ALGORITHM': 'hmac-sha256',
      'X-BG-DATE-TIME': date,
      'X-BG-HMAC-SIGNATURE': createHmac('sha256', 'a secret of nobody')
        .update(text)
        .digest('base64'),
    });
  });

  test('a body is signed where it says so, and its parameters are no query', () => {
    const signed = headers(
      { signs: ['body', 'query', 'date'], date: 'yyyyMMddHHmmss', written: 'hex' },
      { ...call, body: '{"a":1}' },
    );
    expect(signed['X-BG-DATE-TIME']).toBe('20261123100304');
    expect(signed['X-BG-HMAC-SIGNATURE']).toBe(
      createHmac('sha256', 'a secret of nobody')
        .update('{"a":1}\nb=2\n20261123100304\n')
        .digest('hex'),
    );
  });

  test('HMAC-SM3 gives what GM/T 0042 says, HMAC-SHA256 what RFC 4231 says', () => {
    // The vector's text, signed as the one parameter's value.
    const text = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2);
    const key = Buffer.from(Array.from({ length: 32 }, (_, at) => at + 1)).toString('hex');
    const one = { secret: key, secret_is: 'hex', as: 'value', signs: ['text'] };
    expect(params({ ...one, algorithm: 'hmac-sm3' }, { text })['sign']).toBe(
      'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
    );
    const jefe = { secret: 'Jefe', as: 'value', signs: ['text'], algorithm: 'hmac-sha256' };
    expect(params(jefe, { text: 'what do ya want for nothing?' })['sign']).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('parameters are signed by name, empty ones left out, the key at the end', () => {
    const signed = params(
      { algorithm: 'md5', key_after: '&key=', written: 'HEX' },
      { b: '2', a: '1', none: '' },
    );
    const moment = String(clock.now().getTime());
    expect(signed).toEqual({
      timestamp: moment,
      sign: createHash('md5')
        .update(`a=1&b=2&timestamp=${moment}&key=k`)
        .digest('hex')
        .toUpperCase(),
    });
  });

  test('SM3 gives what GB/T 32905 says', () => {
    const settings = { algorithm: 'sm3', secret: 'c', key_after: '', as: 'value', signs: ['text'] };
    expect(params(settings, { text: 'ab' })['sign']).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    );
  });

  test('SM2 signs so that the public key of GM/T 0003.5 finds it true, and nothing else', () => {
    const secret = '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8';
    const known = sm2.getPublicKeyFromPrivateKey(secret.toLowerCase());
    expect(known).toBe(
      `04${'09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020'}${'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13'}`,
    );
    const standard =
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
    const options = { hash: true, userId: '1234567812345678' };
    expect(sm2.doVerifySignature('message digest', standard, known, options)).toBe(true);
    const settings = { algorithm: 'sm2-sm3', secret, as: 'value', between: '', signs: ['a', 'b'] };
    const { sign = '' } = params(settings, { b: ' digest', a: 'message' });
    expect(sm2.doVerifySignature('message digest', sign, known, options)).toBe(true);
    expect(sm2.doVerifySignature('message digesu', sign, known, options)).toBe(false);
    const other = params({ ...settings, sm2_user: 'ALICE123@YAHOO.COM' }, { b: '', a: '' });
    expect(sm2.doVerifySignature('', other['sign'] ?? '', known, options)).toBe(false);
  });

  test('each family touches its own place only', () => {
    const signing = signingShape.parse(headerFamily);
    expect(signedParams(signing, { params: {} }, clock)).toEqual({});
    expect(signedHeaders(undefined, call, clock)).toEqual({});
    const nonce = params({ algorithm: 'hmac-sha256', nonce: 'nonce' }, {})['nonce'];
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
  });

  test('settings that would sign nothing are refused', () => {
    const refused = (settings: object) =>
      expect(signingShape.safeParse({ ...headerFamily, ...settings }).success).toBe(false);
    refused({ algorithm: 'md5' });
    refused({ algorithm: 'sm2-sm3' });
    refused({ algorithm: 'sm2-sm3', secret: '0'.repeat(64) });
    refused({ signs: ['method'] });
    refused({ kind: 'parameters', access_key: undefined, algorithm: 'sm3' });
  });
});
