import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import * as sources from '../sources/sources.ts';
import { note, usable } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { show } from './pages.tsx';
import { accepts } from './picker.ts';
import * as visits from './visit.ts';

/** Keeps what has changed and comes back to the one place that decides what is next. */
export async function goOn(here: At): Promise<void> {
  await attempts.write(here.needs, here.attempt);
  seeOther(here.ctx, here.path());
}

/** A way was picked: to its password page, or away to the department. */
export async function choose(here: At, source: string | undefined): Promise<void> {
  if (!source) return show(here, 'picker', { error: { code: 'missing_source', field: 'source' } });
  const row = source === 'local' ? undefined : await usable(here, source);
  if (!row && !accepts(here.client, 'local')) {
    throw new Refusal('login.source_not_accepted', { field: 'source' });
  }
  here.attempt.regaining = undefined;
  here.attempt.registering = undefined;
  if (row && sources.open(here.needs.base, row).kind === 'redirect') {
    // Who came before stays until somebody else does: the person may cancel there.
    here.attempt.chosen = undefined;
    await attempts.write(here.needs, here.attempt);
    return begin(here, row);
  }
  here.attempt.chosen = source;
  here.attempt.came = undefined;
  await goOn(here);
}

/** To the department; that it cannot be reached is a try too, which support finds. */
export async function begin(here: At, row: sources.SourceRow): Promise<void> {
  try {
    await visits.begin(here.needs, here.ctx, {
      row,
      purpose: { kind: 'signin', uid: here.attempt.uid },
      frame: here.frame,
      ui_locales: here.frame.lang,
      reauthenticate: here.asked.reauthenticate,
      level: here.asked.needed_level,
    });
  } catch (thrown) {
    if (thrown instanceof Refusal)
      await note(here, 'login.failed', 'failed', { reason: thrown.code }, { source_id: row.id });
    throw thrown;
  }
}

/**
 * The answer of somebody whose account was not proved: prove an older way in, and the account waits
 * to be joined to it; or go on with an identity of its own.
 */
export async function proveOrSeparate(here: At, choice: 'prove' | 'separate'): Promise<void> {
  const { came } = here.attempt;
  // Posted twice, or from a page gone by: there is nothing to decide, and the sign-in goes on.
  if (came?.by !== 'source' || came.resolution?.outcome !== 'asked_to_prove') return goOn(here);
  if (choice === 'prove') {
    here.attempt.waiting = [
      ...here.attempt.waiting,
      { arrival: came.arrival, notice: came.notice },
    ].slice(-3);
    here.attempt.came = undefined;
    await attempts.write(here.needs, here.attempt);
    return seeOther(here.ctx, here.path('ways'));
  }
  here.attempt.waiting = [];
  came.join = 'separate';
  came.resolution = undefined;
  await goOn(here);
}

/** Back to the service without signing in. */
export async function leave(here: At): Promise<void> {
  const { came } = here.attempt;
  const tooLow = came !== undefined && came.level < here.asked.needed_level;
  await note(here, 'login.refused', 'refused', { reason: tooLow ? 'level_too_low' : 'left' });
  await here.needs.interactions.refuse(
    here.ctx,
    here.interaction,
    // OpenID Connect Core Unmet Authentication Requirements 1.0 §2.
    tooLow ? 'unmet_authentication_requirements' : 'access_denied',
    tooLow ? 'the sign-in does not reach the level asked for' : 'the person went back',
  );
}
