import * as client from 'openid-client';
import { z } from 'zod';
import { readSubject } from '../attributes.ts';
import type { Answer, Caller, Means, Protocol, Remembered, Start } from '../contract.ts';
import { usual, wordsFor } from '../mapping.ts';
import { isExact } from './oauth2-json.ts';
import { configure, TOLERANCE } from './oidc-configure.ts';
import { discover, discovered } from './oidc-discovery.ts';
import { badAnswer, refusalOf } from './oidc-faults.ts';
import { sessionOf } from './oidc-session.ts';
import { type OidcSettings, oidcSettings, originsOf } from './oidc-settings.ts';
import { oidcSignOut } from './oidc-sign-out.ts';

/**
 * A department system that is an OpenID provider: code flow with PKCE S256 (RFC 7636), nonce and
 * state, the issuer of the answer checked (RFC 9207), the ID token verified with its signature
 * (OpenID Connect Core §3.1.3.7) and userinfo tied to its subject (§5.3.2). Tokens may come
 * encrypted and userinfo signed, where the settings say so.
 */
export const oidc: Protocol = {
  kind: 'redirect',
  settings: oidcSettings,
  mapping: usual,
  origins: (settings) => originsOf(oidcSettings.parse(settings)),
  open(settings, means) {
    const parsed = oidcSettings.parse(settings);
    return {
      kind: 'visit',
      begin: (start) => begin(parsed, means, start),
      complete: (answer, remembered) => complete(parsed, means, answer, remembered),
    };
  },
  async probe(settings, { clock }) {
    await discover(oidcSettings.parse(settings), clock);
  },
  signOut: oidcSignOut,
  expiries(settings) {
    const { expires = {} } = oidcSettings.parse(settings);
    // The last day ends in Beijing.
    return Object.entries(expires).flatMap(([what, day]) =>
      day === undefined ? [] : [{ what, at: new Date(`${day}T16:00:00Z`) }],
    );
  },
};

const visit = z.object({
  state: z.string(),
  callback: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  max_age: z.int().optional(),
  /** When the person was asked to sign in anew, in seconds; absent when not. */
  anew_since: z.int().optional(),
});

async function begin(settings: OidcSettings, { clock, mapping }: Means, start: Start) {
  const metadata = await discover(settings, clock);
  const verifier = client.randomPKCECodeVerifier();
  const nonce = client.randomNonce();
  const max_age = maxAge(settings, start);
  const url = client.buildAuthorizationUrl(await configure(metadata, settings, clock), {
    redirect_uri: start.callback,
    scope: settings.scope,
    state: start.state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...acrValues(mapping, start.level),
    ...(start.ui_locales && { ui_locales: start.ui_locales }),
    ...(start.reauthenticate && { prompt: 'login' }),
    ...(max_age !== undefined && { max_age: String(max_age) }),
  });
  const remember: z.output<typeof visit> = {
    state: start.state,
    callback: start.callback,
    nonce,
    verifier,
    ...(max_age !== undefined && { max_age }),
    ...(start.reauthenticate && { anew_since: Math.floor(clock.now().getTime() / 1000) }),
  };
  return { to: { kind: 'location' as const, url: url.href }, remember };
}

async function complete(
  settings: OidcSettings,
  { clock, mapping }: Means,
  answer: Answer,
  remembered: Remembered,
): Promise<Caller | 'cancelled'> {
  const config = await configure(await discovered(settings, clock), settings, clock);
  const asked = visit.parse(remembered);
  const tokens = await exchange(config, answer, asked);
  if (tokens === 'cancelled') return tokens;
  const idToken = tokens.claims();
  if (!idToken) throw badAnswer('no id_token');
  // The token was made a moment ago, whatever its lifetime says.
  const now = Math.floor(clock.now().getTime() / 1000);
  if (Math.abs(now - idToken.iat) > TOLERANCE) throw badAnswer('id_token iat');
  if (!isNew(idToken.auth_time, asked.anew_since)) throw badAnswer('not signed in anew');
  const subject = readSubject(idToken.sub);
  const claims: Record<string, unknown> = {
    ...idToken,
    ...(await userinfo(config, tokens.access_token, subject)),
  };
  if (!isExact(claims)) throw badAnswer('a number is too long to be exact');
  return {
    subject,
    attributes: claims,
    ...(typeof idToken['acr'] === 'string' && { acr: idToken['acr'] }),
    session: await sessionOf(tokens.id_token ?? '', claims, idToken, { settings, mapping }),
    amr: Array.isArray(idToken.amr) ? idToken.amr : [],
  };
}

/**
 * OpenID Connect Core §3.1.2.1: who was sent to sign in anew must have done so, as far as the source
 * says when. Where its settings have a `max_age_s`, the library holds it to say so.
 */
const isNew = (auth_time: unknown, since: number | undefined): boolean =>
  since === undefined || typeof auth_time !== 'number' || auth_time >= since - TOLERANCE;

/** A source that always says when somebody signed in has a `max_age_s`, and is asked for none older. */
const maxAge = ({ max_age_s }: OidcSettings, { reauthenticate }: Start): number | undefined =>
  reauthenticate && max_age_s !== undefined ? 0 : max_age_s;

/** OpenID Connect Core §3.1.2.1: the source's own words for a level, where its mapping has any. */
function acrValues(mapping: Means['mapping'], level = 1): { acr_values?: string } {
  const words = wordsFor(mapping, level);
  return words.length > 0 ? { acr_values: words.join(' ') } : {};
}

async function exchange(
  config: client.Configuration,
  answer: Answer,
  { state, callback, nonce, verifier, max_age }: z.output<typeof visit>,
) {
  // The address is put together from what we remember: behind a proxy ours may look otherwise.
  const url = new URL(callback);
  for (const [name, value] of Object.entries(answer.params)) url.searchParams.append(name, value);
  // What no provider gives could still upset what stands before its token endpoint.
  if (answer.params['code'] !== undefined && !isCode(answer.params['code']))
    throw badAnswer('code');
  try {
    return await client.authorizationCodeGrant(config, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      ...(max_age !== undefined && { maxAge: max_age }),
    });
  } catch (error) {
    if (error instanceof client.AuthorizationResponseError && error.error === 'access_denied') {
      return 'cancelled';
    }
    throw refusalOf(error, 'token');
  }
}

/** RFC 6749 §A.11 allows more; what is left out here is in no code that is in use. */
const isCode = (code: string): boolean => /^[\w.~+/=:!*$%@,|-]{1,4096}$/.test(code);

async function userinfo(config: client.Configuration, accessToken: string, subject: string) {
  if (!config.serverMetadata().userinfo_endpoint) return {};
  try {
    return await client.fetchUserInfo(config, accessToken, subject);
  } catch (error) {
    throw refusalOf(error, 'userinfo');
  }
}
