import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as challenges from './challenges.ts';
import { addressIn, hashOfAddress, locked } from './members.ts';
import * as members from './members-store.ts';
import * as passkeys from './passkeys.ts';
import * as passwords from './passwords.ts';
import * as factor from './second-factor.ts';
import * as sessions from './sessions.ts';
import * as tries from './tries.ts';

/** From where somebody signs in: words, never the whole user agent or address. */
export interface From {
  device: string;
  network: string;
}

/** What comes after both factors: a session, or first a new password, since the old one is 90 days old. */
export type Entered = { session: string } | { renewal: string };

/**
 * The first step. Gives the token of a sign-in that is half done; undefined when the password is
 * wrong, there is no such member, they are locked, or it was tried too often: all with the same work,
 * one hash among it (Never 11); also when the password was changed, or they were locked, while it was
 * checked. Throws `credentials.busy`.
 */
export async function tryPassword(
  base: Base,
  { address, password }: { address: string; password: string },
): Promise<string | undefined> {
  const { admitted, last } = await tries.begin(base, address);
  const row = await members.byAddress(base, hashOfAddress(base, address));
  const right = await passwords.rightOne(base, row?.id, password);
  const entry =
    admitted && right !== undefined && row?.state === 'active'
      ? await beginEntry(base, { staff_id: row.id, password_id: right, address })
      : undefined;
  if (!entry) await failed(base, { staff_id: row?.id, address, step: 'password', last });
  return entry;
}

/** Holds the member: whoever locks them, or changes the password, comes before or ends the entry. */
function beginEntry(
  base: Base,
  what: { staff_id: string; password_id: string; address: string },
): Promise<string | undefined> {
  const { staff_id, password_id, address } = what;
  return transaction(base, async (base) => {
    const { state } = await locked(base, staff_id);
    if (state !== 'active' || !(await passwords.isPresent(base, staff_id, password_id)))
      return undefined;
    await tries.uncount(base, address);
    await audit.append(base, {
      kind: 'staff.password_right',
      actor: actor(staff_id),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
    });
    return challenges.begin(base, 'sign_in', { staff_id });
  });
}

/** What the page of the second step offers. Throws `staff.entry_over`. */
export async function factorsToShow(base: Base, site: passkeys.Site, entry: string) {
  const { staff_id } = await challenges.find(base, 'sign_in', entry);
  return { passkey: await passkeys.optionsToShow(base, site, staff_id) };
}

/**
 * The second step; undefined when the factor is wrong, was used, or was tried too often.
 * Throws `staff.entry_over`.
 */
export async function tryFactor(
  base: Base,
  site: passkeys.Site,
  { entry, shown, from }: { entry: string; shown: factor.Shown; from: From },
): Promise<Entered | undefined> {
  const { staff_id } = await challenges.find(base, 'sign_in', entry);
  const attempt = async (base: Base) => {
    const member = await locked(base, staff_id);
    if (member.state !== 'active') throw new Refusal('staff.entry_over');
    if (!(await factor.shows(base, site, staff_id, shown))) return undefined;
    await challenges.use(base, 'sign_in', entry);
    await tries.clear(base, addressIn(base, member));
    return enter(base, member, from);
  };
  return counted(base, { staff_id, step: 'factor' }, () => transaction(base, attempt));
}

/** A session, or first a new password; in the caller's transaction, which holds the member's row. */
export async function enter(base: Base, member: members.MemberRow, from: From): Promise<Entered> {
  const staff_id = member.id;
  if (await passwords.isDue(base, staff_id))
    return { renewal: await challenges.begin(base, 'renewal', { staff_id }) };
  const several = member.several_sessions;
  return { session: await sessions.begin(base, { staff_id, several, ...from }) };
}

/** The new password that was due; then the session. Throws `staff.password_*`, `staff.entry_over`. */
export async function renewPassword(
  base: Base,
  { entry, password, from }: { entry: string; password: string; from: From },
): Promise<string> {
  const { staff_id } = await challenges.find(base, 'renewal', entry);
  const member = await members.read(base.db, staff_id);
  if (!member) throw new Refusal('staff.entry_over');
  const secret = await passwords.prepare(base, member, password);
  return transaction(base, async (base) => {
    const { state, several_sessions: several } = await locked(base, staff_id);
    if (state !== 'active') throw new Refusal('staff.entry_over');
    await challenges.use(base, 'renewal', entry);
    await passwords.put(base, staff_id, secret);
    await sessions.end(base, { staff_id }, 'password_changed', staff_id);
    return sessions.begin(base, { staff_id, several, ...from });
  });
}

/**
 * One try of somebody who is known by now, counted with their wrong ones; what `attempt` gives is the
 * answer, undefined a wrong one. Not within a transaction: a wrong try has to stay counted.
 */
export async function counted<T>(
  base: Base,
  { staff_id, step }: { staff_id: string; step: 'password' | 'factor' },
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const member = await members.read(base.db, staff_id);
  if (!member) throw new Refusal('staff.unknown');
  const address = addressIn(base, member);
  const { admitted, last } = await tries.begin(base, address);
  const result = admitted ? await attempt() : undefined;
  if (result === undefined) await failed(base, { staff_id, address, step, last });
  return result;
}

async function failed(
  base: Base,
  what: { staff_id: string | undefined; address: string; step: string; last: boolean },
): Promise<void> {
  const { staff_id, address, step, last } = what;
  const event = {
    // Whoever failed may be anybody.
    actor: actor(undefined),
    ...(staff_id && { object: { kind: 'staff', id: staff_id } }),
    outcome: 'failed',
    detail: { step, address: tries.hashOfTry(base, address) },
  } as const;
  await audit.append(base, [
    { kind: 'staff.sign_in_failed', ...event },
    ...(last ? [{ kind: 'staff.tries_locked', ...event } as const] : []),
  ]);
}
