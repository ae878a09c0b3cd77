import type { Trouble } from '../../views/components/trouble.ts';
import * as codes from '../credentials/one-time-codes.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { readPhone } from '../identities/phones.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { ask } from './check.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';
import { codeTried } from './tried.ts';

/** The telephone that operators are asked about is in this hand now: a code says so. */

export async function sendTo(here: At, typed = ''): Promise<void> {
  const { checking } = here.attempt;
  if (!checking || !isDue(here, 'check_phone')) return goOn(here);
  if (typed.trim() === '') return again(here, 'check_phone', { code: 'missing_phone' }, typed);
  const phone = readPhone(typed);
  if (!phone) return again(here, 'check_phone', { code: 'phone_form' }, typed);
  await send(here, phone, 'check_phone', typed);
}

/** Another code to the same telephone, where the former one is void; or another telephone. */
export async function sendAgain(here: At, choice: 'again' | 'other'): Promise<void> {
  const { checking } = here.attempt;
  if (!checking?.phone || !isDue(here, 'check_code')) return goOn(here);
  if (choice === 'again') return send(here, checking.phone, 'check_code');
  checking.phone = undefined;
  checking.code_id = undefined;
  await goOn(here);
}

/** The code as it was typed; once it is right, the operators are asked. */
export async function prove(here: At, typed = ''): Promise<void> {
  const { checking } = here.attempt;
  const { phone, code_id } = checking ?? {};
  if (!checking || !phone || !code_id || !isDue(here, 'check_code')) return goOn(here);
  if (typed.trim() === '') return again(here, 'check_code', { code: 'missing_one_time_code' });
  const { base } = here.needs;
  const who = codeTried(here, code_id);
  const { wait } = await rateLimit.slowDown(base, who);
  if (wait > 0) {
    here.ctx.set('Retry-After', String(wait));
    const minutes = Math.ceil(wait / 60);
    return again(here, 'check_code', { code: 'too_many', minutes }, undefined, 429);
  }
  const tried = { code_id, code: typed, address: phone, ...flow(here) };
  if (!(await codes.check(base, tried))) {
    await rateLimit.wrongTry(base, who);
    const of = { of: attempts.whose(here.attempt.came) ?? '' };
    await note(here, 'login.failed', 'failed', { reason: 'wrong_code' }, of);
    return again(here, 'check_code', { code: 'one_time_code_wrong' });
  }
  await rateLimit.goodTry(base, who);
  checking.proved = true;
  await ask(here);
}

const flow = ({ attempt }: At) => ({ purpose: 'step_up', bound: `signin:${attempt.uid}` }) as const;

type Page = 'check_phone' | 'check_code';

async function send(here: At, phone: string, page: Page, typed?: string): Promise<void> {
  const { attempt, needs, frame, ctx } = here;
  const sent = await codes.send(needs.base, {
    ...{ channel: 'sms', address: phone, ...flow(here) },
    ...{ lang: frame.lang, network: ctx.ip },
  });
  if ('wait' in sent) {
    ctx.set('Retry-After', String(sent.wait));
    const minutes = Math.ceil(sent.wait / 60);
    return again(here, page, { code: 'too_many_codes', minutes }, typed, 429);
  }
  if (attempt.checking) Object.assign(attempt.checking, { phone, code_id: sent.code_id });
  await goOn(here);
}

/** The number stays in the field, a code does not. */
async function again(
  here: At,
  page: Page,
  error: Trouble,
  typed?: string,
  status = 400,
): Promise<void> {
  here.ctx.status = status;
  const field = page === 'check_phone' ? 'phone' : 'code';
  await show(here, page, { error: { ...error, field }, ...(typed && { username: typed }) });
}
