import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { Refusal } from '../errors.ts';

const machineRoutes = new Set([
  'token',
  'pushed_authorization_request',
  'introspection',
  'revocation',
  'userinfo',
  'jwks',
  'discovery',
]);

/**
 * The engine's `renderError`: what it refuses on a page becomes a refusal of ours, thrown to the
 * one place that renders. Endpoints for machines keep OAuth's errors (RFC 6749 §5.2), whatever a
 * client says it accepts.
 */
export async function renderError(
  ctx: KoaContextWithOIDC,
  out: object,
  error: Error,
): Promise<void> {
  if (machineRoutes.has(ctx.oidc.route)) {
    ctx.type = 'json';
    ctx.body = out;
    return;
  }
  // Thrown before the engine tells of it by an event.
  ctx.state['engine_error'] = error;
  throw refusalOf(ctx.oidc.route, error);
}

function refusalOf(route: string, cause: Error): Error {
  if (!(cause instanceof errors.OIDCProviderError)) return cause;
  if (cause instanceof errors.InvalidClient) return new Refusal('oidc.unknown_client', { cause });
  if (cause instanceof errors.InvalidRedirectUri)
    return new Refusal('oidc.bad_redirect_uri', { cause });
  if (cause instanceof errors.SessionNotFound) return new Refusal('login.expired', { cause });
  if (route === 'end_session_confirm') return new Refusal('oidc.sign_out_expired', { cause });
  const field = /'?([a-z_]+)'? ?(?:is|parameter|must|not registered)/.exec(
    cause.error_description ?? '',
  )?.[1];
  return new Refusal('oidc.bad_request', { cause, ...(field && { field }) });
}
