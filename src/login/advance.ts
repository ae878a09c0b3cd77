import * as acts from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { knownOf as checkingOf } from './checking.ts';
import { followHint } from './hint.ts';
import { learn } from './intervened.ts';
import { type Known, next } from './next.ts';
import { show } from './pages.tsx';
import { isOwed, levelWith } from './reached.ts';
import { knownOf } from './registering.ts';
import { rise } from './rise.ts';

/** Each act brings a sign-in nearer to its end; more than this would be a circle. */
const most = 6;

/** Does what comes next until a page is shown or the engine has taken over. */
export async function advance(at: At): Promise<void> {
  for (let turn = 0; turn < most; turn++) {
    const step = next(known(at));
    if ('page' in step) return show(at, step.page);
    const { came } = at.attempt;
    if (step.act === 'follow_hint') {
      if (await followHint(at)) return;
      continue;
    }
    if (step.act === 'carry_on') return at.needs.interactions.carryOn(at.ctx, at.interaction);
    if (step.act === 'rise') {
      await rise(at);
      continue;
    }
    if (!came) throw new Error(`${step.act} without anybody who came`);
    if (step.act === 'turn_away') return acts.turnAway(at, came);
    if (step.act === 'finish') return acts.finish(at, came);
    if (step.act === 'join') await acts.join(at, came);
    else if (came.by === 'source') {
      await acts.resolve(at, came);
      await learn(at, came.resolution?.identity_id);
    }
    await attempts.write(at.needs, at.attempt);
  }
  throw new Error('a sign-in turns in a circle');
}

/** What decides the next step, out of all that is known. */
export function known(at: At): Known {
  const { attempt, asked } = at;
  const { came, regaining, registering } = attempt;
  return {
    needed_level: asked.needed_level,
    consent_asked: at.interaction.prompt.name === 'consent',
    may_continue: asked.may_continue,
    continuing: attempt.continuing === true,
    password_chosen: attempt.chosen !== undefined,
    hint_waits: asked.source_hint !== undefined && !attempt.hint_followed,
    may_rise: asked.may_rise && attempt.anew !== true,
    waiting: attempt.waiting.length > 0,
    ...(regaining && {
      regaining: { notice_accepted: regaining.known || regaining.notice !== undefined },
    }),
    ...(registering && {
      registering: knownOf(registering, at.needs.authorities.offered.length === 0),
    }),
    came: came && {
      known: came.by !== 'source' || came.known,
      notice_accepted: came.by === 'source' && came.notice !== undefined,
      outcome: outcomeOf(came),
      level: came.level,
      to_tell: attempt.to_tell.length > 0,
      must_renew: came.by === 'source' && came.arrival.renew !== undefined,
      password_asked: attempt.password_asked !== undefined,
      put_off: attempt.put_off === true,
      factor_owed: isOwed(attempt),
      with_factor: attempt.shown ? 0 : levelWith(came, attempt.showable ?? []),
      other_ways: attempt.other_ways === true,
      ...(attempt.checking && { checking: checkingOf(attempt.checking) }),
    },
  };
}

/** A password of ours was set by the identity itself, and so was a session begun: links of the shortest kind. */
function outcomeOf(came: attempts.Came): attempts.Outcome | undefined {
  if (came.by === 'source') return came.resolution?.outcome;
  return came.by === 'credential' && came.refused ? 'refused' : 'known_link';
}
