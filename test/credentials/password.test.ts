import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCommon } from '../../src/credentials/common-passwords.ts';
import { checkPolicy, type Personal } from '../../src/credentials/password.ts';

const codeOf = (password: string, personal?: Personal) => {
  try {
    checkPolicy(password, personal);
    return 'fine';
  } catch (refusal) {
    return (refusal as { code?: string }).code;
  }
};

describe('a common password', () => {
  it.each([
    'password',
    'Password1!',
    'p@ssw0rd',
    'P@ssw0rd123',
    '12345678',
    '123456789',
    '87654321',
    '11111111',
    '88888888',
    '5201314520',
    '13145201314',
    '11223344',
    '19900101',
    '13800000000',
    '147258369',
    'qwertyui',
    'qwerty123',
    '1qaz2wsx',
    'qazwsxedc',
    '1q2w3e4r',
    'asdfghjkl',
    'abcd1234',
    'abc12345',
    'a1b2c3d4',
    'aaaaaaaa',
    'abababab',
    'woaini520',
    'woaini1314',
    'wodemima',
    'woaizhongguo',
    'zhangwei1990',
    'changchun123',
    'admin@123',
    'admin888',
    'iloveyou',
    'iloveyou1',
    'letmein123',
    'hello123',
    '520woaini',
    'woaini5201314',
    '!QAZ@WSX',
    'zaq12wsx',
    'saranghae1',
    'sunshine2024',
  ])('is %s', (password) => {
    expect(isCommon(password)).toBe(true);
  });

  it.each([
    '一句不短的话 2026',
    'correct horse battery staple',
    'Hq7-松花江-92',
    'tR9x!mVe',
    'mountain-ferry-48',
    'wuyue de hua kai le',
    '봄날의 강물 2026',
    '4829105736',
  ])('is not %s', (password) => {
    expect(isCommon(password)).toBe(false);
  });

  it('is told in no time, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 256, unit: 'binary-ascii' }), (password) => {
        expect(typeof isCommon(password)).toBe('boolean');
      }),
    );
  });
});

describe('a new password', () => {
  it('has 8 to 256 characters, counted as people count them', () => {
    expect(codeOf('tR9x!mV')).toBe('credentials.password_short');
    expect(codeOf('tR9x!mVe')).toBe('fine');
    expect(codeOf('𠮷野家的牛肉饭')).toBe('credentials.password_short');
    expect(codeOf('𠮷野家的牛肉饭碗')).toBe('fine');
    expect(codeOf('松花江'.repeat(86))).toBe('credentials.password_long');
  });

  it('is not the person’s own data with a little around it', () => {
    const personal: Personal = {
      login_name: 'Li.Ceshi88',
      id_number: '22000019010101004X',
      phone_number: '+8619900000001',
      birthdate: '1990-03-07',
    };
    for (const own of [
      'li.ceshi88',
      '88ihsec.il',
      '22000019010101004x',
      '0101004X',
      '01004x01',
      '19900000001',
      '00000001a',
      '19900307',
      'a900307!',
    ])
      expect(codeOf(own, personal), own).toBe('credentials.password_common');
    expect(codeOf('li.ceshi88 goes to the river', personal)).toBe('fine');
  });
});
