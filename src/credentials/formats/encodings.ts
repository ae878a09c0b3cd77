import { timingSafeEqual } from 'node:crypto';
import { MalformedHash, type Stored } from './contract.ts';

/** The bytes of a digest, from hex in either case or base64: its length says which. */
export function digestIn(text: string, size: number): Buffer {
  if (text.length === 2 * size && /^[\da-f]*$/i.test(text)) return Buffer.from(text, 'hex');
  const bytes = base64In(text);
  if (bytes.length !== size) throw new MalformedHash(`it is not ${size} bytes in hex or base64`);
  return bytes;
}

/** The bytes of base64 text, padded or not. */
export function base64In(text: string): Buffer {
  const bare = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z\d+/]*$/.test(bare) || bare.length % 4 === 1)
    throw new MalformedHash('it is not base64');
  return Buffer.from(bare, 'base64');
}

export function hexIn(text: string): Buffer {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) throw new MalformedHash('it is not hex');
  return Buffer.from(text, 'hex');
}

/** The bytes of a salt that stands in a column of its own; an empty one is one, a missing one is not. */
export function saltOf({ salt, params = {} }: Pick<Stored, 'salt' | 'params'>): Buffer {
  if (salt === undefined || salt === null) throw new MalformedHash('it has no salt');
  const { salt_encoding: encoding = 'text' } = params;
  return encoding === 'text'
    ? Buffer.from(salt)
    : encoding === 'hex'
      ? hexIn(salt.trim())
      : base64In(salt.trim());
}

/** Compares in a time that says nothing of where they differ. */
export function isSame(expected: Uint8Array, computed: Uint8Array): boolean {
  return expected.length === computed.length && timingSafeEqual(expected, computed);
}
