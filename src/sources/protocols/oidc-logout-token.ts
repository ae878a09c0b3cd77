import {
  type CryptoKey,
  compactDecrypt,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { ServerMetadata } from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { Refusal } from '../../errors.ts';
import { CONTENT, TOLERANCE } from './oidc-configure.ts';
import { keyFor } from './oidc-keys.ts';
import { type OidcSettings, signed } from './oidc-settings.ts';
import { outgoing, unavailable } from './outgoing.ts';
import { badSignOut } from './sign-out-settings.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** More than any honest one: a token names a session and nothing else. */
const LONGEST = 16 * 1024;

const claims = z.looseObject({
  jti: z.string().min(1).max(255),
  iat: z.number(),
  exp: z.number(),
  events: z.looseObject({ [EVENT]: z.looseObject({}) }),
  sid: z.string().min(1).max(255).optional(),
  sub: z.string().min(1).max(255).optional(),
});

/** What a logout token says. */
export interface LogoutToken {
  jti: string;
  /** From then on it would be refused as too old. */
  exp: Date;
  sid?: string | undefined;
  sub?: string | undefined;
}

/**
 * Validates a logout token whole (OpenID Connect Back-Channel Logout 1.0 §2.6): decrypted where it
 * came encrypted, signed by the provider with the algorithm of its ID tokens, from it, for us, made
 * just now, not over, with the event, without a nonce, naming a session or whose. That it counts once
 * is the caller's to see to. Throws Refusal `sources.bad_sign_out`, and `sources.unavailable` when the
 * provider's keys cannot be had.
 */
export async function readLogoutToken(
  token: string,
  { settings, metadata, clock }: { settings: OidcSettings; metadata: ServerMetadata; clock: Clock },
): Promise<LogoutToken> {
  if (token.length > LONGEST) throw badSignOut('logout_token too long');
  const now = clock.now();
  try {
    const plain = token.split('.').length === 5 ? await decrypted(token, settings) : token;
    const { payload, protectedHeader } = await jwtVerify(plain, keysOf(settings, metadata), {
      issuer: metadata.issuer,
      audience: settings.client_id,
      algorithms: algorithmsOf(settings, metadata),
      clockTolerance: TOLERANCE,
      currentDate: now,
    });
    if (!/^(logout\+jwt|jwt)$/i.test(protectedHeader.typ ?? 'jwt')) throw badSignOut('typ');
    if (Object.hasOwn(payload, 'nonce')) throw badSignOut('claim nonce');
    const read = claims.safeParse(payload);
    if (!read.success) throw badSignOut(`claim ${read.error.issues[0]?.path[0]?.toString()}`);
    const { jti, iat, exp, sid, sub } = read.data;
    if (Math.abs(now.getTime() / 1000 - iat) > TOLERANCE) throw badSignOut('claim iat');
    if (sid === undefined && sub === undefined) throw badSignOut('claim sid');
    return { jti, exp: new Date((exp + TOLERANCE) * 1000), sid, sub };
  } catch (error) {
    throw refusalOf(error);
  }
}

async function decrypted(token: string, settings: OidcSettings): Promise<string> {
  const { decryption_key, decryption_alg } = settings;
  if (decryption_key === undefined) throw badSignOut('no key to decrypt with');
  const { key } = await keyFor(decryption_key, decryption_alg);
  const options = {
    keyManagementAlgorithms: [decryption_alg],
    contentEncryptionAlgorithms: [...CONTENT],
  };
  const { plaintext } = await compactDecrypt(token, key as CryptoKey, options);
  return new TextDecoder().decode(plaintext);
}

/** As of its ID tokens (§2.6 with OpenID Connect Core §3.1.3.7): never symmetric, never `none`. */
function algorithmsOf(settings: OidcSettings, metadata: ServerMetadata): string[] {
  const { id_token_signed_response_alg: said } = settings;
  if (said !== undefined) return [said];
  const offered = metadata.id_token_signing_alg_values_supported ?? ['RS256'];
  return offered.filter((alg) => signed.options.includes(alg as (typeof signed.options)[number]));
}

/** Keys, not state: another node misses nothing when it reads the set itself. */
const sets = new Map<string, JWTVerifyGetKey>();

/** Whoever sends forged tokens makes us ask for the keys seldom: an unknown one is looked for again after a while. */
function keysOf(settings: OidcSettings, { jwks_uri = '' }: ServerMetadata): JWTVerifyGetKey {
  const { allow_http, networks, patience_ms } = settings;
  const name = JSON.stringify([jwks_uri, allow_http, networks, patience_ms]);
  const known = sets.get(name);
  if (known) return known;
  const send = outgoing(settings);
  const set = createRemoteJWKSet(new URL(jwks_uri), {
    cooldownDuration: 10_000,
    timeoutDuration: patience_ms + 1_000,
    [customFetch]: (url) =>
      send(url, {
        ...{ method: 'GET', body: undefined, redirect: 'manual' as const },
        headers: { accept: 'application/json, application/jwk-set+json' },
      }),
  });
  sets.set(name, set);
  return set;
}

/** The keys could not be read: the token may be good. */
const ofTheirKeys = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT']);

function refusalOf(error: unknown): Refusal {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at instanceof Refusal) return at;
  if (!(error instanceof errors.JOSEError)) return badSignOut('logout_token');
  if (ofTheirKeys.has(error.code)) return unavailable(`keys ${error.code}`);
  const claim = error instanceof errors.JWTClaimValidationFailed ? ` ${error.claim}` : '';
  return badSignOut(`logout_token ${error.code}${claim}`);
}
