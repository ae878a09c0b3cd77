import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { KnownClients } from './known-clients.ts';

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
    if (grant.jti && wanted.every((scope) => granted.has(scope))) return grant;
    grant.addOIDCScope(wanted.join(' '));
    await grant.save();
    return grant;
  };
}
