import type { JSX } from 'preact';
import type { Trouble } from '../../views/components/trouble.ts';
import { SecondFactorPage } from '../../views/login/second-factor.tsx';
import { StepUpPage } from '../../views/login/step-up.tsx';
import * as credentials from '../credentials/factors.ts';
import * as webauthn from '../credentials/webauthn.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import * as blocks from '../identities/blocks.ts';
import * as identities from '../identities/identities.ts';
import type { At } from './at.ts';
import { whose } from './attempt.ts';
import { offered as checksOffered } from './checkable.ts';
import { lentBy } from './level.ts';
import { accepts, offered } from './picker.ts';
import { firstOf, isOwed, levelWith } from './reached.ts';
import { waysUp } from './ways-up.ts';

/** The two pages of a sign-in that needs more: a second factor, and all other ways to the level. */

/** Only what helps is asked for: a factor that was bound too weakly would be shown in vain. */
export async function secondFactor(at: At, { error }: { error?: Trouble }): Promise<JSX.Element> {
  const { attempt, asked } = at;
  const { came, showable = [] } = attempt;
  const owed = isOwed(attempt);
  const helps = showable.filter(
    (one) =>
      came && (owed || Math.min(came.limit ?? 0, lentBy(firstOf(came), one)) >= asked.needed_level),
  );
  const kinds = new Set(helps.map(({ kind }) => kind));
  return (
    <SecondFactorPage
      frame={at.frame}
      error={error}
      needed_level={owed ? undefined : asked.needed_level}
      code={kinds.has('totp') || kinds.has('recovery')}
      passkey={kinds.has('passkey') ? await optionsOf(at) : undefined}
      action={at.path('factor')}
      other={owed ? undefined : at.path('step-up')}
      ways={at.path('ways')}
      leave={at.path('leave')}
    />
  );
}

/** Of those that are new to the person; the picker has them all. */
const SOME = 8;

/** The ways to the level, as ways-up.ts has them. */
export async function stepUp(at: At, { error }: { error?: Trouble }): Promise<JSX.Element> {
  const { needs, client, attempt, asked, frame } = at;
  const { base } = needs;
  const { came, showable = [] } = attempt;
  if (!came) throw new Error('a step-up of nobody');
  const identity_id = whose(came);
  const links = identity_id ? await identities.links(base, identity_id) : [];
  const linked = new Set(links.flatMap((one) => (one.suspended_at ? [] : one.source_id)));
  const { reached } = attempt;
  const all = await offered(base, { client, lang: frame.lang, reached });
  const ids = all.map(({ id }) => id);
  const shut = identity_id ? await blocks.among(base, identity_id, ids) : new Set();
  const listed = all.filter(({ id }) => !shut.has(id));
  const ways = waysUp({
    needed: asked.needed_level,
    with_factor: attempt.shown ? 0 : levelWith(came, showable),
    evidence: identity_id ? await identities.level(base, identity_id) : 0,
    showable,
    takes_local: accepts(client, 'local'),
    by_passkey: came.by === 'credential' && came.amr !== undefined,
    sources: listed.map(({ id, reach, health, issued }) => ({
      ...{ id, ceiling: reach, linked: linked.has(id), healthy: health === 'ok', issued },
    })),
    checks: checksOffered(at, came),
  });
  const among = (which: boolean) =>
    ways.flatMap((one) =>
      one.way === 'source' && one.linked === which ? listed.filter(({ id }) => id === one.id) : [],
    );
  const [mine, others] = [among(true), among(false).slice(0, SOME)];
  const has = (which: 'factor' | 'passkey') => ways.some(({ way }) => way === which);
  formsMayLeadTo(
    at.ctx,
    [...mine, ...others].flatMap(({ origins }) => origins),
  );
  return (
    <StepUpPage
      frame={frame}
      error={error}
      level={came.level}
      needed_level={asked.needed_level}
      factor={has('factor') ? at.path('factor') : undefined}
      passkey={
        has('passkey') ? { options: await optionsOf(at), action: at.path('passkey') } : undefined
      }
      linked={mine}
      checks={ways.flatMap((one) => (one.way === 'check' ? [one.id] : []))}
      check={at.path('check')}
      others={others}
      action={at.path('source')}
      all={at.path('ways')}
      leave={at.path('leave')}
    />
  );
}

/** What a browser is asked for a passkey: those of whoever came, or any that it keeps for this site. */
export async function optionsOf({ needs, attempt }: At) {
  const identity_id = whose(attempt.came);
  const known = identity_id ? await credentials.passkeys(needs.base, identity_id) : [];
  const { challenge } = attempt;
  return webauthn.optionsToShow(needs, { known, ...(challenge && { challenge }) });
}
