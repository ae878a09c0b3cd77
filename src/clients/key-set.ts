import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { Rule } from '../faults.ts';

/** A client's public keys (RFC 7517 §5), as they are kept: nothing but what a verifier or encrypter needs. */
export interface KeySet {
  keys: PublicKey[];
}

export type PublicKey = { kid: string; use?: 'sig' | 'enc'; alg?: string } & (
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string }
  | { kty: 'RSA'; n: string; e: string }
);

/** What a key of each kind may be for (RFC 7518 §3.1, §4.1). */
export const algorithmsOf = {
  EC: { sig: ['ES256'], enc: ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'] },
  RSA: { sig: ['PS256', 'RS256'], enc: ['RSA-OAEP', 'RSA-OAEP-256'] },
} as const satisfies Record<PublicKey['kty'], { sig: readonly string[]; enc: readonly string[] }>;

const MOST_KEYS = 20;
/** RSA signatures below this are not believed (BCP 195), above it they cost too much to check. */
const RSA_BITS = { least: 2048, most: 8192 };
/** Of a private key (RFC 7518 §6.2.2, §6.3.2) or of a symmetric one: never for us to have. */
const SECRETS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The keys of a JWKS as they are kept, or nothing when one of them cannot stand: public keys only, on
 * P-256 or RSA from 2,048 bits on, each with a `kid` of its own. Certificates and other members go.
 */
export function readKeySet(given: unknown): KeySet | undefined {
  if (faultsInKeySet(given).length > 0) return undefined;
  const { keys } = given as { keys: unknown[] };
  return { keys: keys.flatMap((key) => readKey(key) as PublicKey) };
}

/** What is wrong with a JWKS, and at which of its keys. */
export function faultsInKeySet(given: unknown): { rule: Rule; at?: number }[] {
  const { keys } = (given ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS)
    return [{ rule: 'keys' }];
  const read = keys.map(readKey);
  const kids = new Set<string>();
  return read.flatMap((key, at): { rule: Rule; at: number }[] => {
    if (typeof key === 'string') return [{ rule: key, at }];
    const twice = kids.has(key.kid);
    kids.add(key.kid);
    return twice ? [{ rule: 'key_kid_twice', at }] : [];
  });
}

/** A key as it is kept, or why it cannot be. */
function readKey(given: unknown): PublicKey | Rule {
  if (typeof given !== 'object' || given === null) return 'object';
  const jwk = given as Record<string, unknown>;
  if (SECRETS.some((member) => jwk[member] !== undefined)) return 'key_private';
  const { kid, use, alg } = jwk;
  if (typeof kid !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(kid)) return 'key_kid';
  if (use !== undefined && use !== 'sig' && use !== 'enc') return 'key_use';
  const point = pointOf(jwk);
  if (!point) return 'key_kind';
  if (alg !== undefined && !fits(alg, point.kty, use)) return 'key_use';
  return { kid, ...(use && { use }), ...(alg !== undefined && { alg: String(alg) }), ...point };
}

function fits(alg: unknown, kty: PublicKey['kty'], use: 'sig' | 'enc' | undefined): boolean {
  const { sig, enc } = algorithmsOf[kty];
  return (
    typeof alg === 'string' &&
    ((use !== 'enc' && (sig as readonly string[]).includes(alg)) ||
      (use !== 'sig' && (enc as readonly string[]).includes(alg)))
  );
}

/** The numbers of a key; undefined when OpenSSL finds that they are none. */
function pointOf(jwk: Record<string, unknown>) {
  const { kty, crv, x, y, n, e } = jwk as Record<string, string>;
  try {
    if (kty === 'EC' && crv === 'P-256' && x && y) {
      const numbers = { kty, crv, x, y } as const;
      createPublicKey({ key: numbers as JsonWebKey, format: 'jwk' });
      return numbers;
    }
    if (kty === 'RSA' && n && e) {
      const numbers = { kty, n, e } as const;
      const key = createPublicKey({ key: numbers as JsonWebKey, format: 'jwk' });
      const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
      if (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most) return undefined;
      return publicExponent >= 3n && publicExponent % 2n === 1n ? numbers : undefined;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

/** Whether one of the keys can be used so. */
export const hasKeyFor = ({ keys }: KeySet, alg: string): boolean =>
  keys.some((key) => (key.alg === undefined || key.alg === alg) && fits(alg, key.kty, key.use));
