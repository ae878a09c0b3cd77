import { randomUUID } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { makeHasher } from '../credentials/hashing.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as challenges from './challenges.ts';
import { addressIn, locked, nameIn } from './members.ts';
import type { MemberRow } from './members-store.ts';
import { checkRules } from './password-rules.ts';
import * as store from './passwords-store.ts';

const DAY = 86_400_000;
/** A password serves so long; then a change is asked for at sign-in. */
export const PASSWORD_DAYS = 90;
/** None of so many last ones may come again, the present one among them. */
const HISTORY = 5;

/** Looked for when there is nobody, so that the database is asked as often. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const hasher = makeHasher();
/** Checked when there is nobody, so that the answer takes as long; no password has this hash. */
const standIn = hasher.hash(randomUUID());

/** Whether a password is somebody's; one hash is computed also for nobody. Throws `credentials.busy`. */
export const isRight = async (
  base: Base,
  staff_id: string | undefined,
  password: string,
): Promise<boolean> => (await rightOne(base, staff_id, password)) !== undefined;

/**
 * The same, giving which one it was: a hash takes its time, and the password may be another when it
 * is done. `isPresent` says so, under the lock of the member's row.
 */
export async function rightOne(
  base: Base,
  staff_id: string | undefined,
  password: string,
): Promise<string | undefined> {
  const row = await store.current(base.db, staff_id ?? NOBODY);
  const { right, old } = await hasher.verify(row?.secret ?? (await standIn), password);
  if (row && right && old) await store.renew(base.db, row, await hasher.hash(password));
  return right ? row?.id : undefined;
}

/** Whether a password that was right is still the present one. */
export const isPresent = async (base: Base, staff_id: string, id: string): Promise<boolean> =>
  (await store.current(base.db, staff_id))?.id === id;

/** Throws `staff.password_*` for what nobody may use; says nothing of passwords that somebody had. */
export const checkText = (base: Base, member: MemberRow, password: string): void =>
  checkRules(password, { name: nameIn(base, member), address: addressIn(base, member) });

/**
 * A password that its person has chosen and that may be used, hashed: what `put` takes. Only for who
 * has proved who they are, since a refusal tells what the last passwords were; outside of
 * transactions, since hashing may wait in line. Throws `staff.password_*`, `credentials.busy`.
 */
export async function prepare(base: Base, member: MemberRow, password: string): Promise<string> {
  checkText(base, member, password);
  for (const { secret } of await store.latest(base.db, member.id, HISTORY))
    if ((await hasher.verify(secret, password)).right)
      throw new Refusal('staff.password_used', { field: 'password' });
  return hasher.hash(password);
}

/** Puts a prepared password in place; what was begun with the one before is over. */
export function put(base: Base, staff_id: string, secret: string, by?: string): Promise<void> {
  return transaction(base, async (base) => {
    await locked(base, staff_id);
    const set_at = base.clock.now();
    const row = { id: newId(base.clock), staff_id, secret, set_at, replaced_at: null };
    await store.replace(base.db, row, HISTORY);
    await challenges.endHalfDone(base, staff_id);
    await audit.append(base, {
      kind: 'staff.password_set',
      actor: actor(by ?? staff_id),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
    });
  });
}

/** When the present password was set; undefined without one. */
export async function passwordSetAt(base: Base, staff_id: string): Promise<Date | undefined> {
  return (await store.current(base.db, staff_id))?.set_at;
}

/** Whether it has served its days. */
export async function isDue(base: Base, staff_id: string): Promise<boolean> {
  const set_at = await passwordSetAt(base, staff_id);
  return !set_at || base.clock.now().getTime() - set_at.getTime() >= PASSWORD_DAYS * DAY;
}
