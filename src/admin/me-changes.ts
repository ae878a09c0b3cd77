import { h } from 'preact';
import { StaffCodesPage } from '../../views/admin/sign-in-enrol.tsx';
import {
  StaffOwnAppPage,
  StaffOwnPasskeyPage,
  StaffOwnPasswordPage,
} from '../../views/admin/staff-own.tsx';
import type { StaffTrouble } from '../../views/admin/staff-trouble.tsx';
import { pictureOf } from '../http/picture.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import type { Own } from './me-at.ts';
import { show } from './sign-in-at.ts';
import { orTrouble } from './sign-in-steps.ts';

/** What somebody changes of their own account; each behind a fresh second factor. */

export function passwordPage(own: Own, error?: StaffTrouble): void {
  show(own, h(StaffOwnPasswordPage, { frame: own.frame, error }));
}

export async function changePassword(
  own: Own,
  input: { current_password?: string; password?: string },
): Promise<void> {
  const { base, ctx, session } = own;
  const { current_password: current = '', password = '' } = input;
  const again = (error: StaffTrouble) => {
    ctx.status = 400;
    passwordPage(own, error);
  };
  if (current === '') return again({ code: 'missing', field: 'current_password' });
  if (password === '') return again({ code: 'missing', field: 'password' });
  const changed = await orTrouble(
    () => staff.changePassword(base, { session, current, password }),
    again,
  );
  if (changed === false) return again({ code: 'wrong_password', field: 'current_password' });
  if (changed) done(own);
}

/** The picture for an app; what was begun is kept, so that a wrong code can be put right. */
export async function appPage(own: Own, begun?: string, error?: StaffTrouble): Promise<void> {
  const { base, needs, session, frame } = own;
  const entry = begun ?? (await staff.beginOwn(base, session));
  const { app_address, secret } = await staff.enrolment(base, needs, entry);
  const replaces = (await staff.factorsOf(base, session.staff_id)).some(
    ({ kind }) => kind === 'totp',
  );
  show(
    own,
    h(StaffOwnAppPage, { frame, error, entry, replaces, app: pictureOf(app_address, secret) }),
  );
}

export async function addApp(own: Own, { entry, code = '' }: { entry: string; code?: string }) {
  const { base, ctx, needs, session } = own;
  if (await staff.addOwn(base, needs, { session, entry, first: { code } })) return done(own);
  ctx.status = 400;
  await appPage(own, entry, { code: 'wrong_code', field: 'code' });
}

export async function passkeyPage(own: Own, error?: StaffTrouble): Promise<void> {
  const { base, needs, session, frame } = own;
  const entry = await staff.beginOwn(base, session);
  const { passkey: options } = await staff.enrolment(base, needs, entry);
  show(own, h(StaffOwnPasskeyPage, { frame, error, entry, options }));
}

export async function addPasskey(
  own: Own,
  { entry, answer, label }: { entry: string; answer: string; label?: string },
): Promise<void> {
  const { base, ctx, needs, session } = own;
  const first = { answer, label: label?.trim() };
  const added = await orTrouble(
    () => staff.addOwn(base, needs, { session, entry, first }),
    (error) => {
      ctx.status = 400;
      return passkeyPage(own, { ...error, field: 'label' });
    },
  );
  if (added) done(own);
}

export async function removeFactor(own: Own, { factor_id }: { factor_id: string }): Promise<void> {
  const { base, session } = own;
  await staff.removeFactor(base, { staff_id: session.staff_id, factor_id });
  done(own);
}

/** Ten new codes, shown once. */
export async function newCodes(own: Own): Promise<void> {
  const { base, session, frame } = own;
  const codes = await staff.renewCodes(base, session.staff_id);
  show(own, h(StaffCodesPage, { frame, codes, href: '/admin/me' }));
}

const done = ({ ctx }: Own) => seeOther(ctx, '/admin/me?done=changed');
