import type { Configuration } from 'oidc-provider';
import type { Base } from '../base.ts';
import { networkOf } from '../sessions/network.ts';
import type { findAccount } from './account.ts';
import { checkAskedClaims } from './asked-claims.ts';
import { endMachine } from './kiosks.ts';
import type { KnownClients } from './known-clients.ts';
import { nonceSecret } from './proofs.ts';
import { resourceInfo } from './resources.ts';
import { logoutSource } from './sign-out.ts';
import type { profiles } from './strict.ts';

/** What of the engine is on, and how; docs/profile.md says why of each. */
export function features(
  base: Base,
  known: KnownClients,
  profile: ReturnType<typeof profiles>,
  speaksFor: ReturnType<typeof findAccount>,
): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    // RFC 9126; a strict client has no other way in.
    pushedAuthorizationRequests: { enabled: true },
    // RFC 9101, by value only: nothing is fetched from an address in a request.
    requestObjects: { enabled: true, assertJwtClaimsAndHeader: profile.requestObject as never },
    // RFC 9449. Where tokens are got, a proof carries a nonce: none can be made beforehand.
    dPoP: {
      enabled: true,
      nonceSecret: nonceSecret(base),
      requireNonce: (ctx) => {
        profile.proof(ctx);
        return proved.has(ctx.oidc.route);
      },
      allowReplay: false,
    },
    // RFC 8707; which ones, its registration says.
    resourceIndicators: {
      enabled: true,
      defaultResource: async (_ctx, _client, oneOf) => oneOf as never,
      useGrantedResource: async () => false,
      getResourceServerInfo: resourceInfo(known),
    },
    claimsParameter: { enabled: true, assertClaimsParameter: checkAskedClaims as never },
    encryption: { enabled: true },
    jwtUserinfo: { enabled: true },
    fapi: { enabled: true, profile: profile.fapi as never },
    clientCredentials: { enabled: true },
    userinfo: { enabled: true },
    backchannelLogout: { enabled: true },
    // Its pages are ours: kiosks.ts says what an approval does, and that is not what the engine does.
    deviceFlow: { enabled: true, deviceInfo: (ctx) => ({ network: networkOf(ctx.ip) }) },
    introspection: {
      enabled: true,
      // The engine looks at the token only: one that speaks for nobody any more is not active.
      allowedPolicy: async (ctx, client, token) =>
        token.clientId === client.clientId &&
        (!('accountId' in token) ||
          (await speaksFor(ctx, token.accountId as string, token)) !== undefined),
    },
    revocation: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => {
        if (token.clientId !== client.clientId) return false;
        await endMachine(base, token);
        return true;
      },
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: logoutSource(base, known),
      postLogoutSuccessSource: async (ctx) => {
        // Also where somebody arrives who chose to stay signed in.
        const session = await ctx.oidc.provider.Session.get(ctx);
        ctx.status = 303;
        ctx.redirect(session.accountId ? '/account' : '/signed-out');
      },
    },
  };
}

const proved: ReadonlySet<string> = new Set(['token', 'pushed_authorization_request']);
