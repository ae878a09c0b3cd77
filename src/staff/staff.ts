/**
 * The staff: the people who run this system (DESIGN 1). Owns who they are, how they prove it
 * (password and a second factor, always), their sessions, and the roles that are granted to them.
 * Does not own what a role may do (admin/policy.ts), who decides on a grant (approvals), pages
 * (admin), nor anything of citizens: no table, cookie or page is shared with them.
 */
import type { Base } from '../base.ts';
import * as statement from './grants-statement.ts';
import { addressIn, type Member, nameIn, opened } from './members.ts';
import * as members from './members-store.ts';
import type { Grant } from './roles.ts';

export { enrolled } from './enrolled.ts';
export {
  type Enrolled,
  enrolment,
  finishEnrolment,
  join,
  type Link,
  linkOf,
  rejoin,
  replaceForgotten,
} from './enrolling.ts';
export { removeExpired } from './expiry.ts';
export { codesLeft, type Factor, factorsOf, removeFactor } from './factors.ts';
export { makeFirst } from './first.ts';
export { isFounding } from './founding.ts';
export {
  type GivenGrant,
  grant,
  grantById,
  grantHistory,
  type NewGrant,
  revoke,
} from './grants.ts';
export { INVITATION_HOURS, type Invited, invite, inviteAgain, openLink } from './invitations.ts';
export { type Member, readAddress, readName } from './members.ts';
export type { State } from './members-store.ts';
export { type MessageKind, messageKinds } from './message-kinds.ts';
export { type Message, messagesFor, readMessage, tellAll } from './messages.ts';
export { addOwn, beginOwn, changePassword, isFresh, proveAgain, renewCodes } from './own.ts';
export { optionsToShow as passkeyToShow, type Site } from './passkeys.ts';
export { PASSWORD_DAYS, passwordSetAt } from './passwords.ts';
export { exclusive, type Grant, type Role, roles } from './roles.ts';
export type { Shown } from './second-factor.ts';
export { type SessionEnd, sessionEnds } from './session-ends.ts';
export {
  begin,
  end as endSessions,
  endStale,
  type Place,
  type StaffSession,
  sessionOf,
  sessionsOf,
  whyOver,
} from './sessions.ts';
export {
  type Entered,
  type From,
  factorsToShow,
  renewPassword,
  tryFactor,
  tryPassword,
} from './sign-in.ts';
export { allowSeveral, leave, lock, resetFactors, unlock } from './standing.ts';

/** What somebody may now; nothing unless they are active. */
export const grantsOf = (base: Base, staff_id: string): Promise<Grant[]> =>
  statement.grantsNow(base.db, staff_id);

/**
 * Holds some, with their state and roles, until the transaction ends: a change of them waits, and a
 * reading after this sees what was changed before. Those of `changing` are held for a change. In the
 * order of ids, so that no two who hold wait for each other.
 */
export async function hold(
  base: Base,
  ids: readonly string[],
  changing: readonly string[] = [],
): Promise<void> {
  for (const id of [...new Set([...ids, ...changing])].sort())
    await (changing.includes(id) ? members.lock(base.db, id) : members.hold(base.db, id));
}

/** Somebody of the staff, whatever the state. */
export async function byId(base: Base, id: string): Promise<Member | undefined> {
  const row = await members.read(base.db, id);
  return row && opened(base, row);
}

/** The names of some, by their ids, for lists of who did what. */
export async function names(base: Base, ids: Iterable<string>): Promise<Map<string, string>> {
  const asked = [...new Set(ids)];
  if (asked.length === 0) return new Map();
  const rows = await members.byIds(base.db, asked);
  return new Map(rows.map((row) => [row.id, nameIn(base, row)]));
}

/** A line of the list of staff. */
export type Listed = Pick<
  Member,
  'id' | 'name' | 'work_address' | 'department_id' | 'state' | 'created_at'
> & { grants: Grant[] };

/** Members within a scope, the latest invited first; `after` is the id of the last one before. */
export async function list(
  base: Base,
  scope: { department_ids: readonly string[] | 'all' },
  page: Omit<statement.ListFilter, 'department_ids'>,
): Promise<Listed[]> {
  const { department_ids } = scope;
  const rows = await statement.listed(base.db, {
    ...page,
    department_ids: department_ids === 'all' ? undefined : department_ids,
  });
  return rows.map((row) => {
    const { id, department_id, state, created_at, grants } = row;
    const opened = { name: nameIn(base, row), work_address: addressIn(base, row) };
    return { id, ...opened, department_id, state, created_at, grants };
  });
}
