import type { Base } from '../base.ts';
import type { SignedParty } from '../outbox/signed-call.ts';
import { binding } from './level.ts';

/** What a check is, whoever makes it; authorities.ts makes them. */
export type CheckMethod = 'name_and_number' | 'operator' | 'face';

/** Somebody's word about themselves, read and compared already (identifiers.ts, phones.ts). */
export interface Claimed {
  name: string;
  /** One of our identifier types, and the number in its one form. */
  id_type: string;
  id_number: string;
  /** E.164, and proved just now by a code; `operator` needs it. */
  phone?: string;
}

/** A yes, as it becomes a row of `evidence`. */
export interface Checked {
  method: CheckMethod;
  authority: string;
  level: number;
  /** It says that this is the person, rather than that there is such a person (level.ts). */
  binds: boolean;
  transaction_no: string;
  at: Date;
  expires_at: Date;
}

/**
 * A no is an answer: `no_match`; so is that the authority keeps no such documents: `not_covered`.
 * What fails is a Refusal: `identities.authority_down`, `identities.authority_busy`.
 */
export type Answer = Checked | 'no_match' | 'not_covered';

/** The register: what each method is worth, and how it is spoken to. */
export const methods = {
  /** Names and numbers leak: it says that such a person exists. */
  name_and_number: { level: 1, days: 1_095, speaks: 'ask', needs_phone: false },
  /** Numbers are given out again 90 days after they were given up. */
  operator: { level: 2, days: 180, speaks: 'ask', needs_phone: true },
  /** Never the only way, and with a consent of its own (DOMAIN 4). */
  face: { level: 3, days: 730, speaks: 'visit', needs_phone: false },
} as const satisfies Record<
  CheckMethod,
  { level: number; days: number; speaks: 'ask' | 'visit'; needs_phone: boolean }
>;

export interface AuthoritySettings extends SignedParty {
  /** Its code, as evidence has it. */
  authority: string;
  /** Where the pages of one that is visited are. */
  pages?: string;
}

/** Evidence of a yes, from now on. */
export function checkedBy(
  base: Base,
  method: CheckMethod,
  { authority, transaction_no }: { authority: string; transaction_no: string },
): Checked {
  const { level, days } = methods[method];
  const at = base.clock.now();
  const expires_at = new Date(at.getTime() + days * 86_400_000);
  return { method, authority, level, binds: binding.has(method), transaction_no, at, expires_at };
}
