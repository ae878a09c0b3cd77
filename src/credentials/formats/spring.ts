import { argon2Check } from './argon2.ts';
import { bcryptCheck, bcryptDecoy } from './bcrypt.ts';
import { type Check, type Format, MalformedHash } from './contract.ts';
import { type Digest, digest, sizes } from './digest.ts';
import { base64In, hexIn, isSame } from './encodings.ts';
import { ldap } from './ldap.ts';
import { type Pbkdf2Digest, pbkdf2Check } from './pbkdf2.ts';
import { scryptCheck } from './scrypt.ts';

/** How each encoder of Spring Security reads what follows its name in braces. */
const encoders: Readonly<Record<string, (text: string) => Check>> = {
  bcrypt: (text) => bcryptCheck(text),
  pbkdf2: (text) => pbkdf2(text, { digest: 'sha1', salt: 8, iterations: 185_000 }),
  'pbkdf2@SpringSecurity_v5_8': (text) =>
    pbkdf2(text, { digest: 'sha256', salt: 16, iterations: 310_000 }),
  scrypt: (text) => scrypt(text),
  'scrypt@SpringSecurity_v5_8': (text) => scrypt(text),
  argon2: argon2Check,
  'argon2@SpringSecurity_v5_8': argon2Check,
  ldap: (text) => ldap.read({ hash: text, params: {} }),
  MD5: (text) => messageDigest('md5', text),
  'SHA-1': (text) => messageDigest('sha1', text),
  'SHA-256': (text) => messageDigest('sha256', text),
  sha256: (text) => standard(text),
  // No encoder of Spring's own: the name that local adaptations give SM3.
  sm3: (text) => messageDigest('sm3', text),
};

/** What Spring Security's delegating encoder writes: the encoder in braces, then its text. Always of UTF-8. */
export const spring: Format = {
  takes: ['usual_cost'],
  read({ hash }) {
    const [, name = '', text = ''] = /^\{([^{}]+)\}(.*)$/s.exec(hash) ?? [];
    if (name === 'noop') throw new MalformedHash('it is plain text, which is never taken');
    const encoder = Object.hasOwn(encoders, name) && encoders[name];
    if (!encoder) throw new MalformedHash('it has no encoder in braces that is taken');
    return encoder(text);
  },
  decoy: ({ usual_cost }) => ({ hash: `{bcrypt}${bcryptDecoy(usual_cost)}` }),
};

/** Pbkdf2PasswordEncoder: hex of salt and 256 bits of key. */
function pbkdf2(
  text: string,
  { digest, salt, iterations }: { digest: Pbkdf2Digest; salt: number; iterations: number },
): Check {
  const bytes = hexIn(text);
  if (bytes.length !== salt + 32) throw new MalformedHash('it has not the length of pbkdf2');
  return pbkdf2Check(digest, {
    salt: bytes.subarray(0, salt),
    iterations,
    expected: bytes.subarray(salt),
  });
}

/** SCryptPasswordEncoder: `$`, in hex log2 N (16 bits), r and p (8 each), `$` salt `$` key. */
function scrypt(text: string): Check {
  const [, hex = '', salt = '', key = ''] = /^\$([\da-f]{5,6})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  if (!key) throw new MalformedHash('it is not scrypt of Spring');
  const packed = Number.parseInt(hex, 16);
  const expected = base64In(key);
  if (expected.length < 16) throw new MalformedHash('its key is too short');
  return scryptCheck(
    { cost: 2 ** (packed >> 16), block_size: (packed >> 8) & 0xff, parallelism: packed & 0xff },
    { salt: base64In(salt), expected },
  );
}

/** MessageDigestPasswordEncoder: the salt stands before the hex in braces, and is hashed with them. */
function messageDigest(name: Digest, text: string): Check {
  const [, salt = '', hex = ''] = /^(\{[^{}]*\})?([\da-f]+)$/i.exec(text) ?? [];
  const expected = hexIn(hex);
  if (expected.length !== sizes[name])
    throw new MalformedHash('it has not the length of its digest');
  return async ({ bytes }) => isSame(expected, digest(name, bytes, salt));
}

/** StandardPasswordEncoder: hex of eight bytes of salt and of SHA-256 applied 1024 times. */
function standard(text: string): Check {
  const all = hexIn(text);
  if (all.length !== 8 + sizes.sha256) throw new MalformedHash('it has not the length of sha256');
  const salt = all.subarray(0, 8);
  return async ({ bytes }) => {
    let computed = digest('sha256', salt, bytes);
    for (let round = 1; round < 1024; round += 1) computed = digest('sha256', computed);
    return isSame(all.subarray(8), computed);
  };
}
