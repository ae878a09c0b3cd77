import type { Trouble } from '../../views/components/trouble.ts';
import * as codes from '../credentials/one-time-codes.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import { readPhone } from '../identities/phones.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';
import { accepts } from './picker.ts';
import { codeTried } from './tried.ts';

/**
 * The first steps of registering: a telephone, and the code that proves it. Nothing is looked up of
 * the number before the code was right, so that page, words and wait are the same for one that is
 * known here and one that is not (Never 11).
 */

/** Newcomers are let in where a code can reach them, and the service takes accounts of ours. */
export const offered = ({ needs, client }: Pick<At, 'needs' | 'client'>): boolean =>
  needs.senders.offers('sms', 'one_time_code') && accepts(client, 'local');

export async function start(here: At): Promise<void> {
  if (!offered(here)) throw new Refusal('login.registration_off');
  const { attempt } = here;
  attempt.registering = {};
  attempt.came = undefined;
  attempt.chosen = undefined;
  attempt.regaining = undefined;
  attempt.continuing = undefined;
  attempt.to_tell = [];
  await goOn(here);
}

/** Sends a code to what was typed. */
export async function sendTo(here: At, typed = ''): Promise<void> {
  const { registering } = here.attempt;
  // A page gone by: nothing is sent, and the sign-in goes on.
  if (!registering || !isDue(here, 'register_phone', 'register_code')) return goOn(here);
  if (!offered(here)) throw new Refusal('login.registration_off');
  if (typed.trim() === '') return again(here, 'register_phone', 'missing_phone', typed);
  const phone = readPhone(typed);
  if (!phone) return again(here, 'register_phone', 'phone_form', typed);
  const sent = await send(here, phone);
  if ('wait' in sent) {
    here.ctx.set('Retry-After', String(sent.wait));
    const minutes = Math.ceil(sent.wait / 60);
    return again(here, 'register_phone', 'too_many_codes', typed, { status: 429, minutes });
  }
  here.attempt.registering = { phone, code_id: sent.code_id };
  await goOn(here);
}

/** Another code to the same telephone; the former one is void. */
export async function sendAgain(here: At): Promise<void> {
  const { registering } = here.attempt;
  if (!registering?.phone || !isDue(here, 'register_code')) return goOn(here);
  const sent = await send(here, registering.phone);
  if ('wait' in sent) {
    here.ctx.set('Retry-After', String(sent.wait));
    const minutes = Math.ceil(sent.wait / 60);
    return again(here, 'register_code', 'too_many_codes', undefined, { status: 429, minutes });
  }
  registering.code_id = sent.code_id;
  await goOn(here);
}

export async function otherPhone(here: At): Promise<void> {
  if (isDue(here, 'register_code')) here.attempt.registering = {};
  await goOn(here);
}

/** The code as it was typed. That it was right says that somebody holds the telephone now, no more. */
export async function prove(here: At, typed = ''): Promise<void> {
  const { base } = here.needs;
  const { registering } = here.attempt;
  const { phone, code_id } = registering ?? {};
  if (!registering || !phone || !code_id || !isDue(here, 'register_code')) return goOn(here);
  if (typed.trim() === '') return again(here, 'register_code', 'missing_one_time_code');
  const tried = codeTried(here, code_id);
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    here.ctx.set('Retry-After', String(wait));
    const minutes = Math.ceil(wait / 60);
    return again(here, 'register_code', 'too_many', undefined, { status: 429, minutes });
  }
  const right = await codes.check(base, { code_id, code: typed, address: phone, ...flow(here) });
  if (!right) {
    // Clicked twice: the first has proved it meanwhile, and is not undone by the second.
    const kept = await attempts.read(here.needs, here.attempt.uid);
    if (kept?.registering?.proved) {
      await rateLimit.noTry(base, tried);
      return seeOther(here.ctx, here.path());
    }
    await rateLimit.wrongTry(base, tried);
    await note(here, 'login.failed', 'failed', { reason: 'wrong_code' }, { source_id: 'local' });
    return again(here, 'register_code', 'one_time_code_wrong');
  }
  await rateLimit.goodTry(base, tried);
  registering.proved = true;
  registering.known_phone = await identities.phoneIsKnown(base, phone);
  await goOn(here);
}

const flow = (here: At) => ({ purpose: 'register', bound: `signin:${here.attempt.uid}` }) as const;

const send = (here: At, address: string) =>
  codes.send(here.needs.base, {
    ...{ channel: 'sms', address, ...flow(here) },
    ...{ lang: here.frame.lang, network: here.ctx.ip },
  });

/** The number stays in the field, a code does not. What is kept of the sign-in is as it was. */
async function again(
  here: At,
  page: 'register_phone' | 'register_code',
  code: Trouble['code'],
  typed?: string,
  { status = 400, minutes }: { status?: number; minutes?: number } = {},
): Promise<void> {
  here.ctx.status = status;
  const field = page === 'register_phone' ? 'phone' : 'code';
  await show(here, page, {
    error: { code, field, ...(minutes !== undefined && { minutes }) },
    ...(typed !== undefined && { username: typed }),
  });
}
