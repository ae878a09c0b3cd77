/**
 * Proofs that somebody holds the key of a token (DPoP, RFC 9449) where the engine does not look at
 * them: at our own APIs. What counts there is what counts at the engine's endpoints.
 */
import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import type { Base } from '../base.ts';
import { derive } from '../crypto/ring.ts';

export const proofAlgs = ['ES256', 'PS256'];

/** How far a proof without a nonce may be from our time; seconds. */
const WINDOW = 300;
/** How long one is remembered: dated ahead, it is good until its date is as long past; seconds. */
const REMEMBERED = 2 * WINDOW;
/** A nonce is good for two steps before and after its own; seconds. */
const STEP = 60;

/** One secret for all nodes, from the key ring: a nonce of one counts at every other. */
export const nonceSecret = ({ ring }: Pick<Base, 'ring'>): Buffer =>
  derive(ring.steadyKey, 'dpop nonce');

/** RFC 9449 §7.1. */
export const proofChallenge = (error?: string): string =>
  `DPoP realm="songhua"${error ? `, error="${error}"` : ''}, algs="${proofAlgs.join(' ')}"`;

export type Proof =
  | { fault: 'invalid_dpop_proof' | 'use_dpop_nonce' }
  | { jkt: string; jti: string; iat: number; seconds: number };

/**
 * Reads a proof for an access token (RFC 9449 §4.3, all of its points but the replay, which the flush
 * decides). `address` is what was called, without query.
 */
export async function readProof(
  base: Pick<Base, 'ring'>,
  proof: string,
  { method, address, token }: { method: string; address: string; token: string },
): Promise<Proof> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: proofAlgs,
      typ: 'dpop+jwt',
    });
    const { htm, htu, ath, jti, iat, nonce } = payload;
    const called = typeof htu === 'string' && URL.canParse(htu) ? new URL(htu) : undefined;
    if (called) [called.search, called.hash] = ['', ''];
    const hash = createHash('sha256').update(token).digest('base64url');
    if (htm !== method || called?.href !== new URL(address).href || ath !== hash)
      return { fault: 'invalid_dpop_proof' };
    if (typeof jti !== 'string' || jti === '' || jti.length > 256 || typeof iat !== 'number')
      return { fault: 'invalid_dpop_proof' };
    const now = Math.floor(Date.now() / 1000);
    if (nonce === undefined ? Math.abs(now - iat) > WINDOW : !isNonce(base, nonce, now))
      return { fault: 'use_dpop_nonce' };
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk as JWK);
    return { jkt, jti, iat, seconds: REMEMBERED };
  } catch {
    return { fault: 'invalid_dpop_proof' };
  }
}

/**
 * What a proof should carry next. The engine makes the same ones: a library that got one at /token
 * shows it at /api/records (test/demo/strict.test.ts).
 */
export const nextNonce = (base: Pick<Base, 'ring'>, now = Date.now() / 1000): string =>
  nonceAt(base, Math.floor(now / STEP) + 1);

function isNonce(base: Pick<Base, 'ring'>, nonce: unknown, now: number): boolean {
  if (typeof nonce !== 'string') return false;
  const given = Buffer.from(nonce);
  return [-2, -1, 0, 1, 2].some((steps) => {
    const ours = Buffer.from(nonceAt(base, Math.floor(now / STEP) + steps));
    return ours.length === given.length && timingSafeEqual(ours, given);
  });
}

function nonceAt(base: Pick<Base, 'ring'>, step: number): string {
  const salt = Buffer.alloc(8);
  salt.writeBigUInt64BE(BigInt(step));
  return Buffer.from(hkdfSync('sha256', nonceSecret(base), salt, 'DPoP', 32)).toString('base64url');
}
