import { type Check, type Format, MalformedHash, within } from './contract.ts';
import { digestIn, isSame, saltOf } from './encodings.ts';
import { slowly } from './slow.ts';

/** N, r and p of RFC 7914. */
export interface ScryptCost {
  cost: number;
  block_size: number;
  parallelism: number;
}

/** Checks a key of scrypt (RFC 7914), whatever text it was read from; at most 128 MiB, twice over. */
export function scryptCheck(
  { cost, block_size, parallelism }: ScryptCost,
  { salt, expected }: { salt: Buffer; expected: Buffer },
): Check {
  within('cost', cost, 2, 2 ** 20);
  if (!Number.isInteger(Math.log2(cost))) throw new MalformedHash('cost is no power of two');
  within('block_size', block_size, 1, 64);
  within('parallelism', parallelism, 1, 16);
  within('cost × block_size', cost * block_size, 2, 2 ** 20);
  within('cost × block_size × parallelism', cost * block_size * parallelism, 2, 2 ** 21);
  return async ({ bytes: password }) =>
    isSame(
      expected,
      await slowly({
        kind: 'scrypt',
        password,
        salt,
        length: expected.length,
        options: { N: cost, r: block_size, p: parallelism },
      }),
    );
}

const length = (key_length = 64) => within('key_length', key_length, 16, 128);

/** A key in one column and its salt in another. */
export const scrypt: Format = {
  takes: ['charset', 'salt_encoding', 'key_length', 'cost', 'block_size', 'parallelism'],
  read(stored) {
    const { key_length, cost = 16_384, block_size = 8, parallelism = 1 } = stored.params;
    const expected = digestIn(stored.hash, length(key_length));
    return scryptCheck({ cost, block_size, parallelism }, { salt: saltOf(stored), expected });
  },
  decoy: ({ key_length }) => ({ hash: '0'.repeat(2 * length(key_length)), salt: 'AAAA' }),
};
