import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { lifetimes } from '../../config/oidc.ts';
import type { KnownClients } from './known-clients.ts';

/** Scopes that are about us, and say nothing to anybody else's API. */
const ours = new Set(['openid', 'offline_access', 'records', 'records:read', 'records:write']);

/**
 * The engine's `getResourceServerInfo` (RFC 8707): a client gets access tokens for the resources in
 * its registration. They are signed (RFC 9068), so that a resource checks them by itself; for the
 * same reason nobody can take them back, and they are short-lived.
 */
export const resourceInfo =
  (known: KnownClients) =>
  async (
    _ctx: KoaContextWithOIDC,
    resource: string,
    { clientId }: { clientId: string },
  ): Promise<ResourceServer> => {
    const client = known.get(clientId);
    if (!client?.resources.includes(resource)) throw new errors.InvalidTarget();
    return {
      audience: resource,
      scope: resourceScopes(client.scopes).join(' '),
      accessTokenTTL: lifetimes.JwtAccessToken,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256' } },
    };
  };

export const resourceScopes = (approved: string): string[] =>
  approved.split(' ').filter((scope) => !ours.has(scope));

/** Of a token, what is needed here. */
interface EngineToken {
  kind: string;
  resourceServer?: unknown;
}

/**
 * The engine's `extraTokenClaims`: a signed access token says how the person signed in (RFC 9068
 * §2.2.1), at the level of the code or refresh token it comes from, which has just been held against
 * what the session may claim now (account.ts, Never 3). It has no claims about the person.
 */
export async function tokenClaims(
  ctx: KoaContextWithOIDC,
  token: EngineToken,
): Promise<Record<string, unknown> | undefined> {
  if (token.kind !== 'AccessToken' || !token.resourceServer) return undefined;
  const source = ctx.oidc.entities.RefreshToken ?? ctx.oidc.entities.AuthorizationCode;
  if (!source) throw new Error('an access token for a resource came from nowhere');
  return { acr: source.acr, auth_time: source.authTime };
}
