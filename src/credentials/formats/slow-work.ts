import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { digits } from './phpass-digits.ts';

/** What is computed beside the event loop, and what it needs. */
export type Job =
  | { kind: 'bcrypt'; password: string; setting: string }
  | { kind: 'phpass'; password: Uint8Array; salt: string; rounds: number }
  | {
      kind: 'pbkdf2';
      password: Uint8Array;
      salt: Uint8Array;
      iterations: number;
      length: number;
      digest: string;
    }
  | {
      kind: 'scrypt';
      password: Uint8Array;
      salt: Uint8Array;
      length: number;
      options: { N: number; r: number; p: number };
    };

const works: { [K in Job['kind']]: (job: Extract<Job, { kind: K }>) => Uint8Array } = {
  // Behind the setting of 29 characters stands the hash, as text.
  bcrypt: ({ password, setting }) => Buffer.from(hashSync(password, setting).slice(29)),
  phpass({ password, salt, rounds }) {
    const md5 = (before: Uint8Array | string) =>
      createHash('md5').update(before).update(password).digest();
    let state = md5(salt);
    for (let round = 0; round < rounds; round += 1) state = md5(state);
    return Buffer.from(inDigits(state));
  },
  pbkdf2: ({ password, salt, iterations, length, digest }) =>
    pbkdf2Sync(password, salt, iterations, length, digest),
  scrypt: ({ password, salt, length, options }) =>
    scryptSync(password, salt, length, {
      ...options,
      // Node's own limit is 32 MiB; ours was held before.
      maxmem: 128 * options.r * (options.N + options.p + 2) + 2 ** 20,
    }),
};

/** Does a job, in the thread in which it is called. */
export function work<K extends Job['kind']>(job: Extract<Job, { kind: K }>): Uint8Array {
  return works[job.kind as K](job);
}

/** Three bytes at a time, the least first, six bits to a digit. */
function inDigits(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const size = Math.min(3, bytes.length - at);
    const group = bytes.readUIntLE(at, size);
    for (let digit = 0; digit <= size; digit += 1)
      text += digits.charAt((group >> (6 * digit)) & 0x3f);
  }
  return text;
}
