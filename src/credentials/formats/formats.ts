/**
 * Formats: how departments have kept passwords. Owns the register of formats, and the answer whether
 * a stored text is of a password. Does not own the tables (sources), our own hashes (../hashing), nor
 * what follows from a right password. There is no format for plain text, on purpose (ADR 11).
 */
import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { encode } from './charsets.ts';
import {
  type Format,
  type FormatName,
  MalformedHash,
  type Params,
  type Stored,
} from './contract.ts';
import { doubleMd5, plain, saltAfter, saltBefore } from './digest.ts';
import { django } from './django.ts';
import { ldap } from './ldap.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { phpass } from './phpass.ts';
import { scrypt } from './scrypt.ts';
import { spring } from './spring.ts';

export {
  type FormatName,
  formatNames,
  MalformedHash,
  type Params,
  type Stored,
} from './contract.ts';

const formats = {
  md5: plain('md5'),
  'md5-md5': doubleMd5,
  'md5-salt-before': saltBefore('md5'),
  'md5-salt-after': saltAfter('md5'),
  sha1: plain('sha1'),
  'sha1-salt-before': saltBefore('sha1'),
  'sha1-salt-after': saltAfter('sha1'),
  sha256: plain('sha256'),
  'sha256-salt-before': saltBefore('sha256'),
  'sha256-salt-after': saltAfter('sha256'),
  sha512: plain('sha512'),
  'sha512-salt-before': saltBefore('sha512'),
  'sha512-salt-after': saltAfter('sha512'),
  sm3: plain('sm3'),
  'sm3-salt-before': saltBefore('sm3'),
  'sm3-salt-after': saltAfter('sm3'),
  'pbkdf2-sha1': pbkdf2('sha1'),
  'pbkdf2-sha256': pbkdf2('sha256'),
  'pbkdf2-sha512': pbkdf2('sha512'),
  bcrypt,
  scrypt,
  argon2,
  phpass,
  django,
  spring,
  ldap,
} satisfies Record<FormatName, Format>;

const of = (name: FormatName): Format => formats[name];

/** Longer than any password; phpass, for one, works as many times over all of it. */
const longestPassword = 4096;

/**
 * Whether a stored text is of this password. What costs computing waits in the queue of all hashing.
 * White space around the hash is no part of it: columns of fixed width pad. A password with a NUL
 * character is of none: bcrypt and HMAC pad with it, and it would stand for another password.
 * Throws MalformedHash when the row is broken, Refusal `credentials.busy` when the queue is full.
 */
export async function matches(stored: Stored, password: string): Promise<boolean> {
  const { format, salt, params = {} } = stored;
  const check = named(format, () => of(format).read({ hash: stored.hash.trim(), salt, params }));
  const bytes = encode(password, params.charset);
  if (!bytes || bytes.length > longestPassword || bytes.includes(0)) return false;
  return check({ text: password, bytes });
}

/**
 * What to check when a name is not in the table, so that a stranger waits as long (Never 11): a
 * stored text of the usual cost that no password has. The same for a row that may not sign in.
 */
export function decoy(format: FormatName, params: Params = {}): Stored {
  return { format, params, ...of(format).decoy(params) };
}

/** Whether the format needs a column of salts. */
export const isSalted = (format: FormatName): boolean => of(format).takes.includes('salt_encoding');

/** What cannot stand in the params that a table was registered with: a name and why, or nothing. */
export function misfit(
  format: FormatName,
  params: Params,
): { param?: keyof Params; why: string } | undefined {
  for (const param of Object.keys(params) as (keyof Params)[])
    if (params[param] !== undefined && !of(format).takes.includes(param))
      return { param, why: `means nothing for ${format}` };
  try {
    of(format).read({ ...of(format).decoy(params), params });
  } catch (fault) {
    if (fault instanceof MalformedHash) return { why: fault.why };
    throw fault;
  }
}

function named<T>(format: FormatName, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    throw fault instanceof MalformedHash ? new MalformedHash(fault.why, format) : fault;
  }
}
