import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** A new UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random. Internal; never leaves the gateway. */
export function newId(clock: Clock): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return idFromBytes(bytes);
}

/** 16 bytes of a UUID in its text form. */
export function idFromBytes(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes of a UUID; throws RangeError on any other text. */
export function idToBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16 || idFromBytes(bytes) !== id.toLowerCase())
    throw new RangeError('not a UUID');
  return bytes;
}
