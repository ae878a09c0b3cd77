import { decodeJwt } from 'jose';
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Base } from '../base.ts';
import * as consents from '../consents/consents.ts';
import { leastAsked, levelOf } from './acr.ts';
import { current } from './artefacts/unit-of-work.ts';
import { askedAcr } from './asked-claims.ts';
import { asksConsent } from './covered.ts';
import type { KnownClients } from './known-clients.ts';
import { pairwise } from './subject.ts';

/** What a client asks for at least: its own floor, or more by `acr_values`. */
export function levelAsked(
  known: KnownClients,
  client_id: string,
  acr_values: string | undefined,
): number {
  return Math.max(known.get(client_id)?.level_floor ?? 0, leastAsked(acr_values));
}

/**
 * When an authorisation needs the person: the engine's own reasons for `login`, and two of ours; for
 * `consent` one of ours alone. `prompt=consent` of a client whose scopes all rest on duty asks
 * nothing: there is nothing that the person could refuse.
 */
export function interactionPrompts(parts: Base, known: KnownClients) {
  const { Check, Prompt, base } = interactionPolicy;
  const policy = base();
  const login = policy.get('login');
  const consent = policy.get('consent');
  if (!login || !consent) throw new Error('the engine has no login or consent prompt any more');

  // The engine compares values; ours are levels, and a higher one is good for a lower one.
  login.checks.remove('essential_acr');
  login.checks.remove('essential_acrs');
  login.checks.push(
    new Check(
      'not_who_was_hinted',
      'the person who has signed in is not the one of the id_token_hint',
      'login_required',
      (ctx) => isSomebodyElse(parts, known, ctx),
    ),
    new Check(
      'level_too_low',
      'the sign-in does not reach the level that is asked for',
      'interaction_required',
      (ctx) => levelOf(ctx.oidc.session?.acr) < needed(known, ctx),
      (ctx) => ({ needed_level: needed(known, ctx) }),
    ),
    new Check(
      'source_not_accepted',
      'the client does not accept the source that was used',
      'interaction_required',
      async (ctx) => {
        const accepted = known.get(ctx.oidc.client?.clientId ?? '')?.accepted_sources;
        const uid = ctx.oidc.session?.uid;
        if (!accepted || uid === undefined || !ctx.oidc.session?.accountId) return false;
        // Never a remembered one: no exchange asks again.
        const standing = await current().standingNow(uid);
        return standing !== undefined && !accepted.includes(standing.source_id ?? 'local');
      },
    ),
  );
  consent.checks.length = 0;
  consent.checks.push(
    new Check(
      'consent_missing',
      'the person has not consented to what the client receives',
      'consent_required',
      async (ctx) => (await toAsk(parts, known, ctx)).length > 0,
      async (ctx) => ({
        asked: await toAsk(parts, known, ctx),
        version: known.get(ctx.oidc.client?.clientId ?? '')?.scopes_version,
      }),
    ),
  );
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

/**
 * The scopes that the person is asked about now: those that rest on consent and of which nothing was
 * said to the client's present version of them, within the year; or, where the client asks anew
 * (`prompt=consent`), all of them, once.
 */
async function toAsk(base: Base, known: KnownClients, ctx: KoaContextWithOIDC): Promise<string[]> {
  const { client, session, requestParamOIDCScopes, prompts, result } = ctx.oidc;
  const ours = known.get(client?.clientId ?? '');
  if (!ours || !asksConsent(ours) || !session?.accountId) return [];
  const wanted = new Set(requestParamOIDCScopes);
  const answered = (result as { consent?: { answered?: true } } | undefined)?.consent?.answered;
  if (prompts.has('consent') && !answered) return consents.restOnConsent(ours, wanted);
  const standing = await current().standingNow(session.uid, undefined, ours.id);
  return consents.unsaid(ours, standing?.consent?.said, wanted, base.clock.now());
}

/**
 * Whether the request names another person by `id_token_hint` (OpenID Connect Core §3.1.2.1). The engine
 * looks when the request comes, and has forgotten the hint by the time somebody has signed in for it.
 */
async function isSomebodyElse(
  base: Base,
  known: KnownClients,
  ctx: KoaContextWithOIDC,
): Promise<boolean> {
  const { params, client, session, entities } = ctx.oidc;
  const hint = params?.id_token_hint;
  if (hint === undefined || entities.IdTokenHint || !client || !session?.accountId) return false;
  // Its signature was checked before the sign-in began, and it has been with us since.
  const { sub } = decodeJwt(String(hint));
  const now =
    client.subjectType === 'pairwise'
      ? await pairwise(base, known)(ctx, session.accountId, client)
      : session.accountId;
  return sub !== now;
}

/** The level that this authorisation needs at least. */
export function needed(known: KnownClients, ctx: KoaContextWithOIDC): number {
  const { client, params } = ctx.oidc;
  const asked = [(params?.acr_values as string | undefined) ?? '', askedAcr(ctx)].join(' ');
  return levelAsked(known, client?.clientId ?? '', asked);
}
