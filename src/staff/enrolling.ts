import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as challenges from './challenges.ts';
import { addFactor } from './factors.ts';
import { hashOfLink } from './invitations.ts';
import * as store from './invitations-store.ts';
import { addressIn, locked, type Member, opened } from './members.ts';
import * as members from './members-store.ts';
import * as passkeys from './passkeys.ts';
import * as passwords from './passwords.ts';
import { makeCodes } from './recovery-codes.ts';
import * as factor from './second-factor.ts';
import * as sessions from './sessions.ts';
import { counted, type Entered, enter, type From } from './sign-in.ts';
import * as totp from './totp.ts';
import * as tries from './tries.ts';

/** What a one-time link is for, and for whom. */
export interface Link {
  purpose: store.InvitationRow['purpose'];
  expires_at: Date;
  member: Member;
}

/** A link that is still good; looking at it uses nothing up. Throws `staff.link_over`. */
export async function linkOf(base: Base, token: string): Promise<Link> {
  const { row, member } = await goodLink(base, token);
  return { purpose: row.purpose, expires_at: row.expires_at, member: opened(base, member) };
}

/**
 * Behind a link to join: chooses the password. Gives the token of an enrolment; the link stays good
 * until that is finished. Throws `staff.link_over`, `staff.password_*`.
 */
export async function join(base: Base, input: { token: string; password: string }) {
  const { row, member } = await goodLink(base, input.token, 'join');
  const secret = await passwords.prepare(base, member, input.password);
  return transaction(base, async (base) => {
    if ((await locked(base, member.id)).state !== 'invited') throw new Refusal('staff.link_over');
    await passwords.put(base, member.id, secret);
    return beginEnrolment(base, { staff_id: member.id, about: row.id });
  });
}

/**
 * Behind a link for a second factor that was reset: the present password opens the enrolment, so
 * that a link that went astray opens nothing. Undefined when it is wrong. Throws `staff.link_over`.
 */
export async function rejoin(base: Base, input: { token: string; password: string }) {
  const { row, member } = await goodLink(base, input.token, 'factor');
  const staff_id = member.id;
  return counted(base, { staff_id, step: 'password' }, async () => {
    if (!(await passwords.isRight(base, staff_id, input.password))) return undefined;
    return beginEnrolment(base, { staff_id, about: row.id });
  });
}

/**
 * Behind a link for a forgotten password: a code opens it. False when that is wrong. The code is
 * shown first, counted and used up, so that a link that went astray says nothing of the last
 * passwords. Throws `staff.link_over`, `staff.password_*`.
 */
export async function replaceForgotten(
  base: Base,
  site: passkeys.Site,
  input: { token: string; password: string; code: string },
): Promise<boolean> {
  const { row, member } = await goodLink(base, input.token, 'password');
  const staff_id = member.id;
  passwords.checkText(base, member, input.password);
  const show = async (base: Base) => {
    await locked(base, staff_id);
    if (!(await factor.shows(base, site, staff_id, { code: input.code }))) return undefined;
    await tries.clear(base, addressIn(base, member));
    return true;
  };
  const counts = { staff_id, step: 'factor' } as const;
  if (!(await counted(base, counts, () => transaction(base, show)))) return false;
  const secret = await passwords.prepare(base, member, input.password);
  await transaction(base, async (base) => {
    const { state } = await locked(base, staff_id);
    if (state !== 'active' || !(await store.use(base.db, row.id, base.clock.now())))
      throw new Refusal('staff.link_over');
    await passwords.put(base, staff_id, secret);
    await sessions.end(base, { staff_id }, 'password_changed', staff_id);
  });
  return true;
}

/** Begins to add an app: its secret waits with the token, sealed, for the first code. */
export const beginEnrolment = (base: Base, about: { staff_id: string; about: string }) =>
  challenges.begin(base, 'enrolment', { ...about, secret: totp.newSecret() });

/** What the page of an enrolment shows. Throws `staff.entry_over`. */
export async function enrolment(base: Base, site: passkeys.Site, entry: string) {
  const { staff_id, secret = '' } = await challenges.find(base, 'enrolment', entry);
  const member = await members.read(base.db, staff_id);
  if (!member) throw new Refusal('staff.entry_over');
  const address = addressIn(base, member);
  return {
    staff_id,
    secret,
    app_address: totp.appAddress(address, secret),
    passkey: await passkeys.optionsToAdd(base, site, { staff_id, address }),
  };
}

/** The first use of what is enrolled. */
export type Enrolled = { code: string } | { answer: string; label?: string };

/**
 * Finishes the enrolment behind a link: the factor, ten recovery codes (shown once), the session.
 * The link is used up by it. Undefined when the code is wrong. Throws `staff.entry_over`,
 * `staff.link_over`, `staff.passkey_refused`.
 */
export function finishEnrolment(
  base: Base,
  site: passkeys.Site,
  { entry, first, from }: { entry: string; first: Enrolled; from: From },
): Promise<{ codes: string[]; entered: Entered } | undefined> {
  return transaction(base, async (base) => {
    const staff_id = await addEnrolled(base, site, { entry, first });
    if (staff_id === undefined) return undefined;
    const { about } = await challenges.use(base, 'enrolment', entry);
    const now = base.clock.now();
    if (!about || !(await store.use(base.db, about, now))) throw new Refusal('staff.link_over');
    const member = await locked(base, staff_id);
    if (member.state === 'locked' || member.state === 'left') throw new Refusal('staff.link_over');
    await members.change(base.db, staff_id, { state: 'active', updated_at: now });
    const codes = await makeCodes(base, staff_id);
    await audit.append(base, {
      kind: 'staff.enrolled',
      actor: actor(staff_id),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
    });
    return { codes, entered: await enter(base, member, from) };
  });
}

/**
 * Adds what was enrolled, in the caller's transaction; gives whose it is, undefined when the code is
 * wrong. The code counts as used. Throws `staff.entry_over`, `staff.passkey_refused`.
 */
export async function addEnrolled(
  base: Base,
  site: passkeys.Site,
  { entry, first }: { entry: string; first: Enrolled },
): Promise<string | undefined> {
  const { staff_id, secret = '' } = await challenges.find(base, 'enrolment', entry);
  await locked(base, staff_id);
  if ('answer' in first) {
    await passkeys.add(base, site, { staff_id, ...first });
    return staff_id;
  }
  const step = totp.stepOf(base.clock.now(), secret, first.code);
  if (step === undefined) return undefined;
  const id = newId(base.clock);
  await addFactor(base, {
    ...{ id, staff_id, kind: 'totp', last_step: String(step) },
    secret_sealed: totp.sealedSecret(base, id, secret),
  });
  return staff_id;
}

async function goodLink(base: Base, token: string, purpose?: Link['purpose']) {
  const row = await store.byToken(base.db, hashOfLink(base, token), base.clock.now());
  const member = row && (await members.read(base.db, row.staff_id));
  const stands = member && member.state === (row.purpose === 'join' ? 'invited' : 'active');
  if (!row || !stands || (purpose && row.purpose !== purpose)) throw new Refusal('staff.link_over');
  return { row, member };
}
