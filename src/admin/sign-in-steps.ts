import { h } from 'preact';
import { z } from 'zod';
import { StaffSignInPage } from '../../views/admin/sign-in.tsx';
import { StaffFactorPage } from '../../views/admin/sign-in-factor.tsx';
import { StaffPasswordPage } from '../../views/admin/sign-in-password.tsx';
import type { StaffTrouble } from '../../views/admin/staff-trouble.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import { staffToken } from './cookie.ts';
import { type Entrant, fromOf, holdEntry, holdSession, show } from './sign-in-at.ts';

const notice = z.looseObject({
  said: z.enum(['signed_out', 'password_set']).optional().catch(undefined),
});

/** The first page; it says why a session in this browser is over. Who is signed in goes on. */
export async function signInPage(here: Entrant): Promise<void> {
  const { base, ctx, needs, frame } = here;
  const token = staffToken(ctx, needs.issuer);
  if (token && (await staff.sessionOf(base, token))) return seeOther(ctx, '/admin');
  const { said } = readQuery(ctx, notice);
  const over = token && !said ? await staff.whyOver(base, token) : undefined;
  show(here, h(StaffSignInPage, { frame, over, said }));
}

/** Address and password. Strangers, wrong ones and those who wait get the same answer (Never 11). */
export async function tryPassword(
  here: Entrant,
  { address = '', password = '' }: { address?: string; password?: string },
): Promise<void> {
  const { base, ctx, frame } = here;
  const again = (error: StaffTrouble, status = 400) => {
    ctx.status = status;
    show(here, h(StaffSignInPage, { frame, error, address }));
  };
  if (address.trim() === '') return again({ code: 'missing', field: 'address' });
  if (password === '') return again({ code: 'missing', field: 'password' });
  const network = { network: ctx.ip };
  const { wait } = await rateLimit.slowDown(base, network);
  if (wait > 0) {
    ctx.set('Retry-After', String(wait));
    return again({ code: 'too_many', field: 'address' }, 429);
  }
  const entry = await staff.tryPassword(base, { address, password });
  if (!entry) return again({ code: 'wrong', field: 'address' });
  await rateLimit.goodTry(base, network);
  holdEntry(here, entry);
  seeOther(ctx, '/admin/sign-in/factor');
}

/** The second step: what can be shown. */
export async function factorPage(here: Entrant, error?: StaffTrouble): Promise<void> {
  const { base, needs, entry, frame } = here;
  const { passkey } = await staff.factorsToShow(base, needs, entry);
  show(here, h(StaffFactorPage, { frame, error, passkey }));
}

/** A code, or what a passkey answered. */
export async function tryFactor(
  here: Entrant,
  { code = '', answer }: { code?: string; answer?: string },
): Promise<void> {
  const { base, ctx, needs, entry } = here;
  const again = (problem: StaffTrouble['code']) => {
    ctx.status = 400;
    return factorPage(here, { code: problem, field: 'code' });
  };
  if (answer === undefined && code.trim() === '') return again('missing');
  const shown = answer === undefined ? { code } : { answer };
  const entered = await staff.tryFactor(base, needs, { entry, shown, from: fromOf(ctx) });
  if (!entered) return again(answer === undefined ? 'wrong_code' : 'staff.passkey_refused');
  seeOther(ctx, await held(here, entered));
}

/** Gives the browser what it holds from now on, and where that leads. */
export async function held(here: Entrant, entered: staff.Entered): Promise<string> {
  if ('session' in entered) {
    holdSession(here, entered.session);
    return firstPage(here, entered.session);
  }
  holdEntry(here, entered.renewal);
  return '/admin/sign-in/password';
}

/** Nothing of the console opens for whoever has no role yet; their own page says so. */
async function firstPage({ base }: Entrant, token: string): Promise<string> {
  const session = await staff.sessionOf(base, token);
  return session?.grants.length === 0 ? '/admin/me' : '/admin';
}

/** A password that has served its days: the new one. */
export function renewalPage(here: Entrant, error?: StaffTrouble): void {
  const t = sentences(here.frame.lang).console.sign_in;
  show(
    here,
    h(StaffPasswordPage, {
      ...{ frame: here.frame, error, asks: 'new', action: '/admin/sign-in/password' },
      ...{ title: t.renew_title, lead: t.renew_lead(staff.PASSWORD_DAYS) },
    }),
  );
}

export async function renewPassword(here: Entrant, { password = '' }: { password?: string }) {
  const { base, ctx, entry } = here;
  const session = await orTrouble(
    () => staff.renewPassword(base, { entry, password, from: fromOf(ctx) }),
    (error) => {
      ctx.status = 400;
      renewalPage(here, error);
    },
  );
  if (session === undefined) return;
  seeOther(ctx, await held(here, { session }));
}

/** Does it, or says on the form what the rules of passwords and passkeys refuse; the rest goes its way. */
export async function orTrouble<T>(
  work: () => Promise<T>,
  say: (error: StaffTrouble) => unknown,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const ours =
      thrown instanceof Refusal && /^staff\.(password_|passkey_refused)/.test(thrown.code);
    if (!ours) throw thrown;
    await say({ code: thrown.code, field: thrown.detail.field ?? 'code' });
    return undefined;
  }
}
