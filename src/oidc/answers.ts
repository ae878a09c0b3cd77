import type { Context, Middleware } from 'koa';
import { Refusal } from '../errors.ts';
import type { Writes } from './artefacts/contract.ts';

/**
 * The answer of a request whose writes were refused whole. A code or refresh token that somebody
 * else consumed first is `invalid_grant` (RFC 6749 §5.2) and ends nothing; a session that ended
 * while its client was being answered sends the person back to sign in.
 */
export function answerLost(ctx: Context, writes: Writes): void {
  if (writes.consume.length === 0) throw new Refusal('oidc.session_over');
  ctx.status = 400;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { error: 'invalid_grant', error_description: 'grant request is invalid' };
}

const machinePaths = new Set(['/token', '/introspect', '/revoke', '/userinfo', '/jwks']);

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
