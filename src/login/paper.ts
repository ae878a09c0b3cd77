import { h } from 'preact';
import type { Trouble } from '../../views/components/trouble.ts';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { PaperPage } from '../../views/login/paper.tsx';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { renderPage } from '../http/render.tsx';
import * as identities from '../identities/identities.ts';
import * as recovery from '../recovery/recovery.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import { goOn } from './choose.ts';
import { accepts } from './picker.ts';

/** A code on paper from a counter, with the number of the document that was shown there. */

interface Typed {
  code?: string | undefined;
  number?: string | undefined;
}

/** The page where it is typed. */
export function paper(here: At, error?: Trouble, typed: Typed = {}): void {
  if (!accepts(here.client, 'local')) throw new Refusal('login.source_not_accepted');
  here.ctx.type = 'html';
  here.ctx.body = renderPage(
    h(PaperPage, {
      frame: here.frame,
      error,
      number: typed.number,
      action: here.path('paper'),
      back: here.path('ways'),
    }),
  );
}

/**
 * A wrong code, a wrong number and a paper that never was get the same answer after the same
 * look-ups, and the number that was typed waits alike after a few of them (Never 11).
 */
export async function tryPaper(here: At, typed: Typed): Promise<void> {
  const { base } = here.needs;
  const { code = '', number = '' } = typed;
  if (code.trim() === '') return again(here, typed, { code: 'missing_code', field: 'code' });
  if (number.trim() === '') return again(here, typed, { code: 'missing_number', field: 'number' });
  const who = { account: `paper ${identities.asCounted(base, number)}`, network: here.ctx.ip };
  const { wait } = await rateLimit.slowDown(base, who);
  if (wait > 0) {
    here.ctx.set('Retry-After', String(wait));
    return again(here, typed, { code: 'too_many', minutes: Math.ceil(wait / 60) }, 429);
  }
  const found = await recovery.find(base, { code, number }).catch(async (thrown: unknown) => {
    await rateLimit.noTry(base, who);
    throw thrown;
  });
  if (found?.found !== 'open') {
    // Whoever has the code and knows the number is no stranger: they are told what became of it.
    await (found ? rateLimit.goodTry : rateLimit.wrongTry)(base, who);
    const reason = found ? 'recovery.proof_over' : 'recovery.paper_wrong';
    await note(here, 'login.failed', 'failed', { reason }, { source_id: 'local', typed: number });
    return again(here, typed, { code: reason, field: 'code' });
  }
  await rateLimit.goodTry(base, who);
  const { identity_id, paper_id: id, printed_at } = found;
  const known = await identities.noticeAccepted(base, {
    identity_id,
    version: zhCN.notice.version,
  });
  const { attempt } = here;
  attempt.regaining = { kind: 'paper', id, identity_id, at: printed_at.getTime(), known };
  attempt.came = undefined;
  attempt.chosen = undefined;
  attempt.continuing = undefined;
  attempt.to_tell = [];
  await goOn(here);
}

/** The number stays, the code does not. */
function again(here: At, typed: Typed, error: Trouble, status = 400): void {
  paper(here, error, typed);
  here.ctx.status = status;
}
