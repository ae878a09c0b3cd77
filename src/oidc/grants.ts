import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Base } from '../base.ts';
import { current } from './artefacts/unit-of-work.ts';
import { type AskedClaims, claimsWithin } from './asked-claims.ts';
import { asksConsent, coveredIn } from './covered.ts';
import type { KnownClients } from './known-clients.ts';
import { resourceScopes } from './resources.ts';

/**
 * The engine's `loadExistingGrant`: what this client may have of this person in this session, as far
 * as its approval covers it and, where that rests on consent, the person. Made when it is not there.
 * The engine has already refused scopes that are not approved.
 */
export function loadGrant(base: Base, known: KnownClients) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, provider, requestParamOIDCScopes: asked } = ctx.oidc;
    if (!client || !session?.accountId) return undefined;
    const ours = known.get(client.clientId);
    let covered = new Set((ours?.scopes ?? 'openid').split(' '));
    if (ours && asksConsent(ours)) {
      const standing = await current().standingNow(session.uid, undefined, ours.id);
      if (standing) covered = coveredIn(base, ours, standing);
    }
    const wanted = [...asked].filter((scope) => covered.has(scope));

    const grantId = session.grantIdFor(client.clientId);
    const grant =
      (grantId !== undefined && (await provider.Grant.find(grantId))) ||
      new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    const granted = new Set(grant.getOIDCScope().split(' '));
    const claims = claimsWithin(ctx.oidc.claims as AskedClaims, new Set(wanted));
    const held = new Set(grant.getOIDCClaims());
    const forResources = resourceScopes([...covered].join(' ')).filter((one) => asked.has(one));
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
