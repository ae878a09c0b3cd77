import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as carried from '../credentials/carried.ts';
import * as credentials from '../credentials/credentials.ts';
import { hashColumn } from '../crypto/hash.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import { claimsOf } from './claims.ts';
import { replacing } from './interventions-password.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';

/** A live link as its owner may see it. */
export type Link = Pick<
  linksStore.LinkRow,
  'id' | 'source_id' | 'bound_level' | 'linked_at' | 'last_used_at' | 'suspended_at'
> & { blocked: boolean };

/** The accounts that somebody may sign in with, the oldest link first; suspended ones say so. */
export function links(base: Base, identity_id: string): Promise<Link[]> {
  return linksStore.linksOf(base.db, identity_id);
}

/** Those of somebody's links at whose source a password counts that the person set here. */
export async function linksOfOwnPassword(base: Base, identity_id: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const link of await linksStore.linksOf(base.db, identity_id)) {
    const subject_hash = link[hashColumn(base.ring, 'subject_hash')];
    if (subject_hash && (await carried.isOwn(base, link.source_id, subject_hash)))
      found.add(link.id);
  }
  return found;
}

/** Whether a link or credential still lets its owner in: neither taken away nor suspended; nor is the second factor. */
export async function wayStands(
  base: Base,
  way: { link_id?: string; credential_id?: string; factor_id?: string },
): Promise<boolean> {
  if (way.factor_id && !(await credentials.stands(base, way.factor_id))) return false;
  if (way.link_id) return linksStore.stands(base.db, way.link_id);
  return way.credential_id !== undefined && credentials.stands(base, way.credential_id);
}

/**
 * Since when all is there that a session stands on; undefined when some of it is gone. What was added
 * after something happened has no say in it.
 */
export async function waysSince(
  base: Base,
  identity_id: string,
  way: { link_id: string | null; credential_id: string | null; factor_id: string | null },
): Promise<Date | undefined> {
  const links = await linksStore.linksOf(base.db, identity_id);
  const all = await credentials.list(base, identity_id);
  const since = new Map([
    ...links.map(({ id, linked_at }) => [id, linked_at] as const),
    ...all.map(({ id, created_at }) => [id, created_at] as const),
  ]);
  const ids = [way.link_id, way.credential_id, way.factor_id].filter((id) => id !== null);
  const times = ids.map((id) => since.get(id)?.getTime());
  return times.length === 0 || times.includes(undefined)
    ? undefined
    : new Date(Math.max(...times.map((time) => time ?? 0)));
}

/**
 * Takes a link away and ends the sessions that stand on it.
 * Throws `identities.unknown_link`, and `identities.last_way_in` when nothing would be left to sign
 * in with: two tabs that remove one each leave one.
 */
export function unlink(
  base: Base,
  { identity_id, link_id }: { identity_id: string; link_id: string },
): Promise<void> {
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    const found = (await linksStore.linksOf(base.db, identity_id)).find(({ id }) => id === link_id);
    if (!found) throw new Refusal('identities.unknown_link');
    await keepOne(base, identity_id, link_id);
    await linksStore.changeLink(base.db, link_id, { ended_at: base.clock.now() });
    await audit.append(base, {
      kind: 'identity.link_ended',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'link', id: link_id },
      source_id: found.source_id,
      outcome: 'ok',
      detail: { identity_id },
    });
    const actor = { kind: 'identity', id: identity_id } as const;
    await sessions.end(base, { link_ids: [link_id] }, { reason: 'unlinked', actor });
  });
}

/**
 * Sets or changes the password (credentials.setPassword) and ends the sessions that stood on the old
 * one, except `session_id`, in which it is done. What is known of the person may not be the password.
 * Where staff asked for a new one, it takes the place of every password that they stopped.
 */
export async function setPassword(
  base: Base,
  input: Omit<Parameters<typeof credentials.setPassword>[1], 'personal'> & {
    session_id?: string;
    /** What else belongs to it, in the same transaction. */
    alsoDo?: (base: Base, credential_id: string) => Promise<unknown>;
  },
): Promise<string> {
  const { session_id, alsoDo, ...setting } = input;
  const { identity_id } = input;
  const personal = await personalOf(base, identity_id);
  const alsoReplace = await replacing(base, setting);
  return credentials.setPassword(base, { ...setting, personal }, async (base, credential_id) => {
    await alsoReplace(base);
    await alsoDo?.(base, credential_id);
    const actor = { kind: 'identity', id: identity_id } as const;
    const which = { credential_ids: [credential_id], except: session_id };
    await sessions.end(base, which, { reason: 'password_changed', actor });
  });
}

/**
 * The new password that staff asked for, set by whoever came another way: in place of the password of
 * our own where there is one, and of every carried one that was stopped. Throws as `setPassword`.
 */
export async function setAskedPassword(
  base: Base,
  input: { identity_id: string; password: string; bound_level: number },
): Promise<void> {
  const { identity_id, password } = input;
  if (await credentials.passwordOf(base, identity_id)) {
    await setPassword(base, input);
    return;
  }
  credentials.checkPolicy(password, await personalOf(base, identity_id));
  const replace = await replacing(base, input);
  await transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    await replace(base);
  });
}

/** Removes the password and ends the sessions that stand on it; throws `identities.last_way_in`. */
export function removePassword(base: Base, identity_id: string): Promise<void> {
  return transaction(base, async (base) => {
    await store.lockIdentities(base.db, [identity_id]);
    const credential_id = await credentials.passwordOf(base, identity_id);
    if (!credential_id) return;
    await keepOne(base, identity_id, credential_id);
    await credentials.remove(base, { identity_id, credential_id });
    const actor = { kind: 'identity', id: identity_id } as const;
    await sessions.end(
      base,
      { credential_ids: [credential_id] },
      { reason: 'password_changed', actor },
    );
  });
}

/** Throws unless something live remains to sign in with once `gone` is gone. */
export async function keepOne(base: Base, identity_id: string, gone: string): Promise<void> {
  const links = await linksStore.linksOf(base.db, identity_id);
  if (links.some((link) => link.id !== gone && !link.suspended_at && !link.blocked)) return;
  if (!(await opensByItself(base, identity_id, gone))) throw new Refusal('identities.last_way_in');
}

/** Whether something that is checked here lets its owner in, besides `gone`. */
export async function opensByItself(
  base: Base,
  identity_id: string,
  gone?: string,
): Promise<boolean> {
  const [row] = await store.readCandidates(base, [identity_id], []);
  const numbered = row?.identifiers.some(({ standing }) => standing === 'owned') ?? false;
  const contacts = await store.currentContacts(base.db, identity_id);
  const phoned = contacts.some(({ kind, proved_at }) => kind === 'phone' && proved_at !== null);
  const ways = await credentials.live(base, identity_id);
  // A password opens nothing without a name to go with it: a login name, an owned number, a proved telephone.
  return ways.some(
    (way) => way.id !== gone && (way.kind !== 'password' || way.named || numbered || phoned),
  );
}

/** What is known of a person may not be the password. */
async function personalOf(base: Base, identity_id: string) {
  const known = await claimsOf(base, identity_id);
  const { id_no: id_number, phone_number, birthdate } = known ?? {};
  return { id_number, phone_number, birthdate };
}
