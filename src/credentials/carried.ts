/**
 * Passwords that come from departments' own tables, until the cut-over (ADR 0012). Owns our argon2id
 * copy of each and what the person set here instead. Does not own the tables, nor who a row is of
 * (sources), nor the formats themselves (formats/).
 */
import { randomUUID } from 'node:crypto';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as changes from './carried-changes.ts';
import { madeFrom, subjectHashes } from './carried-names.ts';
import type { CarriedRow } from './carried-store.ts';
import * as store from './carried-store.ts';
import { decoy, MalformedHash, matches, type Stored } from './formats/formats.ts';
import { makeHasher } from './hashing.ts';
import { checkPolicy, type Personal } from './password.ts';

export { type AccountKey, block, blocked, newSecret, replace, unblock } from './carried-block.ts';
export { setOwn } from './carried-changes.ts';
export { madeFrom as standsOn } from './carried-names.ts';
export type { Personal } from './password.ts';

/** An account as the department's table holds it now. */
export interface Account {
  /** Absent where the row has none that can be one: nothing of it is kept then. */
  subject?: string;
  locked: boolean;
  stored: Stored;
  /** What its password may not be made of; asked for only once the password was right. */
  personal(): Personal;
}

export interface Asked {
  source_id: string;
  /** As typed; stands in for an account that is not there, so that the same is asked and computed. */
  username: string;
  password: string;
  /** Absent where the table has no such row. */
  account?: Account;
  /** What the table's hashes are, for the stand-in. */
  stored_as: Pick<Stored, 'format' | 'params'>;
}

export type Verdict =
  /** `renew`: it may not stay; names the department's hash that it stood on, for `setOwn`. */
  | { right: true; renew?: string }
  | { right: false; reason: 'wrong' | 'missing' | 'locked' | 'malformed'; knew: boolean };

const hasher = makeHasher();
/** Checked where there is no copy, so that the answer takes as long; no password has this hash. */
const standIn = hasher.hash(randomUUID());

/**
 * Whether a password is the account's. A copy counts as long as the department's hash is the one it
 * was made from; what the person set here counts alone. Every wrong try computes one argon2id and
 * one hash of the department's format, whoever is asked for (Never 11). Throws `credentials.busy`.
 */
export async function check(base: Base, asked: Asked): Promise<Verdict> {
  const { source_id, username, password, account } = asked;
  const { current } = subjectHashes(base, source_id, account?.subject ?? `\0${username}`);
  const row = await store.read(base, source_id, current);
  const stands =
    row && account && (row.own || row.made_from === madeFrom(base, source_id, account.stored));
  const ours = await hasher.verify(stands ? row.secret : await standIn, password);
  if (stands && !row.blocked_at && ours.right)
    return admit(base, account, row, ours.old ? password : undefined);
  const theirs = await theirAnswer(stands ? undefined : account, asked);
  if (!account) return { right: false, reason: 'missing', knew: false };
  if (theirs !== 'right')
    return { right: false, reason: account.locked ? 'locked' : theirs, knew: false };
  if (account.locked) return { right: false, reason: 'locked', knew: true };
  return carry(base, asked, account);
}

/** Whether the person set one here; `subject_hash` is the account's (`subject-at-source`), as a link has it. */
export const isOwn = async (base: Base, source_id: string, subject_hash: string) =>
  (await store.read(base, source_id, subject_hash))?.own === true;

/** Our copy was right; a row that has been changed meanwhile opens nothing. */
async function admit(
  base: Base,
  account: Account,
  row: CarriedRow,
  again: string | undefined,
): Promise<Verdict> {
  if (account.locked) return { right: false, reason: 'locked', knew: true };
  const secret = again === undefined ? row.secret : await hasher.hash(again);
  const held = await changes.hold(base, row, secret);
  return held ? { right: true } : wrong;
}

const wrong = { right: false, reason: 'wrong', knew: false } as const;

/** The department's own format; of nobody, or of an account that has ours, a decoy of the same cost. */
async function theirAnswer(
  account: Account | undefined,
  { stored_as: { format, params }, password }: Asked,
): Promise<'right' | 'wrong' | 'malformed'> {
  const nobody = decoy(format, params);
  try {
    return (await matches(account?.stored ?? nobody, password)) && account ? 'right' : 'wrong';
  } catch (fault) {
    if (!(fault instanceof MalformedHash)) throw fault;
    await matches(nobody, password);
    return 'malformed';
  }
}

/** The department's hash was right: a copy of ours is made, or the person has to set another. */
async function carry(base: Base, asked: Asked, account: Account): Promise<Verdict> {
  const { source_id, username, password } = asked;
  const made_from = madeFrom(base, source_id, account.stored);
  const personal = { login_name: username, ...account.personal() };
  if (account.subject === undefined) return { right: true };
  const of = { source_id, subject: account.subject };
  if (!mayStay(password, personal)) {
    return (await changes.drop(base, of)) ? { right: true, renew: made_from } : wrong;
  }
  const secret = await hasher.hash(password);
  return (await changes.copy(base, { ...of, secret, made_from })) ? { right: true } : wrong;
}

function mayStay(password: string, personal: Personal): boolean {
  try {
    checkPolicy(password, personal);
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}
