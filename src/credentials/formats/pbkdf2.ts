import { type Check, type Format, MalformedHash, within } from './contract.ts';
import { sizes } from './digest.ts';
import { digestIn, isSame, saltOf } from './encodings.ts';
import { slowly } from './slow.ts';

/** More than twice what any framework has asked for so far; about a second. */
export const mostIterations = 3_000_000;

export type Pbkdf2Digest = 'sha1' | 'sha256' | 'sha512';

/** Checks a key of PBKDF2 (RFC 8018 §5.2), whatever text it was read from. */
export function pbkdf2Check(
  digest: Pbkdf2Digest,
  { salt, iterations, expected }: { salt: Buffer; iterations: number; expected: Buffer },
): Check {
  within('iterations', iterations, 1, mostIterations);
  return async ({ bytes: password }) =>
    isSame(
      expected,
      await slowly({
        kind: 'pbkdf2',
        password,
        salt,
        iterations,
        length: expected.length,
        digest,
      }),
    );
}

/** A key in one column and its salt in another. */
export function pbkdf2(digest: Pbkdf2Digest): Format {
  const length = (key_length: number = sizes[digest]) => within('key_length', key_length, 16, 128);
  return {
    takes: ['charset', 'salt_encoding', 'iterations', 'key_length'],
    read(stored) {
      const { iterations, key_length } = stored.params;
      if (iterations === undefined) throw new MalformedHash('iterations are not said');
      const expected = digestIn(stored.hash, length(key_length));
      return pbkdf2Check(digest, { salt: saltOf(stored), iterations, expected });
    },
    decoy: ({ key_length }) => ({ hash: '0'.repeat(2 * length(key_length)), salt: 'AAAA' }),
  };
}
