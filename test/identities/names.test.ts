import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskName, maskNumber, maskPhone } from '../../src/identities/masks.ts';
import { readName } from '../../src/identities/names.ts';
import { readEmail, readPhone } from '../../src/identities/phones.ts';

const key = (raw: string) => readName(raw).key;

describe('a name as it is compared', () => {
  it.each([
    ['𠮷测试', '𠮷测试'],
    ['测 试', '测试'],
    ['测试\u3000', '测试'],
    ['阿测•试验提', '阿测·试验提'],
    ['阿测．试验提', '阿测·试验提'],
    ['阿测.试验提', '阿测·试验提'],
    ['阿测・试验提', '阿测·试验提'],
    ['测\u{e0100}试', '测试'],
    ['测\u200b试', '测试'],
    ['\uf92f测', '\uf92f测'],
    ['〇测', '〇测'],
    ['䶮测', '䶮测'],
    ['ＹＡＮＧＢＥＮ\u3000ZHENGJIAN', 'YANGBEN ZHENGJIAN'],
    ['yangben  zhengjian', 'YANGBEN ZHENGJIAN'],
    ['J. Specimen', 'J. SPECIMEN'],
    ['测试(테스트)', '测试'],
  ])('is made from %j as %j', (raw, expected) => {
    expect(key(raw)).toBe(expected);
  });

  it('counts characters, not halves of them', () => {
    expect(key('𠮷'.repeat(100))).toHaveLength(200);
    expect(key('𠮷'.repeat(101))).toBeUndefined();
  });

  it('is not made from Hangul, which is kept as the name beside the name', () => {
    expect(readName('김테스트')).toEqual({ flagged: false, alias: '김테스트' });
    expect(readName('金测试 김테스트')).toEqual({
      flagged: false,
      alias: '김테스트',
      key: '金测试',
    });
  });

  it('flags a private-use character and says which one it probably is', () => {
    expect(readName('\ue863测')).toEqual({ key: '\ue863测', flagged: true, read_as: '䶮测' });
    expect(readName('䶮测').flagged).toBe(false);
  });

  it('is not made from nothing, marks or control characters', () => {
    for (const raw of ['', ' ', '\u200b', '·', '12345', '测\u0000试'])
      expect(key(raw)).toBeUndefined();
  });

  const part = fc.constantFrom(
    '测',
    '试',
    '𠮷',
    '䶮',
    '\uf92f',
    '·',
    '•',
    '．',
    '.',
    ' ',
    '\u3000',
    'a',
    'Ｂ',
    'é',
    '김',
    '\ue863',
    '\u200d',
    '\ufe00',
  );

  it('stays what it is when it is read again', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const first = key(parts.join(''));
        if (first !== undefined) expect(key(first)).toBe(first);
      }),
    );
  });

  it('never runs two different Han characters together', () => {
    const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(
        fc.array(han, { minLength: 2, maxLength: 4 }),
        fc.array(han, { minLength: 2, maxLength: 4 }),
        (a, b) => {
          expect(key(a.join('')) === key(b.join(''))).toBe(a.join('') === b.join(''));
        },
      ),
    );
  });
});

describe('a mobile number', () => {
  it.each(['19900000001', '+86 199-0000-0001', '００８６１９９００００００01', '8619900000001'])(
    'written %s is +8619900000001',
    (raw) => {
      expect(readPhone(raw)).toBe('+8619900000001');
    },
  );

  it.each([
    '12900000001',
    '1990000000',
    '1440000000001',
    '+19900000001',
    '',
    'abc',
    '+852 5000000',
  ])('is not what %j is', (raw) => {
    expect(readPhone(raw)).toBeUndefined();
  });

  it('may be a neighbour’s', () => {
    expect(readPhone('+852 50000000')).toBe('+85250000000');
    expect(readPhone('+82 010-0000-0001')).toBe('+821000000001');
  });

  it('has a cousin: an address is compared without case', () => {
    expect(readEmail(' Test@Example.ORG ')).toBe('test@example.org');
    expect(readEmail('nobody')).toBeUndefined();
  });
});

describe('what a page shows of a person', () => {
  it('is enough for the owner and too little for others', () => {
    expect(maskName('测试')).toBe('测*');
    expect(maskName('𠮷测试')).toBe('𠮷**');
    expect(maskName('YANGBEN ZHENGJIAN')).toBe('Y*** Z***');
    expect(maskName('')).toBe('***');
    expect(maskNumber('220000190001010018')).toBe('220***********0018');
    expect(maskNumber('H00000001')).toBe('H******01');
    expect(maskNumber('KR1')).toBe('***');
    expect(maskPhone('+8619900000001')).toBe('199****0001');
  });
});
