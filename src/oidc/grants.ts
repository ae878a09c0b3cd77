import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { type AskedClaims, claimsWithin } from './asked-claims.ts';
import type { KnownClients } from './known-clients.ts';
import { resourceScopes } from './resources.ts';

/**
 * The engine's `loadExistingGrant`: what this client may have of this person in this session. It
 * rests on the recorded approval of the client (basis "duty"), so it is made when it is not there.
 * The engine has already refused scopes that are not approved.
 */
export function loadGrant(known: KnownClients) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, provider, requestParamOIDCScopes: asked } = ctx.oidc;
    if (!client || !session?.accountId) return undefined;
    const approved = new Set((known.get(client.clientId)?.scopes ?? 'openid').split(' '));
    const wanted = [...asked].filter((scope) => approved.has(scope));

    const grantId = session.grantIdFor(client.clientId);
    const grant =
      (grantId !== undefined && (await provider.Grant.find(grantId))) ||
      new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    const granted = new Set(grant.getOIDCScope().split(' '));
    const claims = claimsWithin(ctx.oidc.claims as AskedClaims, new Set(wanted));
    const held = new Set(grant.getOIDCClaims());
    const forResources = resourceScopes([...approved].join(' ')).filter((one) => asked.has(one));
    const resources = Object.keys(ctx.oidc.resourceServers ?? {}).filter((resource) => {
      const before = grant.getResourceScope(resource).split(' ');
      return !forResources.every((one) => before.includes(one));
    });
    if (
      grant.jti &&
      wanted.every((scope) => granted.has(scope)) &&
      claims.every((name) => held.has(name)) &&
      resources.length === 0
    )
      return grant;
    grant.addOIDCScope(wanted.join(' '));
    if (claims.length > 0) grant.addOIDCClaims(claims);
    for (const resource of resources) grant.addResourceScope(resource, forResources.join(' '));
    await grant.save();
    return grant;
  };
}
