import type { NotLetIn } from '../contract.ts';
import { codes, type Result } from './ldap-answers.ts';
import { numberIn, take, valuesIn } from './ldap-ber.ts';
import { PASSWORD_POLICY } from './ldap-line.ts';
import { unavailable } from './outgoing.ts';

/**
 * What the answer to somebody's bind means. Only what a directory says to whoever had the right
 * password is told on; whatever it says to anybody, a wrong password says to the person.
 * @throws Refusal `sources.unavailable` for what no name and no password can bring about
 */
export function verdictOf(result: Result): 'right' | NotLetIn {
  const { code, controls } = result;
  if (theirs.has(code)) throw unavailable(`directory bind ${code}`);
  const policy = policyIn(controls.get(PASSWORD_POLICY));
  if (code === codes.success) return must(policy) || controls.has(EXPIRED) ? mustChange : 'right';
  if (code === codes.invalidCredentials) {
    // The draft and OpenLDAP look at the age of a password only once it was right (§9.1).
    if (policy.error === policyErrors.passwordExpired) return mustChange;
    if (policy.error === policyErrors.accountLocked) return { refused: 'locked', knew: false };
    return activeDirectory(result.diagnostic) ?? { refused: 'wrong', knew: false };
  }
  // 389 Directory Server and others: tried too often, or made inactive; said whatever was typed.
  if (code === codes.constraintViolation || code === codes.unwilling)
    return { refused: 'locked', knew: false };
  // A referral is not followed: this directory does not hold that password. Others are one entry's own.
  return { refused: unusual.has(code) ? 'wrong' : 'malformed', knew: false };
}

/** The server's own state, or settings of ours that it does not take. */
const theirs = new Set<number>([
  codes.strongerAuthRequired,
  codes.confidentialityRequired,
  codes.busy,
  codes.unavailable,
]);

/** No such entry, no such name, no password there, not allowed to bind. */
const unusual = new Set([32, 34, 48, 50]);

const mustChange: NotLetIn = { refused: 'must_change', knew: true };

/** The password has expired (draft-vchu-ldap-pwd-policy). */
const EXPIRED = '2.16.840.1.113730.3.4.4';

/** draft-behera-ldap-password-policy §6.2. */
const policyErrors = { passwordExpired: 0, accountLocked: 1, changeAfterReset: 2 };

interface Policy {
  error?: number;
  /** Sign-ins that are left with an expired password. */
  grace?: number;
}

/** A grace sign-in is for changing the password, and they run out. */
const must = ({ error, grace }: Policy): boolean =>
  error === policyErrors.changeAfterReset ||
  error === policyErrors.passwordExpired ||
  grace !== undefined;

function policyIn(value: Buffer | undefined): Policy {
  const policy: Policy = {};
  if (!value) return policy;
  try {
    const [whole] = valuesIn(value);
    for (const { tag, bytes } of valuesIn(take(whole, 0x30))) {
      if (tag === 0x81) policy.error = numberIn(bytes);
      const [warning] = tag === 0xa0 ? valuesIn(bytes) : [];
      if (warning?.tag === 0x81) policy.grace = numberIn(warning.bytes);
    }
  } catch {
    // Broken words beside an answer do not change the answer, but let nobody in who may have to act.
    return { error: policyErrors.changeAfterReset };
  }
  return policy;
}

/**
 * Active Directory says why beside `invalidCredentials`. All but `775` it says only to the right
 * password ([MS-ERREF] §2.3.1 names the numbers).
 */
function activeDirectory(diagnostic: string): NotLetIn | undefined {
  const data = /\bdata ([0-9a-f]{1,8})\b/i.exec(diagnostic)?.[1]?.toLowerCase();
  if (data === '532' || data === '773') return mustChange;
  // Not at this hour, not from here, switched off, run out.
  if (data && ['530', '531', '533', '701'].includes(data)) return { refused: 'locked', knew: true };
  return data === '775' ? { refused: 'locked', knew: false } : undefined;
}
