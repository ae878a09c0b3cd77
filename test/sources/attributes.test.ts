import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { readAmr, readAttributes, readSubject } from '../../src/sources/attributes.ts';
import { oidc } from '../../src/sources/protocols/oidc.ts';

const read = (attributes: Record<string, unknown>, id_types: Record<string, string> = {}) =>
  readAttributes({ ...oidc.mapping, id_types }, { attributes });

describe('what a source says of a person', () => {
  test.each<[unknown, string | undefined, string]>([
    ['测 试', '测 试', 'blanks inside stay: the name key decides about them'],
    ['  王测试\t\n', '王测试', 'blanks around go'],
    ['阿测•试验提', '阿测•试验提', 'dots stay as they are'],
    ['测\u{E0100}试', '测\u{E0100}试', 'variation selectors stay in the raw string'],
    ['\uF92F测', '\uF92F测', 'compatibility characters are never normalised'],
    ['\uE863测', '\uE863测', 'private use stays, for the counter to look at'],
    ['a\u0000b\u001Bc\u0085d', 'abcd', 'controls go'],
    ['\u202Emoc.rorrim\u202C', 'moc.rorrim', 'direction overrides go'],
    ['王\uD800测', '王测', 'half a surrogate pair goes'],
    ['\u0000\u202E', undefined, 'nothing left is no name'],
    [{ first: 'x' }, undefined, 'an object is no name'],
    [null, undefined, 'null is no name'],
  ])('a name that reads %j arrives as %j: %s', (raw, expected) => {
    expect(read({ name: raw }).name).toBe(expected);
  });

  test('document types are mapped by the settings, and others pass as they are', () => {
    const map = { '01': 'resident_id' };
    expect(read({ id_type: '01' }, map).id_type).toBe('resident_id');
    expect(read({ id_type: '军官证' }, map).id_type).toBe('军官证');
    expect(read({ id_type: 'constructor' }, map).id_type).toBe('constructor');
    expect(read({ id_type: 1, id_number: 220000190001010 }).id_number).toBe('220000190001010');
  });

  test.each([
    ['male', 1],
    ['女', 2],
    ['남', 1],
    [1, 1],
    ['9', 9],
    ['x', undefined],
    ['constructor', undefined],
    [3, undefined],
  ])('gender %j is %j in GB/T 2261.1', (raw, expected) => {
    expect(read({ gender: raw }).gender).toBe(expected);
  });

  test.each([
    ['1990-02-28', '1990-02-28'],
    ['19900228', '1990-02-28'],
    ['1990-02-30', undefined],
    ['yesterday', undefined],
  ])('birthdate %j is %j', (raw, expected) => {
    expect(read({ birthdate: raw }).birthdate).toBe(expected);
  });

  test('an address without an at sign is no e-mail address', () => {
    expect(read({ email: 'nobody' })).toEqual({});
    expect(read({ email: 'nobody@example.org' }).email).toBe('nobody@example.org');
  });

  test('whatever a source sends, what arrives is clean and short, or it is refused', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom('\u202E', '\u0000', '王', '𠮷', '\u200F'),
        maxLength: 300,
      }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        let clean: string | undefined;
        try {
          clean = read({ name }).name;
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          return;
        }
        if (clean === undefined) return;
        expect([...clean].length).toBeLessThanOrEqual(100);
        expect(clean).not.toMatch(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u);
        expect(clean).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('a subject is taken as it is or not at all', () => {
    expect(readSubject(' A1 ')).toBe(' A1 ');
    for (const bad of ['', 'x'.repeat(256), 'a\u0000', '\u202Ea', 7, undefined]) {
      expect(() => readSubject(bad)).toThrow(Refusal);
    }
  });

  test('methods are short words, and few', () => {
    expect(readAmr(['pwd', 'otp', 7, '<b>', 'x'.repeat(41)])).toEqual(['pwd', 'otp']);
    expect(readAmr(Array.from({ length: 50 }, () => 'pwd'))).toHaveLength(10);
  });
});
