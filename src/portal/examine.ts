import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';

/**
 * Looks at a token that a developer pasted: what it is, what it says, and what a client that checked
 * it would find wrong (OpenID Connect Core 1.0 §3.1.3.7, Back-Channel Logout 1.0 §2.6). Nothing of it
 * is kept, and nothing of it goes anywhere but into the answer.
 */

export type TokenKind = 'id_token' | 'logout_token' | 'access_token';

export type Flaw =
  | 'no_jwt'
  | 'encrypted'
  | 'unsigned'
  | 'symmetric'
  | 'no_kid'
  | 'unknown_kid'
  | 'bad_signature'
  | 'wrong_issuer'
  | 'not_yours'
  | 'expired'
  | 'from_the_future'
  | 'no_subject'
  | 'no_nonce'
  | 'nonce_in_logout'
  | 'no_event'
  | 'no_jti';

/** What was seen of a token. */
export interface Examined {
  kind?: TokenKind;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** The signature is one of ours. */
  signed: boolean;
  flaws: Flaw[];
}

export interface Known {
  issuer: string;
  /** Our public keys, each with its `kid` and `alg`. */
  keys: readonly JWK[];
  now: Date;
  /** Whether a client is one of the developer's. */
  mine(client_id: string): boolean;
}

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
/** Clocks are this far apart at most, in seconds. */
const SKEW = 60;

export async function examine(text: string, known: Known): Promise<Examined> {
  const token = text.trim().replace(/\s+/g, '');
  const parts = token.split('.');
  const header = headerOf(token);
  if (!header) return { signed: false, flaws: ['no_jwt'] };
  if (parts.length === 5) return { header, signed: false, flaws: ['encrypted'] };
  const claims = parts.length === 3 ? claimsOf(parts[1] ?? '') : undefined;
  if (!claims) return { header, signed: false, flaws: ['no_jwt'] };
  const kind = kindOf(header, claims);
  const unsigned = await signatureFlaw(token, header, known);
  return {
    ...{ kind, header, claims, signed: unsigned === undefined },
    flaws: [...(unsigned ? [unsigned] : []), ...claimFlaws(kind, claims, known)],
  };
}

function headerOf(token: string): Record<string, unknown> | undefined {
  try {
    return decodeProtectedHeader(token) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function claimsOf(part: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    const whole = typeof found === 'object' && found !== null && !Array.isArray(found);
    return whole ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function kindOf(header: Record<string, unknown>, claims: Record<string, unknown>): TokenKind {
  if (header['typ'] === 'at+jwt') return 'access_token';
  return header['typ'] === 'logout+jwt' || 'events' in claims ? 'logout_token' : 'id_token';
}

async function signatureFlaw(
  token: string,
  { alg, kid }: Record<string, unknown>,
  { keys }: Known,
): Promise<Flaw | undefined> {
  if (alg === 'none') return 'unsigned';
  if (String(alg).startsWith('HS')) return 'symmetric';
  if (typeof kid !== 'string') return 'no_kid';
  const key = keys.find((one) => one.kid === kid);
  if (!key) return 'unknown_kid';
  try {
    await compactVerify(token, await importJWK(key, String(key.alg)));
    return undefined;
  } catch {
    return 'bad_signature';
  }
}

function claimFlaws(kind: TokenKind, claims: Record<string, unknown>, known: Known): Flaw[] {
  const { iss, aud, exp, iat, sub, nonce, events, jti } = claims;
  const now = Math.floor(known.now.getTime() / 1_000);
  const flaws: Flaw[] = [];
  const say = (flaw: Flaw, holds: boolean) => holds && flaws.push(flaw);
  say('wrong_issuer', iss !== known.issuer);
  // The audience of an access token is the API that it is for.
  const audience = kind === 'access_token' ? [claims['client_id']] : [aud].flat();
  say('not_yours', !audience.some((one) => typeof one === 'string' && known.mine(one)));
  say('expired', typeof exp !== 'number' || exp <= now - SKEW);
  say('from_the_future', typeof iat === 'number' && iat > now + SKEW);
  if (kind === 'logout_token') {
    const named = typeof events === 'object' && events !== null && LOGOUT in events;
    say('no_event', !named);
    say('nonce_in_logout', nonce !== undefined);
    say('no_jti', typeof jti !== 'string');
    say('no_subject', sub === undefined && claims['sid'] === undefined);
  } else say('no_subject', typeof sub !== 'string');
  if (kind === 'id_token') say('no_nonce', nonce === undefined);
  return flaws;
}
