/**
 * A service that relies on Songhua, as a department would build one: an OpenID client with its own
 * pages and its own short sessions. Whoever opens it without one is sent to sign in, and is back
 * at once where a session lives at Songhua.
 */
import { timingSafeEqual } from 'node:crypto';
import Koa, { type Context } from 'koa';
import * as oidc from 'openid-client';
import { dress, formOf, listen, page, type Running } from '../http.ts';
import { HomePage, OutsidePage } from '../pages/service.tsx';
import { portOf } from '../places.ts';
import { browserStore, localSessions, newSecret } from './local-sessions.ts';
import { logoutTokens } from './logout-tokens.ts';

export interface Service {
  client_id: string;
  client_secret: string;
  /** Where it is found; its addresses below are registered at Songhua. */
  address: string;
  issuer: string;
  /** Its colour. */
  place: string;
  name: string;
  owner: string;
  scope: string;
  /** What it offers, as its page says. */
  matters: readonly string[];
  /** All services, for the switcher. */
  places: readonly { name: string; address: string }[];
}

export const redirectUri = (address: string) => `${address}/callback`;
export const postLogoutRedirectUri = (address: string) => `${address}/signed-out`;
export const backchannelLogoutUri = (address: string) => `${address}/backchannel-logout`;

export async function startService(service: Service): Promise<Running> {
  const sessions = localSessions();
  const visits = browserStore<Visit>({ lifeMs: 15 * 60_000 });
  const cookie = `${service.place.replaceAll('-', '_')}_${portOf(service.address)}`;
  const songhua = once(() =>
    oidc.discovery(
      new URL(service.issuer),
      service.client_id,
      service.client_secret,
      oidc.ClientSecretBasic(service.client_secret),
      // The sample province speaks http, on this machine only.
      { execute: [oidc.allowInsecureRequests] },
    ),
  );
  const tokens = logoutTokens(service, async () => (await songhua()).serverMetadata());
  const sessionOf = (ctx: Context) => sessions.read(ctx.cookies.get(cookie));
  // One cookie per visit: two tabs that sign in at once do not take each other's.
  const visitCookie = (state: unknown) => `${cookie}_visit_${String(state).slice(0, 12)}`;

  const routes: Record<string, (ctx: Context) => Promise<void> | void> = {
    async 'GET /'(ctx) {
      const session = sessionOf(ctx);
      if (!session) return signIn(ctx);
      page(ctx, HomePage({ service, session }));
    },
    'GET /signin': signIn,
    'GET /callback': callback,
    'POST /signout': signOut,
    'POST /backchannel-logout': backchannelLogout,
    'GET /signed-out': (ctx) => page(ctx, OutsidePage({ service, why: 'signed_out' })),
  };

  /** Authorization Code Flow with PKCE (OpenID Connect Core §3.1). */
  async function signIn(ctx: Context): Promise<void> {
    const visit: Visit = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    setCookie(ctx, visitCookie(visit.state), visits.put(visit));
    const url = oidc.buildAuthorizationUrl(await songhua(), {
      redirect_uri: redirectUri(service.address),
      scope: service.scope,
      state: visit.state,
      nonce: visit.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(visit.verifier),
      code_challenge_method: 'S256',
    });
    seeOther(ctx, url.href);
  }

  async function callback(ctx: Context): Promise<void> {
    const visiting = visitCookie(ctx.query['state']);
    const visit = visits.take(ctx.cookies.get(visiting));
    setCookie(ctx, visiting, null);
    if (!visit) return sessionOf(ctx) ? seeOther(ctx, '/') : outside(ctx, 'expired');
    try {
      const config = await songhua();
      const answer = await oidc.authorizationCodeGrant(config, new URL(ctx.url, service.address), {
        expectedState: visit.state,
        expectedNonce: visit.nonce,
        pkceCodeVerifier: visit.verifier,
        idTokenExpected: true,
      });
      const idToken = answer.claims() as oidc.IDToken;
      const userinfo = await oidc.fetchUserInfo(config, answer.access_token, idToken.sub);
      setCookie(
        ctx,
        cookie,
        sessions.start({
          sub: idToken.sub,
          sid: String(idToken['sid']),
          id_token: answer.id_token ?? '',
          level: Number(String(idToken.acr).at(-1)) || 0,
          name: userinfo.name ?? '',
          alias: text(userinfo['alias']),
          id_no: text(userinfo['id_no']),
          csrf: newSecret(),
        }),
      );
      seeOther(ctx, '/');
    } catch (fault) {
      const refused =
        fault instanceof oidc.AuthorizationResponseError && fault.error === 'access_denied';
      outside(ctx, refused ? 'cancelled' : 'failed');
    }
  }

  /** RP-Initiated Logout 1.0 §2: our session ends here, all others at Songhua. */
  async function signOut(ctx: Context): Promise<void> {
    const session = sessionOf(ctx);
    if (!session) return seeOther(ctx, '/signed-out');
    if (!same((await formOf(ctx))['csrf'] ?? '', session.csrf)) return outside(ctx, 'expired');
    sessions.end(({ csrf }) => csrf === session.csrf);
    const url = oidc.buildEndSessionUrl(await songhua(), {
      id_token_hint: session.id_token,
      post_logout_redirect_uri: postLogoutRedirectUri(service.address),
    });
    seeOther(ctx, url.href);
  }

  /** Back-Channel Logout 1.0 §2.5 to §2.8. */
  async function backchannelLogout(ctx: Context): Promise<void> {
    const { logout_token: token = '' } = await formOf(ctx);
    try {
      const { sid, sub } = await tokens.read(token);
      sessions.end((session) => (sid ? session.sid === sid : session.sub === sub));
      ctx.status = 200;
    } catch {
      ctx.status = 400;
      ctx.body = { error: 'invalid_request' };
    }
  }

  const outside = (ctx: Context, why: 'expired' | 'cancelled' | 'failed') =>
    page(ctx, OutsidePage({ service, why }), why === 'cancelled' ? 200 : 400);

  function setCookie(ctx: Context, name: string, value: string | null): void {
    ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', overwrite: true });
  }

  const app = new Koa();
  app.use(dress);
  app.use(async (ctx) => {
    const route = routes[`${ctx.method === 'HEAD' ? 'GET' : ctx.method} ${ctx.path}`];
    if (!route) return page(ctx, OutsidePage({ service, why: 'unknown' }), 404);
    try {
      await route(ctx);
    } catch {
      // Songhua does not answer: this page is all that a service can do about it.
      page(ctx, OutsidePage({ service, why: 'failed' }), 502);
    }
  });
  return listen(app, portOf(service.address));
}

interface Visit {
  state: string;
  nonce: string;
  verifier: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function seeOther(ctx: Context, to: string): void {
  ctx.redirect(to);
  ctx.status = 303;
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Done at the first need; a failure is not kept, the next one tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((fault) => {
      made = undefined;
      throw fault;
    });
    return made;
  };
}
