import type { Trouble } from '../../views/components/trouble.ts';
import * as factors from '../credentials/show-factor.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as recovery from '../recovery/recovery.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { reachOf } from './level.ts';
import { show } from './pages.tsx';
import { tellingOf } from './recovered.ts';
import { settingTried } from './tried.ts';

/**
 * The password that somebody without a way in sets on what they proved. With it the proof is taken,
 * and the sign-in goes on as one with that password.
 */
export async function regain(
  here: At,
  typed: { login_name?: string | undefined; password?: string | undefined },
): Promise<void> {
  const { attempt, needs } = here;
  const { regaining } = attempt;
  // Posted twice, or from a page gone by: there is nothing to set, and the sign-in goes on.
  if (!isDue(here, 'regain') || !regaining) return goOn(here);
  const { password } = typed;
  const login_name = typed.login_name?.trim() || undefined;
  if (!password)
    return again(here, { code: 'missing_password', field: 'password' }, typed.login_name);
  const tried = settingTried(here, `${regaining.kind} ${regaining.id}`);
  const { wait } = await rateLimit.slowDown(needs.base, tried);
  if (wait > 0) return waits(here, wait, typed.login_name);
  const { known: _, notice, ...proof } = regaining;
  const done = await recovery
    .regain(needs.base, proof, { password, login_name, notice }, tellingOf(here))
    .catch(async (thrown: unknown) => {
      if (thrown instanceof Refusal) return thrown;
      await rateLimit.noTry(needs.base, tried);
      throw thrown;
    });
  if (done instanceof Refusal) {
    const wrong = done.code.startsWith('credentials.') && done.code !== 'credentials.busy';
    await (wrong ? rateLimit.wrongTry : rateLimit.noTry)(needs.base, tried);
    if (wrong) return again(here, { code: done.code, field: done.detail.field }, typed.login_name);
    if (!done.code.startsWith('recovery.')) throw done;
    attempt.regaining = undefined;
    await attempts.write(needs, attempt);
    await note(here, 'login.failed', 'failed', { reason: done.code }, { source_id: 'local' });
    throw done;
  }
  await rateLimit.goodTry(needs.base, tried);
  const { suspended, bound_level, ...stands } = done;
  attempt.regaining = undefined;
  attempts.comes(attempt, {
    by: 'credential',
    ...stands,
    at: needs.base.clock.now().getTime(),
    limit: bound_level,
    level: Math.min(bound_level, reachOf(['pwd'])),
  });
  // A check says less than whoever asks for a second factor always; at the counter a document was seen.
  if (proof.kind === 'recovery')
    attempt.showable = await factors.showable(needs.base, done.identity_id);
  if (suspended) attempt.to_tell.push({ kind: 'suspended', counts: suspended });
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
  return show(here, 'regain', { error, ...(login_name && { username: login_name }) });
}
