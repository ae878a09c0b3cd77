import { derive, type KeyRing } from './ring.ts';

/**
 * What a keyed hash is of. One purpose never matches another, so that a phone number that
 * happens to equal a card number finds nothing.
 */
export type HashPurpose =
  | 'identifier'
  | 'name'
  | 'contact'
  | 'subject-at-source'
  | 'login-name'
  | 'network'
  | 'try'
  | 'client-secret'
  | 'artefact';

/** A keyed hash for look-ups, base64url, 43 characters. `version` picks the match key (DESIGN 4, `match_version`). */
export function keyedHash(
  ring: KeyRing,
  purpose: HashPurpose,
  value: string,
  version: number = ring.matchVersion,
): string {
  const key = ring.matchKeys.get(version);
  if (!key) throw new RangeError(`match key ${version} is not in the ring`);
  return ring.suite.mac(purposeKey(key, purpose), Buffer.from(value)).toString('base64url');
}

const purposeKeys = new WeakMap<Buffer, Map<HashPurpose, Buffer>>();

/** Derived once per key and purpose: HKDF costs more than the hash itself. */
function purposeKey(key: Buffer, purpose: HashPurpose): Buffer {
  const known = purposeKeys.get(key) ?? new Map<HashPurpose, Buffer>();
  purposeKeys.set(key, known);
  const derived = known.get(purpose) ?? derive(key, `hash ${purpose}`);
  known.set(purpose, derived);
  return derived;
}
