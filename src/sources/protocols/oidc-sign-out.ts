import type { Came, Means, SignOut } from '../contract.ts';
import { discovered } from './oidc-discovery.ts';
import { readLogoutToken } from './oidc-logout-token.ts';
import { type OidcSettings, oidcSettings, originsOf } from './oidc-settings.ts';
import { unavailable } from './outgoing.ts';
import { isWeb } from './reach-settings.ts';
import { badSignOut, signOutAddress } from './sign-out-settings.ts';

/**
 * OpenID Connect RP-Initiated Logout 1.0 for who signs out here, and Back-Channel Logout 1.0 for who
 * signs out there. The provider comes back only after it has signed the person out (§3), so that the
 * state is all that is checked then.
 */
export const oidcSignOut: SignOut = {
  going: (settings) => oidcSettings.parse(settings).sign_out ?? 'never',
  begin: (settings, means, leaving) => begin(oidcSettings.parse(settings), means, leaving),
  complete: async (_settings, _means, { params }) => (params['error'] ? 'not_ended' : 'ended'),
  message: 'logout_token',
  by: 'source',
  ended: (settings, means, came) => ended(oidcSettings.parse(settings), means, came),
};

async function begin(
  settings: OidcSettings,
  { clock }: Means,
  { ending, state, callback }: { ending: string | undefined; state: string; callback: string },
) {
  const { end_session_endpoint: endpoint } = await discovered(settings, clock);
  if (!endpoint) return undefined;
  if (!isWeb(endpoint, settings.allow_http)) throw unavailable('discovery end_session_endpoint');
  const url = new URL(endpoint);
  // Our page lets its forms lead there only: better said here than by a browser that does nothing.
  if (!originsOf(settings).includes(url.origin))
    throw unavailable('origin of the sign-out page is not in the settings');
  if (ending !== undefined) url.searchParams.set('id_token_hint', ending);
  url.searchParams.set('client_id', settings.client_id);
  url.searchParams.set('post_logout_redirect_uri', signOutAddress(callback));
  url.searchParams.set('state', state);
  return { to: { kind: 'location' as const, url: url.href }, remember: {} };
}

async function ended(settings: OidcSettings, { clock }: Means, { method, params }: Came) {
  if (method !== 'POST') throw badSignOut('not posted');
  const metadata = await discovered(settings, clock);
  const { jti, exp, sid, sub } = await readLogoutToken(params['logout_token'] ?? '', {
    ...{ settings, metadata, clock },
  });
  return {
    names: sid === undefined ? [] : [sid],
    ...(sub !== undefined && { holder: sub }),
    once: { key: `logout ${jti}`, until: exp },
  };
}
