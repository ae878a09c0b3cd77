import type { Base } from '../base.ts';
import { type Hashes, hashes, keyedHash } from '../crypto/hash.ts';
import { Refusal } from '../errors.ts';

/**
 * A login name as compared: NFKC, lower case. Throws `credentials.login_name_form` unless it has 4
 * to 40 letters, digits, dots, dashes or underscores, begins with a letter, and holds no six digits
 * in a row: nobody may take a name that is somebody's document or phone number.
 */
export function readLoginName(raw: string): string {
  const name = fold(raw);
  const form = /^\p{L}[\p{L}\p{M}\p{Nd}._-]{3,39}$/u.test(name) && !/\p{Nd}{6}/u.test(name);
  if (!form) throw new Refusal('credentials.login_name_form', { field: 'login_name' });
  return name;
}

/** The hash that a typed user name is looked up by; undefined for what cannot be a login name. */
export function hashOfLoginName(base: Base, raw: string): string | undefined {
  const name = fold(raw);
  return name && name.length <= 40 ? keyedHash(base.ring, 'login-name', name) : undefined;
}

/** The hashes of a name that readLoginName gave. */
export const hashesOfLoginName = (base: Base, name: string): Hashes =>
  hashes(base.ring, 'login-name', name);

const fold = (raw: string) => raw.normalize('NFKC').trim().toLowerCase();
