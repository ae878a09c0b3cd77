import library from 'argon2';
import { queue } from '../hashing.ts';
import { type Check, type Format, MalformedHash, within } from './contract.ts';
import { base64In, isSame } from './encodings.ts';

const types = {
  argon2d: library.argon2d,
  argon2i: library.argon2i,
  argon2id: library.argon2id,
} as const;

const form =
  /^\$(argon2(?:d|i|id))(?:\$v=(\d+))?\$((?:[mtp]=\d+,?){3})\$([A-Za-z\d+/]+)\$([A-Za-z\d+/]+)$/;

/** Checks Argon2 (RFC 9106) in PHC form; without `v=` it is of version 16. At most 256 MiB. */
export function argon2Check(hash: string): Check {
  const [, type, version = '16', costs = '', salt = '', digest = ''] = form.exec(hash) ?? [];
  const cost = new Map(costs.split(',').map((one) => [one[0], Number(one.slice(2))] as const));
  if (!isType(type) || cost.size !== 3 || !['16', '19'].includes(version))
    throw new MalformedHash('it is not argon2 in PHC form');
  const expected = base64In(digest);
  const bytesOfSalt = base64In(salt);
  within('the bytes of the hash', expected.length, 12, 128);
  within('the bytes of the salt', bytesOfSalt.length, 8, 128);
  const parallelism = within('p of argon2', cost.get('p') ?? 0, 1, 16);
  const memoryCost = within('m of argon2', cost.get('m') ?? 0, 8 * parallelism, 2 ** 18);
  const timeCost = within('t of argon2', cost.get('t') ?? 0, 1, 64);
  within('m × t of argon2', memoryCost * timeCost, 8, 2 ** 20);
  return async ({ bytes }) =>
    isSame(
      expected,
      await queue(() =>
        library.hash(Buffer.from(bytes), {
          raw: true,
          type: types[type],
          version: Number(version),
          salt: bytesOfSalt,
          hashLength: expected.length,
          memoryCost,
          timeCost,
          parallelism,
        }),
      ),
    );
}

const isType = (text = ''): text is keyof typeof types => Object.hasOwn(types, text);

export const argon2: Format = {
  takes: ['charset'],
  read: ({ hash }) => argon2Check(hash),
  // The numbers of PHP, which most tables with argon2 were written by.
  decoy: () => ({ hash: `$argon2id$v=19$m=65536,t=4,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}` }),
};
