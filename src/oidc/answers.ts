import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { Refusal } from '../errors.ts';
import type { Writes } from './artefacts/contract.ts';

/**
 * The answer of a request whose writes were refused whole. A code or refresh token that somebody
 * else consumed first is `invalid_grant` (RFC 6749 §5.2) and ends nothing; a sign-in that was resumed
 * twice at once goes on where the other one is; a session that ended
 * while its client was being answered sends the person back to sign in.
 */
export function answerLost(ctx: Context, writes: Writes): void {
  if (writes.drop.some(({ kind }) => kind === 'Interaction')) {
    askAgain(ctx);
    return;
  }
  if (writes.consume.length === 0) throw new Refusal('oidc.session_over');
  ctx.status = 400;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { error: 'invalid_grant', error_description: 'grant request is invalid' };
}

/**
 * The sign-in was resumed twice at once (a double click) and the other one came through: the request
 * is made anew, and finds the session that the other one began.
 */
function askAgain(ctx: Context): void {
  const { params } = ctx['oidc'] as KoaContextWithOIDC['oidc'];
  const asked = Object.entries(params ?? {}).filter(([, value]) => typeof value === 'string');
  ctx.status = 303;
  ctx.redirect(`/auth?${new URLSearchParams(asked as [string, string][])}`);
}

/** Endpoints that no browser shows. */
export const machinePaths: ReadonlySet<string> = new Set([
  '/token',
  '/device/auth',
  '/introspect',
  '/revoke',
  '/userinfo',
  '/jwks',
]);

/**
 * What the engine would answer with its own 500 goes to the one place that renders: a store that is
 * gone is 503 with Retry-After. Endpoints for machines keep OAuth's form of an error there.
 */
export function answersFaults(engine: Middleware): Middleware {
  return async (ctx, next) => {
    ctx.state.oauth_errors = machinePaths.has(ctx.path);
    await engine(ctx, next);
    const fault = ctx.state['engine_fault'] as Error | undefined;
    if (fault) throw fault;
  };
}
