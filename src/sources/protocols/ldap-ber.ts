/**
 * BER as LDAP uses it (RFC 4511 §5.1: definite lengths, one-byte tags), read strictly: what is inside
 * a value fills it exactly. The reader of the library takes a missing value for its default, and so
 * an answer without a result for success.
 */

/** One value: its tag, and what it holds. */
export interface Value {
  tag: number;
  bytes: Buffer;
}

/** What came is no BER, or not what was expected there. */
export class BerFault extends Error {}

/** It says that it is longer than any answer that is taken. */
export class BerTooLong extends BerFault {}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * The value that begins here and where the next one would; undefined while bytes are missing.
 * @throws BerFault; BerTooLong when it would be longer than `most`
 */
export function readValue(
  from: Buffer,
  at: number,
  most: number,
): { value: Value; next: number } | undefined {
  const tag = from[at];
  const first = from[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) throw new BerFault('long tag');
  let begin = at + 2;
  let length = first;
  if (first >= 0x80) {
    const bytes = first & 0x7f;
    if (bytes === 0 || bytes > 4) throw new BerFault('length');
    begin += bytes;
    if (from.length < begin) return undefined;
    length = from.readUIntBE(at + 2, bytes);
  }
  if (length > most) throw new BerTooLong('too long');
  const next = begin + length;
  if (from.length < next) return undefined;
  return { value: { tag, bytes: from.subarray(begin, next) }, next };
}

/** The values that another one holds, which they fill. */
export function valuesIn(bytes: Buffer): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < bytes.length; ) {
    const read = readValue(bytes, at, Number.POSITIVE_INFINITY);
    if (!read) throw new BerFault('cut off');
    values.push(read.value);
    at = read.next;
  }
  return values;
}

/** @throws BerFault when there is none, or of another tag */
export function take(value: Value | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new BerFault('unexpected');
  return value.bytes;
}

/** A number of up to four bytes, none of them needless. */
export function numberIn(bytes: Buffer): number {
  if (bytes.length === 0 || bytes.length > 4) throw new BerFault('number');
  const [first = 0, second = 0] = bytes;
  const needless = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
  if (bytes.length > 1 && needless) throw new BerFault('number');
  return bytes.readIntBE(0, bytes.length);
}

/** Text, as UTF-8 that is one. */
export function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BerFault('text');
  }
}
