import { derive, type KeyRing } from './ring.ts';

/**
 * What a keyed hash is of. One purpose never matches another, so that a phone number that
 * happens to equal a card number finds nothing.
 */
export type HashPurpose = VersionedPurpose | SteadyPurpose;

/** By a match key, which may be changed: what could be guessed, and is kept for as long as the person is. */
export type VersionedPurpose =
  | 'identifier'
  | 'name'
  | 'contact'
  | 'subject-at-source'
  | 'login-name'
  | 'staff-address'
  | 'developer-address'
  | 'client-secret';

/** By the key that never changes: random values that only their holder knows, and what passes within a day. */
export type SteadyPurpose = 'network' | 'try' | 'artefact';

const steady: ReadonlySet<HashPurpose> = new Set(['network', 'try', 'artefact']);

/** A keyed hash for look-ups, base64url, 43 characters. `version` picks the match key (DESIGN 4, `match_version`). */
export function keyedHash(
  ring: KeyRing,
  purpose: HashPurpose,
  value: string,
  version: number = ring.matchVersion,
): string {
  const key = steady.has(purpose) ? ring.steadyKey : ring.matchKeys.get(version);
  if (!key) throw new RangeError(`match key ${version} is not in the ring`);
  return ring.suite.mac(purposeKey(key, purpose), Buffer.from(value)).toString('base64url');
}

/** The hashes of one value: what it is looked up by, and what is written besides during a change of key. */
export interface Hashes {
  current: string;
  also?: string;
}

/** Hashes twice only during a change of key. */
export function hashes(ring: KeyRing, purpose: VersionedPurpose, value: string): Hashes {
  const current = keyedHash(ring, purpose, value);
  const also = ring.alsoMatchVersion;
  return also === undefined
    ? { current }
    : { current, also: keyedHash(ring, purpose, value, also) };
}

/**
 * A hash as a row holds it: in two columns, odd versions in the first and even ones in the second,
 * so that two neighbouring versions stand side by side, each under its own unique index, and no hash
 * ever moves (ADR 0014). A version that is not written is null.
 */
export type HashColumns<Column extends string> = Record<
  Column | `${Column}_even`,
  string | null
> & { match_version: number | null; match_version_even: number | null };

/** All four columns, for an insert or an update; without hashes only the versions, since there is nothing to find. */
export function hashColumns<Column extends string>(
  ring: KeyRing,
  column: Column,
  of: Hashes | undefined,
): HashColumns<Column> {
  const columns: Record<string, string | number | null> = {
    [column]: null,
    [`${column}_even`]: null,
    match_version: null,
    match_version_even: null,
  };
  for (const [version, hash] of [
    [ring.matchVersion, of?.current],
    [ring.alsoMatchVersion, of?.also],
  ] as const) {
    if (version === undefined) continue;
    columns[columnOf(version, column)] = hash ?? null;
    columns[columnOf(version, 'match_version')] = version;
  }
  return columns as HashColumns<Column>;
}

/** The column that holds the hash of a version. */
export const columnOf = <Column extends string>(
  version: number,
  column: Column,
): Column | `${Column}_even` => (version % 2 === 1 ? column : `${column}_even`);

/** The column that is looked up in. */
export const hashColumn = <Column extends string>(ring: KeyRing, column: Column) =>
  columnOf(ring.matchVersion, column);

const purposeKeys = new WeakMap<Buffer, Map<HashPurpose, Buffer>>();

/** Derived once per key and purpose: HKDF costs more than the hash itself. */
function purposeKey(key: Buffer, purpose: HashPurpose): Buffer {
  const known = purposeKeys.get(key) ?? new Map<HashPurpose, Buffer>();
  purposeKeys.set(key, known);
  const derived = known.get(purpose) ?? derive(key, `hash ${purpose}`);
  known.set(purpose, derived);
  return derived;
}
