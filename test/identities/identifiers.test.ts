import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mod112, mrzCheck } from '../../src/identities/check-digits.ts';
import { possibleReadings, readIdentifier } from '../../src/identities/identifiers.ts';

const NOW = new Date('2026-03-02T01:00:00Z');
const read = (type: string | undefined, text: string) => readIdentifier(type, text, NOW);

const identifierOf = (type: string | undefined, text: string) => {
  const reading = read(type, text);
  if (!reading.ok) throw new Error(`${text} was not read: ${reading.fault}`);
  return reading.identifier;
};
const faultOf = (type: string | undefined, text: string) => {
  const reading = read(type, text);
  return reading.ok ? 'read' : reading.fault;
};

/** The vectors of DOMAIN 2: made-up people and organisations, and specimens of the standards. */
const valid: Record<string, string[]> = {
  resident_id: [
    '220000190001010018',
    '220000190001010026',
    '220000190402290110',
    '220000202001010080',
    '22000019010101004X',
    '222401190506150913',
    '22018119020202003X',
  ],
  gat_residence_permit: [
    '810000195001010010',
    '810000195001010029',
    '820000196002290030',
    '820000195001010143',
    '830000197001010056',
    '830000197001010160',
  ],
  foreign_pr: [
    '922410195001010012',
    '922643195002020026',
    '92239219600229003X',
    '92284019700707004X',
    '922124198008080051',
    '91182619900909006X',
    '911124198108030024',
    '932682198501010017',
  ],
  uscc: [
    '91220100YYYYYYY17A',
    '92222401YYYYYYY25Q',
    '93220200XXXX00019X',
    '11220000XXXX00027W',
    '12220300XXXX000354',
    '52220800WWWW0004XY',
    '91350100M000100Y43',
  ],
  org_code: ['YYYYYYY1-7', 'XXXX0001-9', 'WWWW0004-X', 'D2143569-X', 'ABCD1234-X', 'ABCD1234X'],
  hm_pass: ['H00000001', 'M00000002', 'H0000000101', 'h00000001'],
  taiwan_pass: ['00000001', '00000002', '0000000301', '0000000301(B)', '0000000301（Ｂ）'],
  foreign_pr_old: ['KOR220050010101'],
  passport: ['E00000001', 'EA0000001', 'G00000001', 'M00000001', 'M000A0001', 'L898902C3'],
};

const invalid: [type: string, text: string, fault: string][] = [
  ['resident_id', '220000190002290015', 'date'],
  ['resident_id', '220000190001010019', 'checksum'],
  ['resident_id', '222401190506150193', 'checksum'],
  ['resident_id', '220000210001010013', 'date'],
  ['resident_id', '22000019000101001', 'form'],
  ['resident_id', '020000190001010018', 'prefix'],
  ['gat_residence_permit', '840000195001010016', 'prefix'],
  ['foreign_pr', '220000190001010018', 'prefix'],
  ['hm_pass', 'A00000001', 'form'],
  ['hm_pass', 'H000000011', 'form'],
  ['taiwan_pass', '1234567', 'form'],
  ['taiwan_pass', '123456789', 'form'],
  ['uscc', '91220100YYYYYYY17B', 'checksum'],
  ['uscc', '91220100IYYYYYY17A', 'form'],
  ['org_code', '00000000-0', 'placeholder'],
  ['org_code', 'YYYYYYY1-9', 'checksum'],
  ['passport', 'E!', 'form'],
  ['passport', 'KOR:0000', 'placeholder'],
  ['军官证', '00000001', 'type'],
  ['resident_id', ' \u200b ', 'empty'],
];

describe('the numbers on legal documents', () => {
  it.each(Object.entries(valid).flatMap(([type, all]) => all.map((text) => [type, text])))(
    'reads a %s written %s',
    (type, text) => {
      expect(identifierOf(type, text)).toMatchObject({ type, current: true });
    },
  );

  it.each(invalid)('refuses a %s written %s: %s', (type, text, fault) => {
    expect(faultOf(type, text)).toBe(fault);
  });

  it('accepts a check letter in small, in full width, and blanks between the digits', () => {
    for (const text of ['22000019010101004x', '22000019010101004Ｘ', '220000 19010101 004X'])
      expect(identifierOf('resident_id', text).key).toBe('22000019010101004X');
  });

  it('takes 15 digits only as the key to the same person’s 18', () => {
    expect(identifierOf('resident_id', '220000000101001')).toMatchObject({
      type: 'resident_id',
      value: '220000190001010018',
      key: '220000190001010018',
      current: false,
      warnings: ['fifteen_digits'],
    });
  });

  it('tells the sex and the birth date from the number', () => {
    expect(identifierOf('resident_id', '220000190001010018')).toMatchObject({
      gender: 1,
      birthdate: '1900-01-01',
    });
    expect(identifierOf('resident_id', '220000190001010026')).toMatchObject({ gender: 2 });
  });

  it('never refuses a number because of its area: a county that is gone, one that never was', () => {
    expect(faultOf('resident_id', '22018119020202003X')).toBe('read');
    const nowhere = '22999919900101001';
    expect(faultOf('resident_id', nowhere + mod112(nowhere))).toBe('read');
  });

  it('finds a foreigner’s card and a permit under the type that departments file them as', () => {
    expect(identifierOf('居民身份证', '922410195001010012').type).toBe('foreign_pr');
    expect(identifierOf('111', '810000195001010010').type).toBe('gat_residence_permit');
    expect(identifierOf('外国人永久居留身份证', 'KOR220050010101').type).toBe('foreign_pr_old');
  });

  it('compares a Hong Kong pass by the nine characters that last for life', () => {
    expect(identifierOf('hm_pass', 'H0000000101').key).toBe(
      identifierOf('hm_pass', 'H00000001').key,
    );
  });

  it('compares a passport only together with the country that issued it', () => {
    expect(identifierOf('passport', 'M00000001').key).toBeUndefined();
    expect(identifierOf('passport', 'KOR:M00000001').key).toBe('KOR:M00000001');
    expect(identifierOf('passport:KOR', 'm0000 0001').key).toBe('KOR:M00000001');
  });

  it('warns of an organisation code that does not check inside a credit code that does', () => {
    expect(identifierOf('uscc', '91220100YYYYYYY10L').warnings).toEqual(['inner_check']);
  });

  it('reads a number of unknown type only when its form cannot be mistaken', () => {
    expect(identifierOf(undefined, '220000190001010018').type).toBe('resident_id');
    expect(identifierOf(undefined, '91220100YYYYYYY17A').type).toBe('uscc');
    expect(identifierOf(undefined, 'H00000001').type).toBe('hm_pass');
    for (const text of ['00000001', 'E00000001', 'zhang.san'])
      expect(faultOf(undefined, text)).toBe('type');
    expect(possibleReadings('00000001', NOW).map(({ type }) => type)).toContain('taiwan_pass');
    expect(possibleReadings('zhang.san', NOW)).toEqual([]);
  });

  it.each([
    ['E00000001', '9'],
    ['EA0000001', '9'],
    ['G00000001', '3'],
    ['M00000001', '5'],
    ['M000A0001', '5'],
    ['L898902C3', '6'],
  ])('computes the machine-readable check digit of passport %s as %s', (number, digit) => {
    expect(mrzCheck(number)).toBe(digit);
  });
});

describe('any resident number', () => {
  const number = fc
    .tuple(
      fc.integer({ min: 100000, max: 799999 }),
      fc.date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999 }),
    )
    .map(([area, date, sequence]) => {
      const day = date.toISOString().slice(0, 10).replaceAll('-', '');
      const first = `${area}${day}${String(sequence).padStart(3, '0')}`;
      return first + mod112(first);
    });

  it('is read, and reading what was read changes nothing', () => {
    fc.assert(
      fc.property(number, (text) => {
        const { value } = identifierOf('resident_id', text);
        expect(identifierOf('resident_id', value)).toEqual(identifierOf('resident_id', text));
      }),
    );
  });

  it('is refused with any one digit wrong, or two neighbours swapped', () => {
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (text, at, by) => {
          const wrong = String((Number(text.charAt(at)) + by) % 10);
          expect(faultOf('resident_id', text.slice(0, at) + wrong + text.slice(at + 1))).not.toBe(
            'read',
          );
          const swapped =
            text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
          if (swapped !== text) expect(faultOf('resident_id', swapped)).not.toBe('read');
        },
      ),
    );
  });

  it('of the last century is what its 15-digit form leads to', () => {
    fc.assert(
      fc.property(number, (text) => {
        fc.pre(text.slice(6, 8) === '19');
        expect(identifierOf('resident_id', text.slice(0, 6) + text.slice(8, 17)).key).toBe(text);
      }),
    );
  });

  it('nothing that somebody types makes the reader fail', () => {
    const piece = fc.constantFrom(
      ...'0129XHKｘ９ -:/()（）.'.split(''),
      '\u0000',
      '\ud800',
      '𠮷',
      '证',
      '\u200b',
    );
    const typed = fc.string({ unit: piece, maxLength: 20 });
    const type = fc.oneof(
      typed,
      fc.constantFrom(undefined, 'toString', '__proto__', 'constructor', 'passport:KOR', '111'),
    );
    fc.assert(
      fc.property(type, typed, (type, text) => {
        expect(typeof read(type, text).ok).toBe('boolean');
        expect(Array.isArray(possibleReadings(text, NOW))).toBe(true);
      }),
    );
  });
});
