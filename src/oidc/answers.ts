import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { Refusal } from '../errors.ts';
import type { UnitOfWork } from './artefacts/unit-of-work.ts';
import { proofChallenge } from './proofs.ts';

/**
 * The answer of a request whose writes were refused whole: each loser gets the error of what it lost.
 * What is shown a second time is refused as such. A code or refresh token that somebody else consumed
 * first is `invalid_grant` (RFC 6749 §5.2) and ends nothing; a sign-in that was resumed twice at once
 * goes on where the other one is; a session that ended while its client was being answered sends the
 * person back to sign in. The browser keeps the session that it has: the id that the engine had given
 * it here was never written.
 */
export function answerLost(ctx: Context, work: UnitOfWork): void {
  ctx.remove('Set-Cookie');
  const { consume, drop } = work.writes;
  if (work.replayed !== undefined) answerReplay(ctx, work);
  else if (drop.some(({ kind }) => kind === 'Interaction')) askAgain(ctx, work);
  else if (consume.length === 0) throw new Refusal('oidc.session_over');
  else if (consume.some(({ kind }) => kind === 'PushedAuthorizationRequest'))
    throw new Refusal('oidc.bad_request', { field: 'request_uri' });
  else answer(ctx, 400, 'invalid_grant', 'grant request is invalid');
}

/**
 * A client assertion (RFC 7523 §3) or a proof (RFC 9449 §11.1) that was shown before, here or on
 * another node. The assertion of a request is looked at before its proof.
 */
function answerReplay(ctx: Context, { replayed, writes }: UnitOfWork): void {
  // Where a request is pushed, the parameters are those of the request alone.
  const { body } = (ctx['oidc'] ?? {}) as Partial<KoaContextWithOIDC['oidc']>;
  if (body?.['client_assertion'] !== undefined && writes.unique[0]?.key === replayed) {
    answer(ctx, 401, 'invalid_client', 'client authentication failed');
  } else if (ctx.path === '/token' || ctx.path === '/par') {
    answer(ctx, 400, 'invalid_dpop_proof', 'the proof was used before');
  } else {
    ctx.set('WWW-Authenticate', proofChallenge('invalid_dpop_proof'));
    if (ctx.path !== '/userinfo') throw new Refusal('oidc.bad_proof');
    answer(ctx, 401, 'invalid_dpop_proof', 'the proof was used before');
  }
}

function answer(ctx: Context, status: number, error: string, error_description: string): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { error, error_description };
}

/**
 * The sign-in was resumed twice at once (a double click) and the other one came through: the request
 * is made anew, and finds the session that the other one began. One that was pushed or signed is for
 * its client to make: in an address it would be neither.
 */
function askAgain(ctx: Context, { writes }: UnitOfWork): void {
  const { params, trusted } = ctx['oidc'] as KoaContextWithOIDC['oidc'];
  const pushed = writes.consume.some(({ kind }) => kind === 'PushedAuthorizationRequest');
  if (pushed || trusted?.length) throw new Refusal('login.expired');
  const asked = Object.entries(params ?? {}).filter(([, value]) => typeof value === 'string');
  ctx.status = 303;
  ctx.redirect(`/auth?${new URLSearchParams(asked as [string, string][])}`);
}

/** Endpoints that no browser shows. */
export const machinePaths: ReadonlySet<string> = new Set([
  '/token',
  '/device/auth',
  '/par',
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
