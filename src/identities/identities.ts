/**
 * Identities: which of ours an arrival is, and what is known of the person (DESIGN 4).
 * Owns identities, identifiers, contacts, evidence, links, the questions for staff, what staff did
 * (interventions.ts) and the notices accepted. Does not own how a source is spoken to (sources), what is checked here (credentials),
 * who is signed in (sessions), or the joining of two identities (merging).
 */
import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { hashOfIdentifier } from './arriving.ts';
import { isOrganisations } from './identifier-types.ts';
import { possibleReadings } from './identifiers.ts';
import { levelOf } from './level.ts';
import { readPhone } from './phones.ts';
import * as store from './store.ts';

export { accountOf, endAccounts } from './accounts.ts';
export type { Arrived } from './arriving.ts';
export type { Checked, CheckMethod, Claimed } from './checks.ts';
export { type Claims, claimsBeside, claimsOf } from './claims.ts';
export { accept as acceptNotice, accepted as noticeAccepted } from './notices.ts';
export { mayBeOf, type Raised, raise } from './raising.ts';
export {
  previewRegistering,
  type Registered,
  type Registering,
  register,
} from './registering.ts';
export { type Context, preview, type Resolution, resolve } from './resolve.ts';
export {
  isContested,
  linksForStaff,
  ownersOfAccount,
  type StaffLink,
  sourcesOf,
  surviving,
  traces,
} from './staff-view.ts';
export { findByPhone, phoneIsKnown } from './telephones.ts';
export {
  type Link,
  links,
  linksOfOwnPassword,
  removePassword,
  setAskedPassword,
  setPassword,
  unlink,
  wayStands,
  waysSince,
} from './ways.ts';
export { type Suspended, suspendedTogether, suspendFactors, suspendWeaker } from './weaker.ts';

export type Identity = Pick<
  store.IdentityRow,
  'id' | 'kind' | 'state' | 'version' | 'created_at' | 'updated_at'
>;

export function read(base: Base, id: string): Promise<Identity | undefined> {
  return store.readIdentity(base.db, id);
}

/** Holds an identity until the caller's transaction ends: nothing is joined to it, or stopped, meanwhile. */
export const hold = (base: Base, id: string): Promise<void> => store.lockIdentities(base.db, [id]);

/** The level of its unexpired evidence, 0 to 4; a sign-in may reach less. */
export async function level(base: Base, identity_id: string): Promise<number> {
  return levelOf(await store.readProofs(base.db, identity_id), base.clock.now());
}

/**
 * The identity that owns the number somebody typed as user name; undefined when nobody does, and
 * when the text may be the number of several. A passport is typed with its country, `KOR:M00000001`.
 */
export async function findByIdentifier(base: Base, text: string): Promise<string | undefined> {
  const keys = possibleReadings(text.slice(0, 64), base.clock.now())
    .filter(({ key }) => key !== undefined)
    .map((identifier) => ({
      type: identifier.type,
      match_hash: hashOfIdentifier(base, identifier),
    }));
  const owners = await store.ownersOf(base, keys);
  return owners.length === 1 ? owners[0] : undefined;
}

/** What was typed as a user name, as the trail has it: a keyed hash, one for all spellings. */
export const typedName = (base: Base, text: string): string =>
  keyedHash(base.ring, 'login-name', `typed\0${asCounted(base, text)}`);

/**
 * What a typed user name counts as, however it is written: every text that `findByIdentifier` takes
 * for one person's number gives the same. Never looks whether anybody owns it (Never 11).
 */
export function asCounted(base: Base, text: string): string {
  const number = possibleReadings(text.slice(0, 64), base.clock.now()).find(
    ({ type, key }) => key !== undefined && !isOrganisations(type),
  );
  if (number) return `${number.type} ${number.key}`;
  const phone = readPhone(text.slice(0, 64));
  if (phone) return `phone ${phone}`;
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}
