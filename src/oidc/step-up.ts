/**
 * The floor of a client holds for tokens too: when a person's evidence has expired since, the client
 * is told to let them sign in at the level it needs (RFC 9470).
 */
import type { Context } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { acrOf } from './acr.ts';
import type { KnownClients } from './known-clients.ts';

const ERROR = 'insufficient_user_authentication';

/** What stands in a challenge besides its scheme (RFC 9470 §3). */
export const stepUpWords = (floor: number): string =>
  `error="${ERROR}", error_description="the sign-in does not reach the level needed", acr_values="${acrOf(floor)}"`;

/** Below its floor a client gets nothing at the engine's userinfo. */
export function needFloor(known: KnownClients, ctx: KoaContextWithOIDC, level: number): void {
  const floor = known.get(ctx.oidc.client?.clientId ?? '')?.level_floor ?? 0;
  if (level >= floor) return;
  ctx.state['step_up'] = floor;
  const error = new errors.CustomOIDCProviderError(
    ERROR,
    'the sign-in does not reach the level needed',
  );
  throw Object.assign(error, { status: 401, statusCode: 401 });
}

/** The engine writes its challenge without the level that would do. */
export function sayLevel(ctx: Context): void {
  const floor = ctx.state['step_up'] as number | undefined;
  if (floor === undefined || ctx.status !== 401) return;
  const challenge = ctx.response.get('WWW-Authenticate');
  ctx.set('WWW-Authenticate', `${challenge}, acr_values="${acrOf(floor)}"`);
}
