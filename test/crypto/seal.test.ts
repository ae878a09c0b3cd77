import { expect, test } from 'vitest';
import { open, seal, UnknownKey } from '../../src/crypto/seal.ts';
import { ringOf } from '../keys/rings.ts';

const place = { table: 'identities', column: 'name_sealed', row: 'row-7' };

test('a value opens with every ring that knows its key, whichever key seals there', () => {
  const before = seal(ringOf({ field: ['t1', 't2'] }), place, '张测试');
  const after = seal(ringOf({ field: ['t2', 't1'] }), place, '张测试');
  expect([before, after].map((sealed) => sealed.split('.')[1])).toEqual(['t1', 't2']);
  for (const field of [
    ['t1', 't2'],
    ['t2', 't1'],
  ])
    for (const sealed of [before, after])
      expect(open(ringOf({ field }), place, sealed)).toBe('张测试');
});

test('a value under a key that is not in the ring is a fault that names key and place, and no data', () => {
  const sealed = seal(ringOf({ field: ['t1'] }), place, '张测试');
  const opening = () => open(ringOf({ field: ['t2'] }), place, sealed);
  expect(opening).toThrow(UnknownKey);
  expect(opening).toThrow(
    'field key t1 is not in the ring: identities.name_sealed, row row-7 is sealed with it',
  );
});

test('a value that was altered or moved to another row, column or table does not open', () => {
  const ring = ringOf({});
  const sealed = seal(ring, place, '张测试');
  for (const other of [{ row: 'row-8' }, { column: 'alias_sealed' }, { table: 'links' }])
    expect(() => open(ring, { ...place, ...other }, sealed)).toThrow();
  const flipped = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.slice(-1);
  expect(() => open(ring, place, flipped)).toThrow();
});
