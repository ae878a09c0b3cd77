import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as challenges from './challenges.ts';
import { addEnrolled, beginEnrolment, type Enrolled } from './enrolling.ts';
import { addressIn, locked } from './members.ts';
import * as members from './members-store.ts';
import type { Site } from './passkeys.ts';
import * as passwords from './passwords.ts';
import { makeCodes } from './recovery-codes.ts';
import * as factor from './second-factor.ts';
import * as sessions from './sessions.ts';
import { counted } from './sign-in.ts';
import * as tries from './tries.ts';

/** What somebody of the staff changes of their own account; each asks for a fresh second factor first. */

const FRESH = 15 * 60_000;

/** Whether a second factor was shown in this session within a quarter of an hour. */
export const isFresh = (base: Base, { proved_at }: sessions.StaffSession): boolean =>
  base.clock.now().getTime() - proved_at.getTime() < FRESH;

/** Shows a second factor again; false when it is wrong. */
export async function proveAgain(
  base: Base,
  site: Site,
  { session, shown }: { session: sessions.StaffSession; shown: factor.Shown },
): Promise<boolean> {
  const { staff_id } = session;
  const attempt = async (base: Base) => {
    const member = await locked(base, staff_id);
    if (!(await factor.shows(base, site, staff_id, shown))) return undefined;
    await tries.clear(base, addressIn(base, member));
    await sessions.markProved(base, session);
    return true;
  };
  const counts = { staff_id, step: 'factor' } as const;
  return (await counted(base, counts, () => transaction(base, attempt))) === true;
}

/**
 * Changes one's password; all other sessions end. False when the present one is wrong.
 * Throws `staff.password_*`, `credentials.busy`.
 */
export async function changePassword(
  base: Base,
  input: { session: sessions.StaffSession; current: string; password: string },
): Promise<boolean> {
  const { session, current, password } = input;
  const { staff_id, id } = session;
  const right = await counted(base, { staff_id, step: 'password' }, async () =>
    (await passwords.isRight(base, staff_id, current)) ? true : undefined,
  );
  if (!right) return false;
  const member = await members.read(base.db, staff_id);
  if (!member) throw new Refusal('staff.unknown');
  await tries.uncount(base, addressIn(base, member));
  const secret = await passwords.prepare(base, member, password);
  await transaction(base, async (base) => {
    await passwords.put(base, staff_id, secret);
    await sessions.end(base, { staff_id, except: id }, 'password_changed', staff_id);
  });
  return true;
}

/** Ten new recovery codes, shown once; those before are void. */
export const renewCodes = (base: Base, staff_id: string): Promise<string[]> =>
  transaction(base, async (base) => {
    await locked(base, staff_id);
    return makeCodes(base, staff_id);
  });

/** Begins to add a factor to one's own account; gives the token that its form carries. */
export const beginOwn = (base: Base, { staff_id, id }: sessions.StaffSession): Promise<string> =>
  beginEnrolment(base, { staff_id, about: id });

/**
 * Adds the factor: an app in the place of the one before, or a passkey. False when the code is wrong.
 * Throws `staff.entry_over`, `staff.passkey_refused`.
 */
export function addOwn(
  base: Base,
  site: Site,
  { session, entry, first }: { session: sessions.StaffSession; entry: string; first: Enrolled },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const begun = await challenges.find(base, 'enrolment', entry);
    if (begun.about !== session.id) throw new Refusal('staff.entry_over');
    if ((await addEnrolled(base, site, { entry, first })) === undefined) return false;
    await challenges.use(base, 'enrolment', entry);
    return true;
  });
}
