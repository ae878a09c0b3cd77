import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as sessions from '../sessions/sessions.ts';
import { change } from './change.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';

/** How many ways in and contacts were suspended; the person is told. */
export interface Suspended {
  links: number;
  credentials: number;
  contacts: number;
}

/**
 * No pre-hijacking (DESIGN 4): somebody may have prepared an identity, with a password and a phone
 * of their own, for its true owner to come to. When all that is bound to it was bound at weaker
 * evidence than the arrival that now joins it, all that is suspended until it is proved again, and
 * the sessions that stand on it end. Undefined when nothing had to be.
 */
export async function suspendWeaker(
  base: Base,
  identity_id: string,
  level: number,
): Promise<Suspended | undefined> {
  const links = (await linksStore.linksOf(base.db, identity_id)).filter((l) => !l.suspended_at);
  const ways = await credentials.standing(base, identity_id);
  const contacts = await store.currentContacts(base.db, identity_id);
  const all = [...links, ...ways, ...contacts];
  if (all.length === 0 || all.some(({ bound_level }) => bound_level >= level)) return undefined;

  const at = base.clock.now();
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  await linksStore.suspendLinks(base.db, ids(links), at);
  await credentials.suspend(base, ids(ways));
  await store.suspendContacts(base.db, ids(contacts), at);
  if (contacts.length > 0) await change(base, identity_id);
  await sessions.end(
    base,
    { link_ids: ids(links), credential_ids: ids(ways) },
    { reason: 'suspended' },
  );
  return { links: links.length, credentials: counted(ways), contacts: contacts.length };
}

/**
 * Whoever had the password may have added a passkey or an app with it, and asked for that always:
 * such a factor would outlive the password, hold out its owner and let in the thief. So what is bound
 * no higher than what its person now proved without it is suspended, in the caller's transaction,
 * which ends the sessions; the owner's own are added anew. Undefined when there is none.
 */
export async function suspendFactors(
  base: Base,
  identity_id: string,
  level: number,
): Promise<Suspended | undefined> {
  const standing = await credentials.standing(base, identity_id);
  const ways = standing.filter(
    ({ kind, bound_level }) => kind !== 'password' && bound_level <= level,
  );
  if (ways.length === 0) return undefined;
  const ids = ways.map(({ id }) => id);
  await credentials.suspend(base, ids);
  await credentials.askNoMore(base, ids);
  return { links: 0, credentials: counted(ways), contacts: 0 };
}

/** Ten recovery codes are no ten ways in. */
const counted = (ways: readonly credentials.Way[]): number =>
  ways.filter(({ kind }) => kind !== 'recovery').length;

/** Both together, as its person is told. */
export function suspendedTogether(
  one: Suspended | undefined,
  other: Suspended | undefined,
): Suspended | undefined {
  if (!one || !other) return one ?? other;
  return {
    links: one.links + other.links,
    credentials: one.credentials + other.credentials,
    contacts: one.contacts + other.contacts,
  };
}
