import { createHash } from 'node:crypto';
import type { Format } from './contract.ts';
import { digestIn, isSame, saltOf } from './encodings.ts';

/** A digest and its bytes. SM3: GB/T 32905. */
export const sizes = { md5: 16, sha1: 20, sha256: 32, sha512: 64, sm3: 32 } as const;
export type Digest = keyof typeof sizes;

export const digest = (name: Digest, ...parts: (Uint8Array | string)[]): Buffer => {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** digest(password) */
export const plain = (name: Digest): Format => unsalted(name, (password) => digest(name, password));

/** md5(md5(password)), the inner one as lower-case hex. */
export const doubleMd5 = unsalted('md5', (password) =>
  digest('md5', digest('md5', password).toString('hex')),
);

/** digest(salt + password) */
export const saltBefore = (name: Digest): Format =>
  salted(name, (password, salt) => digest(name, salt, password));

/** digest(password + salt) */
export const saltAfter = (name: Digest): Format =>
  salted(name, (password, salt) => digest(name, password, salt));

function unsalted(name: Digest, compute: (password: Uint8Array) => Buffer): Format {
  return {
    takes: ['charset'],
    read({ hash }) {
      const expected = digestIn(hash, sizes[name]);
      return async ({ bytes }) => isSame(expected, compute(bytes));
    },
    decoy: () => ({ hash: '0'.repeat(2 * sizes[name]) }),
  };
}

function salted(name: Digest, compute: (password: Uint8Array, salt: Buffer) => Buffer): Format {
  return {
    takes: ['charset', 'salt_encoding'],
    read(stored) {
      const expected = digestIn(stored.hash, sizes[name]);
      const salt = saltOf(stored);
      return async ({ bytes }) => isSame(expected, compute(bytes, salt));
    },
    // A salt in text, hex and base64 alike.
    decoy: () => ({ hash: '0'.repeat(2 * sizes[name]), salt: 'AAAA' }),
  };
}
