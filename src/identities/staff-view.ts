import type { Base } from '../base.ts';
import * as carried from '../credentials/carried.ts';
import * as credentials from '../credentials/credentials.ts';
import { subjectHashes } from '../crypto/at-source.ts';
import { hashColumn } from '../crypto/hash.ts';
import { open } from '../crypto/seal.ts';
import * as blocksStore from './blocks-store.ts';
import * as conflictsStore from './conflicts-store.ts';
import { accountsOf } from './interventions-effects.ts';
import * as linksStore from './links-store.ts';
import * as store from './store.ts';

/** What of an identity staff may see who help its owner: never a number, an address or a telephone. */
export interface StaffLink {
  source_id: string;
  linked_at: Date;
  last_used_at: Date;
  bound_level: number;
  state: 'live' | 'suspended' | 'ended';
  /** Its person lets nobody in through the source. */
  blocked: boolean;
  /** Its password is checked here and staff stopped it. */
  password_stopped: boolean;
}

/** All links, ended ones too, the last used first. */
export async function linksForStaff(base: Base, identity_id: string): Promise<StaffLink[]> {
  const links = await linksStore.everyLinkOf(base.db, identity_id);
  const stopped = await carried.blocked(base, await accountsOf(base, identity_id));
  const shut = await blocksStore.blockedOf(
    base.db,
    identity_id,
    links.map(({ source_id }) => source_id),
  );
  const column = hashColumn(base.ring, 'subject_hash');
  return links.map((link) => ({
    source_id: link.source_id,
    linked_at: link.linked_at,
    last_used_at: link.last_used_at,
    bound_level: link.bound_level,
    blocked: shut.has(link.source_id),
    state: link.ended_at ? 'ended' : link.suspended_at ? 'suspended' : 'live',
    password_stopped: stopped.some(
      (one) => one.source_id === link.source_id && one.subject_hash === link[column],
    ),
  }));
}

/** The sources that an identity is or was linked to: where it hangs in the tree. */
export async function sourcesOf(base: Base, identity_id: string): Promise<string[]> {
  const links = await linksStore.everyLinkOf(base.db, identity_id);
  return [...new Set(links.map(({ source_id }) => source_id))];
}

/** Whose account goes by this text as its lasting key at one of the sources. */
export const ownersOfAccount = (
  base: Base,
  sources: readonly string[],
  subject: string,
): Promise<string[]> =>
  linksStore.ownersOfAccounts(
    base,
    sources.map((id) => [id, subjectHashes(base.ring, id, subject).current] as const),
  );

/** Who goes on for an identity: itself, or what it was joined to. */
export const surviving = (base: Base, identity_id: string): Promise<string> =>
  store.surviving(base.db, identity_id);

/** Whether staff have an open question about it. */
export const isContested = async (base: Base, identity_id: string): Promise<boolean> =>
  (await conflictsStore.contested(base.db, [identity_id])).has(identity_id);

/**
 * What a try to sign in may stand under in the trail: the identity and those that were absorbed into
 * it, under whose ids stands what happened before; the keyed hashes of its accounts, and the names
 * that its owner may type. The texts stay here.
 */
export async function traces(
  base: Base,
  identity_id: string,
): Promise<{ ids: string[]; accounts: string[]; typed: string[] }> {
  const column = hashColumn(base.ring, 'subject_hash');
  const links = await linksStore.everyLinkOf(base.db, identity_id);
  const place = (row: string) => ({ table: 'identifiers', column: 'value_sealed', row });
  const numbers = (await store.ownedNumbers(base.db, identity_id)).map(({ id, value_sealed }) =>
    open(base.ring, place(id), value_sealed),
  );
  const login_name = await credentials.loginNameOf(base, identity_id);
  return {
    ids: await store.family(base.db, identity_id),
    accounts: links.flatMap((link) => link[column] ?? []),
    typed: [...numbers, ...(login_name ? [login_name] : [])],
  };
}
