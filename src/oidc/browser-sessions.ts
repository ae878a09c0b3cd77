import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import type { Base } from '../base.ts';
import * as sessions from '../sessions/sessions.ts';
import { acrOf } from './acr.ts';
import type { ArtefactStore } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';
import type { CookieNames } from './cookies.ts';
import { ACCOUNT_CLIENT, type AccountPage, type KnownClients } from './known-clients.ts';
import { type Onward, onwardOf } from './on-to-source.ts';
import { endedHere, noteEnded, signedOutForm, signedOutPage } from './sign-out.ts';

/** What the gateway's own pages need of the session in this browser. */
export function browserSessions(
  base: Base,
  engine: () => Provider,
  known: KnownClients,
  names: CookieNames,
  store: ArtefactStore,
) {
  return {
    /** Who is signed in in this browser; undefined when nobody is, or no longer. */
    async sessionOf(ctx: Context) {
      const session = await engine().Session.get(ctx as never);
      if (!session.accountId) return undefined;
      const standing = await current().standingNow(session.uid);
      if (!standing || standing.session_ended || standing.identity_state !== 'active')
        return undefined;
      const { session_id, identity_id, level, started_at } = standing;
      const proved_at = new Date((session.loginTs ?? 0) * 1_000);
      return { uid: session.uid, session_id, identity_id, level, started_at, proved_at };
    },

    /**
     * Sends the browser to sign in for the account pages, and back to them: an authorisation without
     * tokens. `level`: what the session must reach by it (OpenID Connect Core §3.1.2.1, `acr_values`);
     * `anew`: also where somebody is signed in (`prompt=login`); `back`: to which of the pages, and
     * `state` what comes back with it.
     */
    signIn(
      ctx: Context,
      level?: number,
      {
        anew = false,
        back = '/account',
        state,
      }: { anew?: boolean; back?: AccountPage; state?: string | undefined } = {},
    ): void {
      const query = new URLSearchParams({
        client_id: ACCOUNT_CLIENT,
        response_type: 'none',
        scope: 'openid',
        redirect_uri: engine().issuer + back,
        ...(level !== undefined && { acr_values: acrOf(level) }),
        ...(anew && { prompt: 'login' }),
        ...(state !== undefined && { state }),
      });
      ctx.status = 303;
      ctx.redirect(`/auth?${query}`);
    },

    /** Ends the session in this browser, everywhere, and shows the receipt, with those of `also`. */
    async signOut(ctx: Context, also: readonly string[] = []): Promise<void> {
      const session = await engine().Session.get(ctx as never);
      const standing = session.accountId ? await current().standing(session.uid) : undefined;
      const ended = new Set<string>();
      if (standing) {
        const actor = { kind: 'identity', id: standing.identity_id } as const;
        ended.add(standing.session_id);
        const why = { reason: 'sign_out', actor } as const;
        for (const id of await sessions.endBeside(base, standing.session_id, why)) ended.add(id);
      }
      noteEnded(ctx, names, [...ended, ...also]);
      ctx.cookies.set(names.session, null, { signed: true, path: '/', overwrite: true });
      ctx.status = 303;
      ctx.redirect('/signed-out');
    },

    signedOutPage: (ctx: Context) => signedOutPage({ base, store, known, names }, ctx),

    /** The session of this browser that has just ended, what its form is bound to, and where it leads in the end. */
    async signedOut(
      ctx: Context,
    ): Promise<(Onward & { session_id: string; form: string }) | undefined> {
      const [session_id] = endedHere(ctx, names);
      if (session_id === undefined) return undefined;
      const onward = await onwardOf(base, store, session_id);
      return { ...onward, session_id, form: signedOutForm(session_id) };
    },
  };
}
