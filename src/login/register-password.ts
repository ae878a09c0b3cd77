import type { Trouble } from '../../views/components/trouble.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { reachOf } from './level.ts';
import { show } from './pages.tsx';
import { settingTried } from './tried.ts';

/**
 * The last step of registering: with the password the account is there, all at once, and the person
 * is signed in by what was proved on the way.
 */
export async function setPassword(
  here: At,
  typed: { login_name?: string | undefined; password?: string | undefined },
): Promise<void> {
  const { attempt, needs } = here;
  const { registering } = attempt;
  // Posted twice, or from a page gone by: there is nothing to set, and the sign-in goes on.
  if (!registering || !isDue(here, 'register_password')) return goOn(here);
  const { phone, code_id, notice, check, claimed, join = 'undecided' } = registering;
  if (!phone || !code_id || !notice) return goOn(here);
  const { password } = typed;
  const login_name = typed.login_name?.trim() || undefined;
  if (!password) return again(here, { code: 'missing_password', field: 'password' }, login_name);
  const tried = settingTried(here, `register ${code_id}`);
  const { wait } = await rateLimit.slowDown(needs.base, tried);
  if (wait > 0) return waits(here, wait, login_name);
  // A telephone was proved, perhaps a face; the password was only chosen.
  const amr = ['sms', ...(check?.method === 'face' ? ['face'] : [])];
  const done = await identities
    .register(needs.base, {
      ...{ phone, code_id, notice, join, password, login_name, reach: reachOf(amr) },
      ...(check && claimed && { checked: { check, claimed } }),
    })
    .catch(async (thrown: unknown) => {
      if (thrown instanceof Refusal && /^credentials\.(password|login)_/.test(thrown.code))
        return thrown;
      await rateLimit.noTry(needs.base, tried);
      throw thrown;
    });
  if (done instanceof Refusal) {
    // That a login name is taken is said to whoever proved a telephone, not name after name.
    await rateLimit.wrongTry(needs.base, tried);
    return again(here, { code: done.code, field: done.detail.field }, login_name);
  }
  await rateLimit.goodTry(needs.base, tried);
  if (done.outcome === 'refused') {
    attempt.registering = undefined;
    await attempts.write(needs, attempt);
    await note(here, 'login.refused', 'refused', { reason: 'owner_stopped' });
    throw new Refusal('login.turned_away', { words: { why: '' } });
  }
  if (done.outcome === 'asked_to_prove') {
    // Somebody has come to own the number while the password was chosen.
    registering.asks = 'owner';
    return goOn(here);
  }
  const { outcome, level, ...stands } = done;
  attempt.registering = undefined;
  attempts.comes(attempt, {
    ...{ by: 'credential', ...stands, at: needs.base.clock.now().getTime() },
    ...{ limit: level, level, proved: amr },
  });
  if (outcome === 'conflict') attempt.to_tell.push({ kind: 'number_of_another' });
  await goOn(here);
}

function waits(here: At, wait: number, login_name: string | undefined): Promise<void> {
  here.ctx.set('Retry-After', String(wait));
  return again(here, { code: 'too_many', minutes: Math.ceil(wait / 60) }, login_name, 429);
}

function again(
  here: At,
  error: Trouble,
  login_name: string | undefined,
  status = 400,
): Promise<void> {
  here.ctx.status = status;
  return show(here, 'register_password', { error, ...(login_name && { username: login_name }) });
}
