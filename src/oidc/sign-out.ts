import type { Context } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { h } from 'preact';
import type { Words } from '../../views/frame.ts';
import { Logout } from '../../views/login/logout.tsx';
import { SignedOut } from '../../views/login/signed-out.tsx';
import type { Base } from '../base.ts';
import { csrfToken } from '../http/csrf.ts';
import { pageFrame } from '../http/frame.ts';
import { formsMayLeadTo, originOf } from '../http/headers.ts';
import { preferLocales } from '../http/locale.ts';
import { renderPage } from '../http/render.tsx';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import type { ArtefactStore } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';
import type { CookieNames } from './cookies.ts';
import { ACCOUNT_CLIENT, type KnownClients } from './known-clients.ts';
import { onwardOf } from './on-to-source.ts';

/** How long the page with the receipt can be looked at again. */
const RECEIPT_MS = 10 * 60_000;

/** What the engine keeps of a sign-out until it is confirmed. */
type SignOutState = {
  secret: string;
  clientId?: string | undefined;
  postLogoutRedirectUri?: string;
  /** Of the client, which gets it back. */
  state?: string;
};

/** Where the same is asked again, in another language: without the token. */
function askedAgain(
  path: string,
  { clientId, postLogoutRedirectUri, state }: SignOutState,
): string {
  if (!clientId || !postLogoutRedirectUri) return path;
  const asked = { client_id: clientId, post_logout_redirect_uri: postLogoutRedirectUri };
  return `${path}?${new URLSearchParams({ ...asked, ...(state !== undefined && { state }) })}`;
}

/** The engine's `logoutSource` (RP-Initiated Logout 1.0 §2): asks before anything ends. */
export function logoutSource(base: Base, known: KnownClients) {
  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { session, params } = ctx.oidc;
    preferLocales(ctx, params?.['ui_locales'] as string | undefined);
    const state = session?.state as SignOutState;
    const path = askedAgain(ctx.path, state);
    // With it, "stay" would take the client out of the session without telling it, and its next hop
    // would come under a `sid` that no logout token names.
    state.clientId = undefined;
    const target = state.postLogoutRedirectUri && originOf(state.postLogoutRedirectUri);
    if (target) formsMayLeadTo(ctx, [target]);
    const standing = session && (await current().standing(session.uid));
    const leavings = standing ? await sources.leavings(base, standing.session_id) : [];
    ctx.type = 'html';
    ctx.body = renderPage(
      h(Logout, {
        frame: pageFrame(ctx, { path }),
        action: new URL(ctx.oidc.urlFor('end_session_confirm')).pathname,
        xsrf: state.secret,
        clients: Object.keys(session?.authorizations ?? {})
          .filter((id) => id !== ACCOUNT_CLIENT)
          .map((id) => known.get(id)?.names ?? id),
        offers: leavings.flatMap(({ going, reachable, names }) =>
          going === 'offer' && reachable ? [names] : [],
        ),
      }),
    );
  };
}

/** Notes in a cookie which sessions ended, so that this browser, and no other, can see the receipt. */
export function noteEnded(ctx: Context, names: CookieNames, sessionIds: readonly string[]): void {
  ctx.cookies.set(names.ended, sessionIds.slice(0, 5).join('.'), {
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    path: '/signed-out',
    maxAge: RECEIPT_MS,
    overwrite: true,
  });
}

/** The sessions whose end this browser may see, its own first. */
export const endedHere = (ctx: Context, names: CookieNames): string[] =>
  ctx.cookies.get(names.ended, { signed: true })?.split('.') ?? [];

/** What the form token of the page with the receipt is bound to. */
export const signedOutForm = (session_id: string): string => `signed-out:${session_id}`;

/** "Signed out", with what every client answered, and the way on to the source where there is one. */
export async function signedOutPage(
  {
    base,
    store,
    known,
    names,
  }: {
    base: Base;
    store: ArtefactStore;
    known: KnownClients;
    names: CookieNames;
  },
  ctx: Context,
): Promise<void> {
  const ids = endedHere(ctx, names);
  const [own] = ids;
  const ended = ids.length === 0 ? [] : await sessions.receiptsOf(base, ids);
  const leavings = own === undefined ? [] : await sources.leavings(base, own);
  const { back, chosen } = own === undefined ? {} : await onwardOf(base, store, own);
  // A source signs the person out at other services on its way, whose addresses nobody knows here.
  const targets = leavings.flatMap(({ origins }) => [...origins, 'https:']);
  if (targets.length > 0) formsMayLeadTo(ctx, [...targets, originOf(back ?? '') ?? []].flat());
  const nameOf = (id: string): Words | string => known.get(id)?.names ?? id;
  ctx.type = 'html';
  ctx.body = renderPage(
    h(SignedOut, {
      frame: pageFrame(
        ctx,
        own === undefined ? {} : { csrf: csrfToken(base.ring, signedOutForm(own)) },
      ),
      receipts: ended
        .flatMap(({ clients }) => clients)
        .flatMap(({ client_id, state, at }) =>
          state === 'untold' ? [] : [{ client: nameOf(client_id), state, ...(at && { at }) }],
        ),
      leavings: leavings.map(({ going, origins: _, ...leaving }) => ({
        ...leaving,
        goes_on:
          leaving.state === 'none' && leaving.reachable && (going === 'always' || chosen === true),
        action: '/signed-out/source',
      })),
      ...(back !== undefined && { back }),
      again: '/signed-out',
      sign_in: '/account',
    }),
  );
}
