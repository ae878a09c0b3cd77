/** One proof about an identity, as the level is computed from it. */
export interface Proof {
  method: Method;
  level: number;
  at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export type Method =
  | 'issued_account'
  | 'name_and_number'
  | 'operator'
  | 'bank'
  | 'face'
  | 'network_id'
  | 'counter'
  | 'certificate'
  | 'licence'
  | 'phone';

/**
 * The level of an identity at an instant: the highest of its proofs that are in force, 0 without
 * any (DESIGN 4). The same is said in SQL by `session_standing`; a test holds the two together.
 */
export function levelOf(proofs: readonly Proof[], at: Date): number {
  return proofs
    .filter((p) => !p.revoked_at && p.at <= at && (!p.expires_at || p.expires_at > at))
    .reduce((highest, p) => Math.max(highest, p.level), 0);
}

/** Methods that tie a person to an account. The others say only that such a person, or a phone, exists. */
export const binding: ReadonlySet<Method> = new Set<Method>([
  'issued_account',
  'operator',
  'bank',
  'face',
  'counter',
  'certificate',
  'licence',
]);

/** Below this, evidence says that such a person exists, not that this is the person. */
export const BINDING_LEVEL = 2;

/** What a source's word about an arrival is worth. */
export function proofBy(arrival: { registration: 'issued' | 'self_registered'; level: number }): {
  method: Method;
  level: number;
  binds: boolean;
} {
  if (arrival.registration === 'issued' && arrival.level >= BINDING_LEVEL)
    return { method: 'issued_account', level: arrival.level, binds: true };
  return { method: 'name_and_number', level: Math.min(arrival.level, 1), binds: false };
}
