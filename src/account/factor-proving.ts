import { h } from 'preact';
import { ProvePage } from '../../views/account/factor-adding.tsx';
import { paths } from '../../views/account/paths.ts';
import type { Trouble } from '../../views/components/trouble.ts';
import * as audit from '../audit/audit.ts';
import * as challenge from '../credentials/challenge.ts';
import * as factors from '../credentials/factors.ts';
import * as showing from '../credentials/show-factor.ts';
import * as webauthn from '../credentials/webauthn.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import { asksFirst } from '../identities/may-change.ts';
import * as sessions from '../sessions/sessions.ts';
import { type At, answer } from './at.ts';
import { openEntry, sealEntry } from './factor-entry.ts';

/** What is asked of somebody before their second factors are changed, and what they show. */

/** Where the person was going; they press there again. */
export const goals = ['app', 'passkey', 'list'] as const;
export type Goal = (typeof goals)[number];

const pageOf: Record<Goal, string> = {
  app: paths.factorApp,
  passkey: paths.factorPasskey,
  list: paths.factors,
};

/** Whether a change may be done here and now; otherwise the person was sent to prove first. */
export async function allowed(at: At, to: Goal, concerned: 'all' | string): Promise<boolean> {
  if ((await asked(at, concerned)) === undefined) return true;
  const which = concerned === 'all' ? '' : `&factor=${concerned}`;
  seeOther(at.ctx, `${paths.factorProve}?to=${to}${which}`);
  return false;
}

async function asked({ needs, session }: At, concerned: 'all' | string) {
  const { base } = needs;
  const now = base.clock.now().getTime();
  const all = await factors.list(base, session.identity_id);
  const row = await sessions.read(base, session.session_id);
  const shown = row?.shown_id ? await showing.boundOf(base, row.shown_id) : undefined;
  // A suspended one can be shown by nobody and opens nothing: to take it away it is not asked for.
  const standing = all.filter(
    ({ id, suspended_at }) => !suspended_at && (concerned === 'all' || id === concerned),
  );
  return asksFirst(
    {
      level: session.level,
      proved_ago: now - session.proved_at.getTime(),
      ...(shown && row?.shown_at && { shown: { ...shown, ago: now - row.shown_at.getTime() } }),
    },
    standing,
  );
}

interface Going {
  to: Goal;
  factor?: string | undefined;
}

/** Asks for what is missing; where nothing is, the person goes on. */
export async function provePage(at: At, going: Going, error?: Trouble): Promise<void> {
  const { needs, session } = at;
  const asks = await asked(at, going.factor ?? 'all');
  if (!asks) return seeOther(at.ctx, pageOf[going.to]);
  const showable = await showing.showable(needs.base, session.identity_id);
  const known = await factors.passkeys(needs.base, session.identity_id);
  const given = challenge.newChallenge();
  const entry = sealEntry(at, { id: '', challenge: given });
  const query = new URLSearchParams({
    to: going.to,
    entry,
    ...(going.factor && { factor: going.factor }),
  });
  answer(
    at,
    h(ProvePage, {
      frame: at.frame,
      error,
      asks,
      code: showable.some(({ kind }) => kind !== 'passkey'),
      passkey:
        known.length > 0
          ? await webauthn.optionsToShow(needs, { known, challenge: given })
          : undefined,
      action: `${paths.factorProve}?${query}`,
    }),
  );
}

/** Shows one of one's own factors in this session; it raises nothing. */
export async function prove(
  at: At,
  going: Going & { entry: string },
  { code = '', answer: response }: { code?: string | undefined; answer?: string | undefined },
): Promise<void> {
  const { needs, session } = at;
  const { base } = needs;
  const { identity_id, session_id: id } = session;
  if (!response && code.trim() === '')
    return again(at, going, { code: 'missing_factor', field: 'code' }, 400);
  const { challenge: given = '' } = openEntry(at, going.entry);
  const tried = { account: `factor ${identity_id}` };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    at.ctx.set('Retry-After', String(wait));
    return again(at, going, { code: 'too_many', minutes: Math.ceil(wait / 60) }, 429);
  }
  const use = challenge.use(needs.passing, given);
  const shown = response ? { answer: response } : { code };
  const asked_of = { identity_id, shown, use };
  const proof = await showing.show(base, needs, asked_of, {
    alsoDo: (base, { credential_id: shown_id }) => sessions.proveSecond(base, { id, shown_id }),
  });
  if (!proof) {
    await rateLimit.wrongTry(base, tried);
    await audit.append(base, {
      kind: 'credential.refused',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      session_id: id,
      outcome: 'failed',
    });
    const field = response ? {} : { field: 'code' };
    return again(at, going, { code: 'wrong_factor', ...field }, 400);
  }
  await rateLimit.goodTry(base, tried);
  const left = await asked(at, going.factor ?? 'all');
  // Right, but bound too weakly for this: the page says what else there is.
  if (left) return provePage(at, going);
  seeOther(at.ctx, `${pageOf[going.to]}?done=proved`);
}

function again(at: At, going: Going, error: Trouble, status: number): Promise<void> {
  at.ctx.status = status;
  return provePage(at, going, error);
}
