import { describe, expect, test } from 'vitest';
import { hashColumn, hashColumns, hashes, keyedHash } from '../../src/crypto/hash.ts';
import type { KeyRing } from '../../src/crypto/ring.ts';
import { ringOf } from '../keys/rings.ts';

/** The ring, and how many hashes it made. */
function counted(ring: KeyRing): { ring: KeyRing; made(): number } {
  let count = 0;
  const mac: KeyRing['suite']['mac'] = (key, data) => {
    count += 1;
    return ring.suite.mac(key, data);
  };
  return { ring: { ...ring, suite: { ...ring.suite, mac } }, made: () => count };
}

describe('a hash by a match key', () => {
  test('is made once, and twice only while two versions are written', () => {
    for (const [match, times] of [
      [[1], 1],
      [[1, 2], 2],
      [[2, 1], 2],
      [[2], 1],
    ] as const) {
      const { ring, made } = counted(ringOf({ match }));
      hashes(ring, 'identifier', 'somebody');
      expect(made()).toBe(times);
    }
  });

  test('of one version is the same on a node that looks up by it and on one that writes it besides', () => {
    const before = hashes(ringOf({ match: [1, 2] }), 'name', 'somebody');
    const after = hashes(ringOf({ match: [2, 1] }), 'name', 'somebody');
    expect(after).toEqual({ current: before.also, also: before.current });
    expect(hashes(ringOf({ match: [1] }), 'name', 'somebody')).toEqual({ current: before.current });
    expect(hashes(ringOf({ match: [2] }), 'name', 'somebody')).toEqual({ current: before.also });
    expect(before.current).not.toBe(before.also);
  });

  test('stands in the column of its version, whatever the step of the change', () => {
    const columns = (match: readonly number[]) => {
      const ring = ringOf({ match });
      return hashColumns(ring, 'match_hash', hashes(ring, 'identifier', 'somebody'));
    };
    const both = columns([1, 2]);
    expect(columns([2, 1])).toEqual(both);
    expect(both).toMatchObject({ match_version: 1, match_version_even: 2 });
    expect(columns([1])).toEqual({ ...both, match_hash_even: null, match_version_even: null });
    expect(columns([2])).toEqual({ ...both, match_hash: null, match_version: null });
    expect(columns([2, 3])).toMatchObject({
      match_hash_even: both.match_hash_even,
      match_version: 3,
    });
  });

  test('of nothing is null, and the row says by which versions it was looked at', () => {
    expect(hashColumns(ringOf({ match: [1, 2] }), 'name_hash', undefined)).toEqual({
      name_hash: null,
      name_hash_even: null,
      match_version: 1,
      match_version_even: 2,
    });
  });

  test('is looked up in the column of the first version', () => {
    const of = (match: readonly number[]) => hashColumn(ringOf({ match }), 'match_hash');
    expect([[1], [1, 2], [2, 1], [2], [2, 3], [3, 2]].map(of)).toEqual([
      'match_hash',
      'match_hash',
      'match_hash_even',
      'match_hash_even',
      'match_hash_even',
      'match_hash',
    ]);
  });

  test('with a version whose key is not there is a fault', () => {
    expect(() => keyedHash(ringOf({}), 'client-secret', 'a secret', 9)).toThrow('match key 9');
  });
});

test('tokens, cookies and tries are hashed the same in every step', () => {
  for (const purpose of ['artefact', 'try', 'network'] as const) {
    const of = (match: readonly number[]) => keyedHash(ringOf({ match }), purpose, 'a value');
    expect(new Set([[1], [1, 2], [2, 1], [2]].map(of)).size).toBe(1);
  }
});
