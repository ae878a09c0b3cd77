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
  // Ten recovery codes are no ten ways in.
  const told = ways.filter(({ kind }) => kind !== 'recovery');
  return { links: links.length, credentials: told.length, contacts: contacts.length };
}
