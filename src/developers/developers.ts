/**
 * The developers of department applications (ADR 0041). Owns who they are (a work address that they
 * have proved, and nothing else), their sessions, which department invited them, and how far that
 * lets them reach. Does not own the applications themselves (clients), pages (portal), nor anything
 * of citizens or staff: no table, cookie or page is shared with either.
 */
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { addressIn } from './addresses.ts';
import * as store from './developers-store.ts';
import * as draftStore from './drafts-store.ts';
import * as memberships from './memberships-store.ts';

export type { Gate } from './addresses.ts';
export { begin, type Entry, entryOf, finish } from './entering.ts';
export { removeExpired } from './expiry.ts';
export {
  decline,
  INVITATION_DAYS,
  type Invitation,
  invitationsOf,
  invite,
  join,
  openIn,
  openInvitation,
  withdraw,
} from './invitations.ts';
export { chooseLang, langOf } from './languages.ts';
export {
  endMembership,
  leave,
  type Membership,
  membership,
  membersOf,
} from './memberships.ts';
export {
  type DeveloperSession,
  endOwn,
  endSession,
  endStale,
  sessionOf,
  sessionsOf,
  whyOver,
} from './sessions.ts';

/** Who did it, for the trail. */
export const actor = (developer_id: string) => ({ kind: 'developer', id: developer_id }) as const;

/** A department of a developer. */
export interface Department {
  id: string;
  code: string;
  names: departments.Words;
}

/** The departments that somebody belongs to now, in the order in which they joined. */
export async function departmentsOf(base: Base, developer_id: string): Promise<Department[]> {
  const ids = await memberships.departmentIds(base.db, developer_id);
  const named = await departments.named(base, ids);
  return ids.flatMap((id) => {
    const node = named.get(id);
    return node ? [{ id, code: node.code, names: node.names }] : [];
  });
}

/**
 * Which clients somebody may see and change at this moment: those of their departments, and in the
 * sandbox their own drafts. Of the shape that `clients.list` takes.
 */
export async function reachOf(
  base: Base,
  developer_id: string,
): Promise<{ department_ids: string[]; client_ids: string[] }> {
  const department_ids = await memberships.departmentIds(base.db, developer_id);
  const client_ids = await draftStore.draftsOf(base.db, developer_id);
  return { department_ids, client_ids };
}

/** Every node knows each of them from then on, and anybody with a mail address may begin some. */
export const MOST_DRAFTS = 100;

/**
 * Notes whose a draft is that no department has yet, at the end of the transaction that makes it: drafts
 * are made one after the other, so none is missed here. Throws `developers.too_many_drafts`.
 */
export async function ownDraft(
  base: Base,
  draft: { client_id: string; developer_id: string },
): Promise<void> {
  await draftStore.insert(base.db, draft);
  const drafts = await draftStore.draftsOf(base.db, draft.developer_id);
  if (drafts.length > MOST_DRAFTS) throw new Refusal('developers.too_many_drafts');
}

/** The work addresses of some, by their ids, for the lists of whoever looks after a department. */
export async function addresses(base: Base, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await store.byIds(base.db, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, addressIn(base, row)]));
}
