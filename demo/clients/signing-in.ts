import { timingSafeEqual } from 'node:crypto';
import type Router from '@koa/router';
import type { Context } from 'koa';
import * as oidc from 'openid-client';
import { formOf, page, seeOther } from '../http.ts';
import { OutsidePage } from '../pages/service.tsx';
import { portOf } from '../places.ts';
import { browserStore, type LocalSession, localSessions, newSecret } from './local-sessions.ts';
import { logoutTokens } from './logout-tokens.ts';
import { postLogoutRedirectUri, redirectUri, type Service } from './service.ts';
import type { Songhua } from './songhua.ts';

/** How somebody comes to a service and leaves it. Whoever has a session at Songhua is back at once. */
export interface Door {
  routes(router: Router): void;
  sessionOf(ctx: Context): LocalSession | undefined;
  /** To Songhua, and back to the page that was asked for. */
  signIn(ctx: Context): Promise<void>;
  /** The fields of a form that this session's own page posted; undefined after an answer to any other. */
  posted(ctx: Context, session: LocalSession): Promise<Record<string, string> | undefined>;
  end(session: LocalSession): void;
  /** All sessions of one person, by their subject. */
  eachOf(sub: string, visit: (session: LocalSession) => void): void;
}

interface Visit {
  state: string;
  nonce: string;
  verifier: string;
  /** A path of this service. */
  to: string;
}

export function signingIn(service: Service, songhua: Songhua): Door {
  const sessions = localSessions();
  const visits = browserStore<Visit>({ lifeMs: 15 * 60_000 });
  const cookie = `${service.place.replaceAll('-', '_')}_${portOf(service.address)}`;
  const tokens = logoutTokens(service, songhua);
  const sessionOf = (ctx: Context) => sessions.read(ctx.cookies.get(cookie));
  // One cookie per visit: two tabs that sign in at once do not take each other's.
  const visitCookie = (state: unknown) => `${cookie}_visit_${String(state).slice(0, 12)}`;
  const outside = (ctx: Context, why: 'expired' | 'cancelled' | 'failed') =>
    page(ctx, OutsidePage({ service, why }), why === 'cancelled' ? 200 : 400);
  const setCookie = (ctx: Context, name: string, value: string | null) =>
    ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', overwrite: true });

  /** Authorization Code Flow with PKCE (OpenID Connect Core §3.1). */
  async function signIn(ctx: Context): Promise<void> {
    const visit: Visit = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      to: ctx.path === '/signin' ? '/' : ctx.path,
    };
    setCookie(ctx, visitCookie(visit.state), visits.put(visit));
    const url = oidc.buildAuthorizationUrl(await songhua.metadata(), {
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
      setCookie(ctx, cookie, sessions.start(await sessionFrom(ctx, visit)));
      seeOther(ctx, visit.to);
    } catch (fault) {
      const refused =
        fault instanceof oidc.AuthorizationResponseError && fault.error === 'access_denied';
      outside(ctx, refused ? 'cancelled' : 'failed');
    }
  }

  async function sessionFrom(ctx: Context, visit: Visit): Promise<LocalSession> {
    const config = await songhua.metadata();
    const answer = await oidc.authorizationCodeGrant(config, new URL(ctx.url, service.address), {
      expectedState: visit.state,
      expectedNonce: visit.nonce,
      pkceCodeVerifier: visit.verifier,
      idTokenExpected: true,
    });
    const idToken = answer.claims() as oidc.IDToken;
    const userinfo = await oidc.fetchUserInfo(config, answer.access_token, idToken.sub);
    return {
      sub: idToken.sub,
      sid: String(idToken['sid']),
      id_token: answer.id_token ?? '',
      access_token: answer.access_token,
      refresh_token: answer.refresh_token,
      level: Number(String(idToken.acr).at(-1)) || 0,
      name: userinfo.name ?? '',
      alias: text(userinfo['alias']),
      id_type: text(userinfo['id_type']),
      id_no: text(userinfo['id_no']),
      phone: text(userinfo['phone_number']),
      csrf: newSecret(),
    };
  }

  /** RP-Initiated Logout 1.0 §2: our session ends here, all others at Songhua. */
  async function signOut(ctx: Context): Promise<void> {
    const session = sessionOf(ctx);
    if (!session) return seeOther(ctx, '/signed-out');
    if (!(await posted(ctx, session))) return;
    end(session);
    const url = oidc.buildEndSessionUrl(await songhua.metadata(), {
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

  async function posted(ctx: Context, session: LocalSession) {
    const fields = await formOf(ctx);
    if (same(fields['csrf'] ?? '', session.csrf)) return fields;
    outside(ctx, 'expired');
    return undefined;
  }

  const end = (ended: LocalSession) => sessions.end((session) => session === ended);

  return {
    sessionOf,
    signIn,
    posted,
    end,
    eachOf: (sub, visit) => sessions.each((session) => session.sub === sub && visit(session)),
    routes(router) {
      router
        .get('/signin', signIn)
        .get('/callback', callback)
        .post('/signout', signOut)
        .post('/backchannel-logout', backchannelLogout)
        .get('/signed-out', (ctx) => page(ctx, OutsidePage({ service, why: 'signed_out' })));
    },
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
