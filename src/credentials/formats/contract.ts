/** The formats of passwords in old tables, in the order in which the console offers them. */
export const formatNames = [
  'md5',
  'md5-md5',
  'md5-salt-before',
  'md5-salt-after',
  'sha1',
  'sha1-salt-before',
  'sha1-salt-after',
  'sha256',
  'sha256-salt-before',
  'sha256-salt-after',
  'sha512',
  'sha512-salt-before',
  'sha512-salt-after',
  'sm3',
  'sm3-salt-before',
  'sm3-salt-after',
  'pbkdf2-sha1',
  'pbkdf2-sha256',
  'pbkdf2-sha512',
  'bcrypt',
  'scrypt',
  'argon2',
  'phpass',
  'django',
  'spring',
  'ldap',
] as const;

export type FormatName = (typeof formatNames)[number];

/** What a format must be told about a table, since the stored texts do not say it. */
export interface Params {
  /** How the department's pages sent the password; utf8 unless said. */
  charset?: 'utf8' | 'gbk';
  /** What stands in the column of the salt; text unless said. */
  salt_encoding?: 'text' | 'hex' | 'base64';
  /** Of pbkdf2; there is no usual number, so it must be said. */
  iterations?: number;
  /** Bytes that pbkdf2 (unless said: as many as its digest has) or scrypt (64) gives. */
  key_length?: number;
  /** Of scrypt: N, r and p; 16384, 8 and 1 unless said, as in Node. */
  cost?: number;
  block_size?: number;
  parallelism?: number;
  /**
   * The cost of most rows, for formats that keep it in each row: a name that is not in the table is
   * made to cost this. bcrypt and spring: the cost of bcrypt; phpass: the logarithm of its rounds;
   * django: iterations.
   */
  usual_cost?: number;
}

/** A row of a department's table. */
export interface Stored {
  format: FormatName;
  hash: string;
  salt?: string | null;
  params?: Params;
}

/** A password as it was typed, and as the bytes that the department hashed. */
export interface Candidate {
  text: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export type Check = (candidate: Candidate) => Promise<boolean>;

export interface Format {
  /** The params that mean something for it. A format that takes `salt_encoding` has a column of salts. */
  takes: readonly (keyof Params)[];
  /** Reads a stored text to the end before anything is computed. Throws MalformedHash. */
  read(stored: { hash: string; salt?: string | null; params: Params }): Check;
  /** A text that no password has, and that costs what a row usually costs. */
  decoy(params: Params): { hash: string; salt?: string };
}

/**
 * A stored text is not of the format that the table is said to have, or asks for work beyond the
 * limits: the row is broken, the password was not looked at. It never holds the text. Whoever catches
 * it tells operators and not strangers, to whom a broken row must look like a wrong password.
 */
export class MalformedHash extends Error {
  readonly why: string;
  constructor(why: string, format?: FormatName) {
    super(`a stored password is not of its format${format ? ` ${format}` : ''}: ${why}`);
    this.name = 'MalformedHash';
    this.why = why;
  }
}

/** A number of a stored text or of the params, within limits. Throws MalformedHash that names them. */
export function within(what: string, number: number, least: number, most: number): number {
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new MalformedHash(`${what}: not within ${least} and ${most}`);
}
