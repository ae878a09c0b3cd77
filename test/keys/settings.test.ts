import { expect, test } from 'vitest';
import { ConfigFaults } from '../../config/faults.ts';
import { readConfig } from '../../config/index.ts';
import { makeRing } from '../../src/crypto/ring.ts';

const key = (word: string) => Buffer.from(word.padEnd(32, '.')).toString('base64url');
const SONGHUA_MATCH_KEYS = [1, 2, 3].map((n) => `${n}:${key(`match ${n}`)}`).join(',');

function faultOf(env: Record<string, string>): string | undefined {
  try {
    readConfig(env);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof ConfigFaults)) throw thrown;
    return thrown.faults.map(({ variable, fault }) => `${variable} ${fault}`).join();
  }
}

test.each([
  ['1', 1, undefined],
  ['1,2', 1, 2],
  ['2, 1', 2, 1],
  ['2', 2, undefined],
  ['3,2', 3, 2],
])('MATCH_VERSIONS %s looks up by %s and writes %s besides', (MATCH_VERSIONS, first, second) => {
  const ring = makeRing(readConfig({ SONGHUA_MATCH_KEYS, MATCH_VERSIONS }).ring());
  expect([ring.matchVersion, ring.alsoMatchVersion]).toEqual([first, second]);
  expect([...ring.matchKeys.keys()]).toEqual([1, 2, 3]);
});

test('a new match key changes nothing before MATCH_VERSIONS names it', () => {
  const ring = makeRing(readConfig({ SONGHUA_MATCH_KEYS }).ring());
  expect([ring.matchVersion, ring.alsoMatchVersion]).toEqual([1, undefined]);
});

test.each(['0', '1,3', '1,1', '1,2,3', 'one', '1;2', '2,'])(
  'MATCH_VERSIONS %s is refused',
  (MATCH_VERSIONS) => {
    expect(faultOf({ SONGHUA_MATCH_KEYS, MATCH_VERSIONS })).toContain('MATCH_VERSIONS is neither');
  },
);

test('a version without its key is refused', () => {
  expect(faultOf({ MATCH_VERSIONS: '1,2' })).toBe(
    'MATCH_VERSIONS names version 2, and SONGHUA_MATCH_KEYS has no key of it.',
  );
});

test('a field key at the end is known and does not seal', () => {
  const SONGHUA_FIELD_KEYS = `old:${key('old')},new:${key('new')}`;
  const ring = makeRing(readConfig({ SONGHUA_FIELD_KEYS }).ring());
  expect(ring.fieldKeyId).toBe('old');
  expect([...ring.fieldKeys.keys()]).toEqual(['old', 'new']);
});
