import {
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { SigningKey } from '../../keys/keys.ts';
import type { Switch } from './switches.ts';

/** What is wrong with a token that ours was made into. */
export type Flaw =
  | 'signature'
  | 'unknown_key'
  | 'new_key'
  | 'alg_none'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'nonce'
  | 'nonce_missing'
  | 'level'
  | 'clock_behind'
  | 'clock_ahead'
  | 'subject'
  | 'events';

/** By which flaw of an id token a switch shows itself. */
export const idTokenFlaws: Partial<Record<Switch, Flaw>> = {
  id_token_signature: 'signature',
  id_token_unknown_key: 'unknown_key',
  id_token_new_key: 'new_key',
  id_token_alg_none: 'alg_none',
  id_token_issuer: 'issuer',
  id_token_audience: 'audience',
  id_token_expired: 'expired',
  id_token_nonce: 'nonce',
  id_token_nonce_missing: 'nonce_missing',
  level_too_low: 'level',
  clock_behind: 'clock_behind',
  clock_ahead: 'clock_ahead',
};

/** The same of a logout token. */
export const logoutFlaws: Partial<Record<Switch, Flaw>> = {
  logout_signature: 'signature',
  logout_alg_none: 'alg_none',
  logout_issuer: 'issuer',
  logout_audience: 'audience',
  logout_expired: 'expired',
  logout_events: 'events',
  logout_nonce: 'nonce',
};

/** Whose userinfo it is under `userinfo_other_sub`: nobody's, and on no page by chance. */
export const somebodyElse = { sub: 'somebody-else', name: '旁测人' };

/** Claims of userinfo as somebody else's: their subject, and their name where one is given. */
export const ofSomebodyElse = <T extends object>(claims: T): T => ({
  ...claims,
  sub: somebodyElse.sub,
  ...('name' in claims && { name: somebodyElse.name }),
});

const TEN_MINUTES = 600;
const HOUR = 3_600;
const later = (value: unknown, seconds: number) =>
  typeof value === 'number' ? value + seconds : undefined;
const shifted = (claims: JWTPayload, seconds: number): JWTPayload => ({
  ...claims,
  iat: later(claims.iat, seconds),
  exp: later(claims.exp, seconds),
  ...('auth_time' in claims && { auth_time: later(claims['auth_time'], seconds) }),
});

const altered: Record<Flaw, (claims: JWTPayload) => JWTPayload> = {
  signature: (claims) => claims,
  unknown_key: (claims) => claims,
  new_key: (claims) => claims,
  alg_none: (claims) => claims,
  issuer: (claims) => ({ ...claims, iss: 'https://elsewhere.example' }),
  audience: (claims) => ({ ...claims, aud: 'another-client' }),
  expired: (claims) => ({
    ...claims,
    iat: later(claims.iat, -2 * HOUR),
    exp: later(claims.iat, -HOUR),
  }),
  nonce: (claims) => ({ ...claims, nonce: 'another-nonce' }),
  nonce_missing: ({ nonce: _, ...claims }) => claims,
  level: (claims) => ({ ...claims, acr: 'urn:songhua:acr:0' }),
  clock_behind: (claims) => shifted(claims, -TEN_MINUTES),
  clock_ahead: (claims) => shifted(claims, TEN_MINUTES),
  subject: ofSomebodyElse,
  events: (claims) => ({ ...claims, events: { 'https://elsewhere.example/event': {} } }),
};

const strangers = new Map<string, Promise<CryptoKey>>();

/** A key that nobody published, made once per process. */
function strangersKey(alg: string): Promise<CryptoKey> {
  let key = strangers.get(alg);
  if (!key) {
    key = generateKeyPair(alg).then(({ privateKey }) => privateKey);
    strangers.set(alg, key);
  }
  return key;
}

/**
 * The second name of a signing key while `id_token_new_key` is on. It is the same key: a kid never
 * names two, and a client that asks for the key set again finds it there.
 */
export const secondName = (kid: string, set_at: Date): string => `${kid}.${set_at.getTime()}`;

/**
 * One of our tokens with a flaw, else as it was: every claim and the header stay. What is not a
 * signed token of ours (an encrypted one) comes back untouched.
 */
export async function withFlaw(
  jwt: string,
  flaw: Flaw,
  keys: readonly SigningKey[],
  set_at: Date,
): Promise<string> {
  if (jwt.split('.').length !== 3) return jwt;
  const header = decodeProtectedHeader(jwt);
  const ours = keys.find(({ kid }) => kid === header.kid);
  const { alg } = header;
  if (!ours || alg === undefined) return jwt;
  const claims = JSON.parse(JSON.stringify(altered[flaw](decodeJwt(jwt)))) as JWTPayload;
  if (flaw === 'alg_none') return `${base64url({ ...header, alg: 'none' })}.${base64url(claims)}.`;
  const strange = flaw === 'signature' || flaw === 'unknown_key';
  const kid =
    flaw === 'unknown_key'
      ? 'nobody-published-this'
      : flaw === 'new_key'
        ? secondName(ours.kid, set_at)
        : ours.kid;
  return new SignJWT(claims)
    .setProtectedHeader({ ...header, alg, kid })
    .sign(strange ? await strangersKey(alg) : await importJWK(ours.privateJwk, alg));
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
