import { expect, it } from 'vitest';
import { mayNameSomebody } from '../../src/sources/protocols/may-name-somebody.ts';

it.each([
  ['220000199001010018', 'a resident ID'],
  ['220000 19900101 001x', 'one with blanks'],
  ['２２００００１９９００１０１００１８', 'one in full width'],
  ['220000900101001', 'one of 15 digits'],
  ['gjj-220000199001010018-2', 'one within a name of theirs'],
  ['19900001234', 'a mobile number'],
  ['+86 199-0000-1234', 'one as it is called from abroad'],
  ['wx_19900001234_2024', 'one within a name of theirs'],
  ['00000000-0000-0000-0000-019900001234', 'one in the clothes of a UUID'],
  ['0431-80001234', 'a fixed line'],
  ['+821000001234', 'a number from abroad'],
  ['E00001234', 'a passport'],
  ['M000A0001', 'a passport of the Republic of Korea'],
  ['H00001234', 'a travel permit'],
  ['KOR220000901011', 'an old permit of residence'],
  ['91220000MA00000001', 'a unified social credit code'],
  ['wang@example.test', 'an e-mail address'],
  ['王测试', 'a name'],
  ['김시험', 'a name'],
  ['cn=wangceshi,ou=people', 'a distinguished name'],
])('%s may be somebody: %s', (text) => {
  expect(mayNameSomebody(text)).toBe(true);
});

it.each([
  'gjj-of-its-own-1',
  '1001',
  'a',
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '12345678-1234-4234-8234-abcdef012345',
  '_5d41402abc4b2a76b9719d911017c592',
  'N2ivIuTOZ4qXcvLHdxR5mA',
])('%s is nobody by its shape', (text) => {
  expect(mayNameSomebody(text)).toBe(false);
});
