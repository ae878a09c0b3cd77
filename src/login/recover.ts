import { h } from 'preact';
import type { Trouble } from '../../views/components/trouble.ts';
import { RecoverCodePage, RecoverPage } from '../../views/login/recover.tsx';
import * as codes from '../credentials/one-time-codes.ts';
import { Refusal } from '../errors.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { renderPage } from '../http/render.tsx';
import { seeOther } from '../http/see-other.ts';
import type { Answer } from '../identities/authorities.ts';
import { identifierTypes, isOrganisations } from '../identities/identifier-types.ts';
import { maskPhone } from '../identities/masks.ts';
import { readPhone } from '../identities/phones.ts';
import { readSaid } from '../identities/proving.ts';
import type * as recovery from '../recovery/recovery.ts';
import { note } from './acts.ts';
import { askedAbout, comesBack, inPace } from './asking.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { accepts } from './picker.ts';
import { of, proved } from './recovered.ts';
import { codeTried } from './tried.ts';

/**
 * A forgotten password, or an account that cannot be got into: proved by a check that binds the
 * person, told to its owner, waited for, and proved once more (ADR 0032). Until the check has said
 * yes nothing depends on whether there is such an account (Never 11); after it, it is the person.
 */

export interface Typed {
  name?: string | undefined;
  id_type?: string | undefined;
  number?: string | undefined;
  phone?: string | undefined;
  by?: recovery.CheckMethod | undefined;
}

const id_types = identifierTypes.filter((type) => !isOrganisations(type));

/** The checks that can be made here now; the counter is always there. */
export function offered({ needs }: At): Record<recovery.CheckMethod, boolean> {
  const { authorities, senders } = needs;
  return {
    operator: authorities.offered.includes('operator') && senders.offers('sms', 'one_time_code'),
    face: authorities.offered.includes('face'),
  };
}

/** The form, or what is left where nothing is configured. */
export function recover(here: At, error?: Trouble, typed: Typed = {}): void {
  if (!accepts(here.client, 'local')) throw new Refusal('login.source_not_accepted');
  const { pages } = here.needs.authorities;
  if (pages) formsMayLeadTo(here.ctx, [pages]);
  answer(
    here,
    h(RecoverPage, {
      ...{ frame: here.frame, error, typed, id_types, offered: offered(here) },
      wait_hours: here.needs.recovery_wait_ms / 3_600_000,
      action: here.path('recover'),
      paper: here.path('paper'),
      back: here.path('ways'),
    }),
  );
}

/** What was typed is read, and kept for the check: a code goes to the telephone, or the browser to the face check. */
export async function tryRecover(here: At, typed: Typed): Promise<void> {
  const { base, authorities, issuer } = here.needs;
  const { attempt, ctx } = here;
  const by = typed.by ?? 'operator';
  if (!offered(here)[by]) return recover(here, undefined, typed);
  const said = readSaid(base, {
    name: typed.name ?? '',
    id_type: typed.id_type ?? 'resident_id',
    id_number: typed.number ?? '',
  });
  if (said === 'name')
    return wrong(here, typed, { code: 'identities.name_unreadable', field: 'name' });
  if (said === 'number')
    return wrong(here, typed, { code: 'identities.number_unreadable', field: 'number' });
  if (by === 'face') {
    const lang = here.frame.lang;
    const return_to = `${issuer}${here.path('recover/face')}`;
    const begun = await inPace(here, askedAbout(here, 'recover', said.id_number), () =>
      authorities.begin(base, said, { return_to, lang }),
    );
    if ('wait' in begun) return tooMany(here, typed, begun.wait);
    attempt.recovering = { said, face: begun.remember };
    await attempts.write(here.needs, attempt);
    return seeOther(ctx, begun.url);
  }
  const phone = readPhone(typed.phone ?? '');
  if (!phone) return wrong(here, typed, { code: 'recovery.phone_unreadable', field: 'phone' });
  const sent = await codes.send(base, {
    ...{ channel: 'sms', address: phone, ...codeOf(here) },
    ...{ lang: here.frame.lang, network: ctx.ip },
  });
  if ('wait' in sent) return tooMany(here, typed, sent.wait);
  attempt.recovering = { said: { ...said, phone }, code_id: sent.code_id };
  await attempts.write(here.needs, attempt);
  seeOther(ctx, here.path('recover/code'));
}

const codeOf = ({ attempt }: At) =>
  ({ purpose: 'recover', bound: `signin:${attempt.uid}` }) as const;

/** Where the code from the telephone is typed. */
export function recoverCode(here: At, error?: Trouble): void {
  const { recovering } = here.attempt;
  if (!recovering?.said.phone) {
    seeOther(here.ctx, here.path('recover'));
    return;
  }
  answer(
    here,
    h(RecoverCodePage, {
      ...{ frame: here.frame, error },
      masked_phone: maskPhone(recovering.said.phone),
      proved: isProved(here, recovering),
      action: here.path('recover/code'),
      back: here.path('recover'),
    }),
  );
}

/**
 * The telephone is in this hand; then its operator says whether it is this person's. A code that was
 * right is used up by an answer and not before: where there is none it goes on to count for as long as
 * a code lives, and whoever comes first with the answer, on any node, goes on with it (Never 5).
 */
export async function tryRecoverCode(here: At, code: string): Promise<void> {
  const { base, authorities } = here.needs;
  const { recovering } = here.attempt;
  const { said, code_id } = recovering ?? {};
  // Posted once more after it was right: to what it led to.
  if (!recovering || !code_id || !said?.phone)
    return seeOther(here.ctx, here.path(here.attempt.regaining ? undefined : 'recover'));
  if (!isProved(here, recovering) && !(await isRight(here, { code_id, code, address: said.phone })))
    return;
  const checked = await inPace(here, askedAbout(here, 'recover', said.id_number), () =>
    authorities.ask(base, 'operator', said),
  );
  if (typeof checked === 'object' && 'wait' in checked)
    return tooMany(here, typedOf(said), checked.wait);
  if (!(await codes.spend(base, code_id))) return seeOther(here.ctx, here.path());
  here.attempt.recovering = undefined;
  await attempts.write(here.needs, here.attempt);
  await answered(here, said, checked);
}

/** The code was right, and no answer came yet: it need not be typed again while a code lives. */
function isProved({ needs: { base } }: At, recovering: attempts.Recovering | undefined): boolean {
  const { proved_at } = recovering ?? {};
  const lives_ms = codes.LIVES_MINUTES * 60_000;
  return proved_at !== undefined && base.clock.now().getTime() < proved_at + lives_ms;
}

/** Whether the code is right, which is then kept; where it is not, it is said. */
async function isRight(
  here: At,
  typed: { code_id: string; code: string; address: string },
): Promise<boolean> {
  const { attempt, ctx, needs } = here;
  const { base } = needs;
  const tried = codeTried(here, typed.code_id);
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    recoverCode(here, { code: 'too_many', field: 'code', minutes: Math.ceil(wait / 60) });
    waits(here, wait);
    return false;
  }
  if (await codes.check(base, { ...typed, ...codeOf(here) })) {
    await rateLimit.goodTry(base, tried);
    if (attempt.recovering) attempt.recovering.proved_at = base.clock.now().getTime();
    await attempts.write(needs, attempt);
    return true;
  }
  // Clicked twice: the first was right, and has led further meanwhile.
  const kept = await attempts.read(needs, attempt.uid);
  if (kept?.regaining || isProved(here, kept?.recovering)) {
    await rateLimit.noTry(base, tried);
    seeOther(ctx, here.path(kept?.regaining ? undefined : 'recover/code'));
    return false;
  }
  await rateLimit.wrongTry(base, tried);
  recoverCode(here, { code: 'recovery.code_wrong', field: 'code' });
  ctx.status = 400;
  return false;
}

/** Back from the pages where a face was compared. */
export async function recoverFace(here: At, params: Record<string, string>): Promise<void> {
  const { base, authorities } = here.needs;
  const { recovering } = here.attempt;
  const { face, said } = recovering ?? {};
  if (!face || !said || !(await comesBack(here, face)))
    return seeOther(here.ctx, here.path('recover'));
  here.attempt.recovering = undefined;
  await attempts.write(here.needs, here.attempt);
  await answered(here, said, await authorities.complete(base, face, params));
}

/** What came of a check, whose try was counted when it was asked for. */
async function answered(
  here: At,
  said: attempts.Said,
  checked: Answer | 'cancelled',
): Promise<void> {
  const { base } = here.needs;
  const tried = askedAbout(here, 'recover', said.id_number);
  if (typeof checked === 'object') {
    await rateLimit.goodTry(base, tried);
    return proved(here, said, checked);
  }
  if (checked === 'no_match') await rateLimit.wrongTry(base, tried);
  if (checked === 'cancelled') return recover(here, undefined, typedOf(said));
  const reason = checked === 'no_match' ? 'recovery.no_match' : 'recovery.not_covered';
  await note(here, 'login.failed', 'failed', { reason }, of(said));
  await wrong(here, typedOf(said), { code: reason, field: 'number' });
}

const typedOf = ({ name, id_type, id_number: number, phone }: attempts.Said): Typed => ({
  ...{ name, id_type, number, phone },
});

function wrong(here: At, typed: Typed, error: Trouble): void {
  recover(here, error, typed);
  here.ctx.status = 400;
}

function tooMany(here: At, typed: Typed, wait: number): void {
  recover(here, { code: 'too_many', minutes: Math.ceil(wait / 60) }, typed);
  waits(here, wait);
}

function waits({ ctx }: At, wait: number): void {
  ctx.status = 429;
  ctx.set('Retry-After', String(wait));
}

function answer({ ctx }: At, page: Parameters<typeof renderPage>[0]): void {
  ctx.type = 'html';
  ctx.body = renderPage(page);
}
