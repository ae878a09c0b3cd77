import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import {
  assertedLevel,
  type Mapping,
  mapped,
  mappingShape,
  reads,
  wordsFor,
} from '../../src/sources/mapping.ts';

type Fields = Mapping['fields'];
const map = (fields: Fields, said: Record<string, unknown>) => mapped({ fields }, said);

describe('a mapping', () => {
  const said = {
    xm: '王测试',
    'urn:oid:2.5.4.42': '测试',
    data: { user: { certNo: '220000190001010018', kinds: ['01', '02'] } },
    xing: '王',
    ming: '测试',
    nothing: null,
  };

  test.each<[string, Fields, object]>([
    ['takes an attribute by its name', { name: 'xm' }, { name: '王测试' }],
    ['takes a name with dots and colons as it is', { name: 'urn:oid:2.5.4.42' }, { name: '测试' }],
    [
      'follows a JSON pointer',
      { id_number: '/data/user/certNo' },
      { id_number: '220000190001010018' },
    ],
    ['follows one into a list', { id_type: '/data/user/kinds/1' }, { id_type: '02' }],
    ['writes a constant', { id_type: { value: 'resident_id' } }, { id_type: 'resident_id' }],
    [
      'looks a word up in a table',
      { gender: { path: '/data/user/kinds/0', table: { '01': '1' } } },
      { gender: '1' },
    ],
    ['leaves out a word that the table lacks', { gender: { path: 'xm', table: {} } }, {}],
    [
      'takes a part by a regular expression',
      {
        birthdate: {
          path: '/data/user/certNo',
          pattern: '^.{6}(\\d{4})(\\d\\d)(\\d\\d)',
          take: '$1-$2-$3',
        },
      },
      { birthdate: '1900-01-01' },
    ],
    ['joins parts', { name: { join: ['xing', 'ming'] } }, { name: '王测试' }],
    ['leaves a joint out when a part is missing', { name: { join: ['xing', 'gone'] } }, {}],
    ['leaves out what is not said, or null', { name: 'gone', alias: 'nothing' }, {}],
    ['finds nothing that an object inherits', { name: '/data/constructor/name' }, {}],
  ])('%s', (_, fields, ours) => {
    expect(map(fields, said)).toEqual(ours);
  });

  test('the same value twice is one; two values are refused, with the field', () => {
    expect(map({ name: 'cn' }, { cn: ['王测试', '王测试'] })).toEqual({ name: '王测试' });
    let thrown: unknown;
    try {
      map({ id_number: 'no' }, { no: ['220000190001010018', '220000190001010026'] });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Refusal);
    expect(thrown).toMatchObject({
      code: 'sources.bad_answer',
      detail: { words: { fault: 'id_number repeated' } },
    });
  });

  test('a pattern is not tried on what is longer than any name or number', () => {
    const fields = { name: { path: 'xm', pattern: '(.*)' } };
    expect(map(fields, { xm: 'x'.repeat(201) })).toEqual({});
  });

  test.each([
    '(',
    '(a+)+',
    '(a*)*b',
    '(\\w+\\s?){2,}',
    '(a)\\1',
    '(?<x>a)\\k<x>',
    '^(\\w|\\d)+@',
    '^((a+))+$',
    '^(.*),(.*),(.*)x$',
  ])('the pattern %s is refused: wrong, or slow by whoever comes', (pattern) => {
    const wrong = mappingShape.safeParse({ fields: { name: { path: 'xm', pattern } } });
    expect(wrong.success).toBe(false);
  });

  test('levels go both ways: a word that is not in the table asserts nothing', () => {
    const mapping: Mapping = { fields: {}, levels: { low: 1, high: 3, higher: 4 } };
    const level = (acr?: string) =>
      assertedLevel(mapping, { attributes: {}, ...(acr !== undefined && { acr }) });
    expect([level('low'), level('higher'), level('constructor'), level()]).toEqual([1, 4, 0, 0]);
    expect(assertedLevel({ fields: {} }, { acr: 'high', attributes: {} })).toBeUndefined();
    expect(
      assertedLevel({ ...mapping, acr: '/data/lv' }, { attributes: { data: { lv: 'low' } } }),
    ).toBe(1);
    expect(wordsFor(mapping, 2)).toEqual(['high', 'higher']);
    expect(wordsFor({ fields: {} }, 2)).toEqual([]);
  });
});

test('a mapping reads an attribute however it is named in it', () => {
  const rules: Fields[] = [
    { id_number: 'sub' },
    { phone_number: '/sub' },
    { birthdate: { path: 'sub', pattern: '^.{6}(.{8})', take: '$1' } },
    { gender: { path: 'sub', table: { '1': '1' } } },
    { name: { join: ['xing', { path: '/sub', table: {} }] } },
  ];
  expect(rules.map((fields) => reads({ fields }, 'sub'))).toEqual(rules.map(() => true));
  const others: Fields = { name: 'subject', alias: '/data/sub', gender: { value: 'sub' } };
  expect(reads({ fields: others }, 'sub')).toBe(false);
});
