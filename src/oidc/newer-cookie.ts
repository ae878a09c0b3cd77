import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { routes } from '../../config/oidc.ts';
import { seeOther } from '../http/see-other.ts';
import type { CookieNames } from './cookies.ts';

/**
 * Two requests of one browser at once, of which one gives the session a new cookie (a sign-in, a
 * step-up): the other was sent with the old one, and must not take the new one away (ADR 0053).
 */

const asksBySession: ReadonlySet<string> = new Set([routes.authorization, routes.end_session]);
const MARK = 'again';

/**
 * True where the cookie names no session, so that the browser is sent here once more: by then it may
 * have a newer one. The mark in the address says that it has been.
 */
export async function comesAgain(
  ctx: Context,
  engine: Provider,
  { session }: CookieNames,
): Promise<boolean> {
  if (!asksBySession.has(ctx.path)) return false;
  const id = ctx.cookies.get(session, { signed: true });
  // As it came: what was posted is not in it.
  const [, query = ''] = ctx.originalUrl.split('?');
  if (!id || new URLSearchParams(query).has(MARK)) return false;
  if (await engine.Session.find(id)) return false;
  seeOther(ctx, `${ctx.path}?${query}${query && '&'}${MARK}=1`);
  return true;
}

/** The engine sets the cookie of a session in every answer: where the browser has shown that very one, it is left out. */
export function leaveCookie(ctx: Context, { session }: CookieNames): void {
  const set = [ctx.response.get('Set-Cookie') ?? []].flat();
  const shown = new Set(ctx.get('Cookie').split(/; */));
  const isOurs = (one: string) =>
    one.startsWith(`${session}=`) || one.startsWith(`${session}.sig=`);
  const ours = set.filter(isOurs);
  if (ours.length === 0 || !ours.every((one) => shown.has(one.split(';')[0] as string))) return;
  ctx.remove('Set-Cookie');
  const others = set.filter((one) => !isOurs(one));
  if (others.length > 0) ctx.set('Set-Cookie', others);
}
