import { h } from 'preact';
import { SetPasswordPage } from '../../views/account/password.tsx';
import { paths } from '../../views/account/paths.ts';
import type { Trouble } from '../../views/components/trouble.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import { type At, answer } from './at.ts';

export interface Typed {
  current_password?: string;
  login_name?: string;
  password?: string;
}

/** A suspended password counts as none: setting one anew is how it is proved again. */
export async function passwordStanding(base: Base, identityId: string): Promise<'usable' | 'none'> {
  const ways = await credentials.live(base, identityId);
  return ways.some(({ kind }) => kind === 'password') ? 'usable' : 'none';
}

/** The form; what was typed stays, but for secrets. */
export async function passwordPage(at: At, error?: Trouble, typed: Typed = {}): Promise<void> {
  const { base } = at.needs;
  const { identity_id } = at.session;
  const links = await identities.links(base, identity_id);
  const ways = await credentials.live(base, identity_id);
  answer(
    at,
    h(SetPasswordPage, {
      frame: at.frame,
      error,
      set: (await passwordStanding(base, identity_id)) === 'usable',
      login_name: typed.login_name ?? (await credentials.loginNameOf(base, identity_id)),
      removable:
        links.some(({ suspended_at }) => !suspended_at) ||
        ways.some(({ kind }) => kind === 'passkey'),
    }),
  );
}

/** Sets or changes the password; to change it the present one has to be known. */
export async function setPassword(at: At, typed: Typed): Promise<void> {
  const { base } = at.needs;
  const { identity_id, session_id, level } = at.session;
  if (!typed.password) {
    return refuse(at, { code: 'missing_password', field: 'password' }, typed);
  }
  if (!(await currentIsKnown(at, typed))) return;
  try {
    await identities.setPassword(base, {
      identity_id,
      session_id,
      password: typed.password,
      login_name: typed.login_name?.trim() || undefined,
      bound_level: level,
    });
  } catch (thrown) {
    return refuseFor(at, thrown, typed);
  }
  seeOther(at.ctx, `${paths.signIn}?done=password_set`);
}

/** Removes the password, unless it is the last way in. */
export async function removePassword(at: At, typed: Typed): Promise<void> {
  if (!(await currentIsKnown(at, typed))) return;
  try {
    await identities.removePassword(at.needs.base, at.session.identity_id);
  } catch (thrown) {
    return refuseFor(at, thrown, typed);
  }
  seeOther(at.ctx, `${paths.signIn}?done=password_removed`);
}

/** True when no password stands, or the present one was typed; otherwise the page has said so. */
async function currentIsKnown(at: At, typed: Typed): Promise<boolean> {
  const { base } = at.needs;
  const { identity_id } = at.session;
  if ((await passwordStanding(base, identity_id)) === 'none') return true;
  const tried = { account: `account ${identity_id}`, network: at.ctx.ip };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    at.ctx.set('Retry-After', String(wait));
    await refuse(at, { code: 'too_many', minutes: Math.ceil(wait / 60) }, typed, 429);
    return false;
  }
  const password = typed.current_password ?? '';
  const right = await credentials.check(base, {
    username: '',
    password,
    identity_ids: [identity_id],
  });
  if (right) {
    await rateLimit.goodTry(base, tried);
    return true;
  }
  await rateLimit.wrongTry(base, tried);
  await refuse(at, { code: 'current_wrong', field: 'current_password' }, typed);
  return false;
}

async function refuse(at: At, error: Trouble, typed: Typed, status = 400): Promise<void> {
  at.ctx.status = status;
  await passwordPage(at, error, { login_name: typed.login_name });
}

/** What the rules of passwords refuse is said on the form; anything else goes its own way. */
async function refuseFor(at: At, thrown: unknown, typed: Typed): Promise<void> {
  const ours = thrown instanceof Refusal && /^(credentials|identities)\./.test(thrown.code);
  if (!ours || thrown.status >= 500) throw thrown;
  await refuse(
    at,
    { code: thrown.code, field: thrown.detail.field ?? 'password' },
    typed,
    thrown.status,
  );
}
