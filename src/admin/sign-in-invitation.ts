import { h } from 'preact';
import { StaffCodesPage, StaffEnrolPage } from '../../views/admin/sign-in-enrol.tsx';
import { StaffPasswordPage } from '../../views/admin/sign-in-password.tsx';
import type { StaffTrouble } from '../../views/admin/staff-trouble.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import { pictureOf } from '../http/picture.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import { type Entrant, fromOf, holdEntry, show } from './sign-in-at.ts';
import { held, orTrouble } from './sign-in-steps.ts';

/** Behind a one-time link: a page that uses nothing up, so that a mail scanner or a preview may look. */
export async function invitationPage(here: Entrant, error?: StaffTrouble): Promise<void> {
  const { base, frame, params } = here;
  const { token = '' } = params;
  const { purpose, member, expires_at } = await staff.linkOf(base, token);
  const t = sentences(frame.lang).console.sign_in;
  const page = {
    join: { title: t.invited_title, lead: t.invited_lead(member.name), asks: 'new' },
    factor: { title: t.refactor_title, lead: t.refactor_lead(member.name), asks: 'present' },
    password: { title: t.reset_title, lead: t.reset_lead(member.name), asks: 'new_and_code' },
  } as const;
  const action = `/admin/invitation/${token}`;
  show(here, h(StaffPasswordPage, { frame, error, action, until: expires_at, ...page[purpose] }));
}

/** The password behind a link, and on to the second factor. */
export async function accept(
  here: Entrant,
  { password = '', code = '' }: { password?: string; code?: string },
): Promise<void> {
  const { base, ctx, needs, params } = here;
  const { token = '' } = params;
  const again = (error: StaffTrouble) => {
    ctx.status = 400;
    return invitationPage(here, error);
  };
  const { purpose } = await staff.linkOf(base, token);
  if (password === '') return again({ code: 'missing', field: 'password' });
  if (purpose === 'password') {
    const done = await orTrouble(
      () => staff.replaceForgotten(base, needs, { token, password, code }),
      again,
    );
    if (done === false) return again({ code: 'wrong_code', field: 'code' });
    return done && seeOther(ctx, '/admin/sign-in?said=password_set');
  }
  const begin = purpose === 'join' ? staff.join : staff.rejoin;
  let said = false;
  const entry = await orTrouble(
    () => begin(base, { token, password }),
    (error) => {
      said = true;
      return again(error);
    },
  );
  if (said) return;
  if (entry === undefined) return again({ code: 'wrong_password', field: 'password' });
  holdEntry(here, entry);
  seeOther(ctx, '/admin/enrol');
}

export async function enrolPage(here: Entrant, error?: StaffTrouble): Promise<void> {
  const { base, needs, entry, frame } = here;
  const { app_address, secret, passkey } = await staff.enrolment(base, needs, entry);
  const app = pictureOf(app_address, secret);
  show(here, h(StaffEnrolPage, { frame, error, app, passkey }));
}

/** The first code of the app, or the new passkey: the codes are shown, and the person is in. */
export async function enrol(
  here: Entrant,
  { code = '', answer, label }: { code?: string; answer?: string; label?: string },
): Promise<void> {
  const { base, ctx, needs, entry, frame } = here;
  const first = answer === undefined ? { code } : { answer, label: label?.trim() };
  let said = false;
  const again = (error: StaffTrouble) => {
    said = true;
    ctx.status = 400;
    return enrolPage(here, error);
  };
  const done = await orTrouble(
    () => staff.finishEnrolment(base, needs, { entry, first, from: fromOf(ctx) }),
    again,
  );
  if (done) {
    const href = await held(here, done.entered);
    return show(here, h(StaffCodesPage, { frame, codes: done.codes, href }));
  }
  if (!said) await again({ code: 'wrong_code', field: 'code' });
}
