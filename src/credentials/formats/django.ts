import { argon2Check } from './argon2.ts';
import { bcryptCheck } from './bcrypt.ts';
import { type Check, type Format, MalformedHash, within } from './contract.ts';
import { digest, sizes } from './digest.ts';
import { base64In, digestIn, isSame } from './encodings.ts';
import { mostIterations, type Pbkdf2Digest, pbkdf2Check } from './pbkdf2.ts';
import { scryptCheck } from './scrypt.ts';

/** A number as Django writes it; anything else is no number, which no limit lets pass. */
const number = (text = '') => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN);

/** How each algorithm of Django reads what follows its name and a `$`. */
const algorithms: Readonly<Record<string, (rest: string) => Check>> = {
  pbkdf2_sha256: (rest) => pbkdf2('sha256', rest),
  pbkdf2_sha1: (rest) => pbkdf2('sha1', rest),
  argon2: (rest) => argon2Check(`$${rest}`),
  // Hashed first, so that bcrypt's 72 bytes hold all of it.
  bcrypt_sha256: (rest) => bcryptCheck(rest, (text) => digest('sha256', text).toString('hex')),
  bcrypt: (rest) => bcryptCheck(rest),
  scrypt(rest) {
    const [cost, salt = '', block_size, parallelism, key = ''] = partsOf(rest, 5);
    return scryptCheck(
      { cost: number(cost), block_size: number(block_size), parallelism: number(parallelism) },
      { salt: Buffer.from(salt), expected: digestIn(key, 64) },
    );
  },
  sha1: (rest) => saltBefore('sha1', rest),
  md5: (rest) => saltBefore('md5', rest),
};

/** `password` of Django's auth_user, of any version since 1.0. Always of UTF-8. */
export const django: Format = {
  takes: ['usual_cost'],
  read({ hash, params }) {
    // An account that has no password, which is no fault: whoever tries it waits as for any other.
    if (hash.startsWith('!')) return refusing(django.read({ ...django.decoy(params), params }));
    // The oldest form of all: MD5 alone.
    if (/^[\da-f]{32}$/i.test(hash)) return saltBefore('md5', `$${hash}`);
    const [, name = '', rest = ''] = /^([a-z\d_]+)\$(.+)$/.exec(hash) ?? [];
    const algorithm = Object.hasOwn(algorithms, name) && algorithms[name];
    if (!algorithm) throw new MalformedHash('it is of no algorithm that Django has');
    return algorithm(rest);
  },
  decoy: ({ usual_cost = 600_000 }) => ({
    hash: `pbkdf2_sha256$${within('iterations', usual_cost, 1, mostIterations)}$nobody$${'A'.repeat(43)}=`,
  }),
};

const refusing =
  (check: Check): Check =>
  async (candidate) => {
    await check(candidate);
    return false;
  };

function pbkdf2(name: Pbkdf2Digest, rest: string): Check {
  const [iterations, salt = '', key = ''] = partsOf(rest, 3);
  const expected = base64In(key);
  if (expected.length !== sizes[name]) throw new MalformedHash('its key has the wrong length');
  return pbkdf2Check(name, { iterations: number(iterations), salt: Buffer.from(salt), expected });
}

function saltBefore(name: 'md5' | 'sha1', rest: string): Check {
  const [salt = '', hex = ''] = partsOf(rest, 2);
  const expected = digestIn(hex, sizes[name]);
  return async ({ bytes }) => isSame(expected, digest(name, salt, bytes));
}

function partsOf(rest: string, count: number): string[] {
  const parts = rest.split('$');
  if (parts.length !== count) throw new MalformedHash(`it has not ${count + 1} parts`);
  return parts;
}
