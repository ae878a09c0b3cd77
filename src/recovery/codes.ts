import { randomBytes } from 'node:crypto';
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';

/** Base 32 after Crockford: no I, L, O or U, which hands write like 1, 0 and V. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
const GROUP = 4;

/** A code of 80 random bits, as it is printed: four groups of four. */
export function makeCode(): string {
  return grouped(random(LENGTH));
}

/** What a paper is called by: it opens nothing, and is short enough for the telephone. */
export function makeNumber(): string {
  return grouped(random(2 * GROUP));
}

/** The code that somebody typed, however they wrote it; undefined for what can be none. */
export function readCode(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replaceAll('U', 'V');
  return plain.length === LENGTH && [...plain].every((c) => alphabet.includes(c))
    ? plain
    : undefined;
}

/**
 * What a code is kept and looked up as. A text that can be no code has a hash too, which nothing has:
 * the look-up is the same (Never 11).
 */
export const hashOfCode = (base: Base, kind: 'paper' | 'stop', typed: string): string =>
  keyedHash(base.ring, 'artefact', `${kind} code ${readCode(typed) ?? `?${typed}`}`);

/** 32 letters fill a byte eight times over: no letter is likelier than another. */
const random = (length: number) =>
  [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');

const grouped = (code: string) => (code.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
