import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { readPhone } from './phones.ts';
import { contactAsHashed } from './settle.ts';
import { provedPhone } from './telephones-statement.ts';

/**
 * Whose a telephone is (ADR 0030). Numbers are given out again: one that was proved names an
 * identity, as a login name does, and proves nothing about who holds it today.
 */

/**
 * The identity that a telephone typed as user name stands for: of those that proved it and let
 * people in, the one that did so last. Undefined for what is no telephone, and for one that nobody proved.
 */
export async function findByPhone(base: Base, text: string): Promise<string | undefined> {
  const [last] = await provedPhone(base, hashOf(base, text.slice(0, 64)));
  return last;
}

/** Whether somebody here has proved this telephone before: a hint for whoever holds it now, no more. */
export async function phoneIsKnown(base: Base, phone: string): Promise<boolean> {
  return (await provedPhone(base, hashOf(base, phone))).length > 0;
}

/** Of no telephone too, so that every text is looked up alike (Never 11). */
const hashOf = (base: Base, text: string) =>
  keyedHash(base.ring, 'contact', contactAsHashed('phone', readPhone(text) ?? ''));
