import * as client from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { readSubject } from '../attributes.ts';
import type { Answer, Caller, Protocol, Remembered, Start } from '../contract.ts';
import { configure, discover, discovered, TOLERANCE } from './oidc-discovery.ts';
import { badAnswer, refusalOf } from './oidc-faults.ts';
import { type OidcSettings, oidcSettings } from './oidc-settings.ts';

/**
 * A department system that is an OpenID provider: code flow with PKCE S256 (RFC 7636), nonce and
 * state, the issuer of the answer checked (RFC 9207), the ID token verified with its signature
 * (OpenID Connect Core §3.1.3.7) and userinfo tied to its subject (§5.3.2).
 */
export const oidc: Protocol = {
  kind: 'redirect',
  settings: oidcSettings,
  origins(settings) {
    const { issuer, origins } = oidcSettings.parse(settings);
    return [...new Set([issuer, ...origins].map((address) => new URL(address).origin))];
  },
  open(settings, { clock }) {
    const parsed = oidcSettings.parse(settings);
    return {
      kind: 'redirect',
      begin: (start) => begin(parsed, clock, start),
      complete: (answer, remembered) => complete(parsed, clock, answer, remembered),
    };
  },
};

const visit = z.object({
  state: z.string(),
  callback: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});

async function begin(settings: OidcSettings, clock: Clock, start: Start) {
  const metadata = await discover(settings, clock);
  const verifier = client.randomPKCECodeVerifier();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(configure(metadata, settings, clock), {
    redirect_uri: start.callback,
    scope: settings.scope,
    state: start.state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(settings.acr_values && { acr_values: settings.acr_values }),
    ...(start.ui_locales && { ui_locales: start.ui_locales }),
    ...(start.reauthenticate && { prompt: 'login' }),
  });
  const remember: z.output<typeof visit> = {
    state: start.state,
    callback: start.callback,
    nonce,
    verifier,
  };
  return { to: { kind: 'location' as const, url: url.href }, remember };
}

async function complete(
  settings: OidcSettings,
  clock: Clock,
  answer: Answer,
  remembered: Remembered,
): Promise<Caller | 'cancelled'> {
  const { state, callback, nonce, verifier } = visit.parse(remembered);
  const config = configure(await discovered(settings, clock), settings, clock);
  const tokens = await exchange(config, answer, { state, callback, nonce, verifier });
  if (tokens === 'cancelled') return tokens;
  const idToken = tokens.claims();
  if (!idToken) throw badAnswer('no id_token');
  // The token was made a moment ago, whatever its lifetime says.
  const now = Math.floor(clock.now().getTime() / 1000);
  if (Math.abs(now - idToken.iat) > TOLERANCE) throw badAnswer('id_token iat');
  const subject = readSubject(idToken.sub);
  const claims: Record<string, unknown> = {
    ...idToken,
    ...(await userinfo(config, tokens.access_token, subject)),
  };
  return {
    subject,
    claims: Object.fromEntries(
      Object.entries(settings.claims).map(([ours, theirs]) => [ours, claims[theirs]]),
    ),
    id_types: settings.id_types,
    ...(settings.levels && { asserted: assertedLevel(settings.levels, idToken['acr']) }),
    amr: Array.isArray(idToken.amr) ? idToken.amr : [],
  };
}

/** A word of the source that is not in the table asserts nothing. */
const assertedLevel = (levels: Record<string, number>, acr: unknown): number =>
  (typeof acr === 'string' && Object.hasOwn(levels, acr) && levels[acr]) || 0;

async function exchange(
  config: client.Configuration,
  answer: Answer,
  { state, callback, nonce, verifier }: z.output<typeof visit>,
) {
  // The address is put together from what we remember: behind a proxy ours may look otherwise.
  const url = new URL(callback);
  for (const [name, value] of Object.entries(answer.params)) url.searchParams.append(name, value);
  try {
    return await client.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
    });
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError && error.error === 'access_denied') {
      return 'cancelled';
    }
    throw refusalOf(error, 'token');
  }
}

async function userinfo(config: client.Configuration, accessToken: string, subject: string) {
  if (!config.serverMetadata().userinfo_endpoint) return {};
  try {
    return await client.fetchUserInfo(config, accessToken, subject);
  } catch (error) {
    throw refusalOf(error, 'userinfo');
  }
}
