import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { KeyRing } from '../crypto/ring.ts';
import { type Place, seal } from '../crypto/seal.ts';
import type { KeptTable } from './kept.ts';

/** The algorithms that tokens are signed with (RFC 7518 §3.1), in the order they are offered. */
export const algs = ['ES256', 'RS256'] as const;
export type Alg = (typeof algs)[number];

/** It will sign; it signs; it signed, and is published until its tokens have expired. */
export type State = 'next' | 'current' | 'old';

export const privateKeyPlace = (kid: string): Place => ({
  table: 'signing_keys',
  column: 'private_jwk_sealed',
  row: kid,
});

/** What is sealed of the signing keys. */
export const kept: readonly KeptTable[] = [
  {
    table: 'signing_keys',
    id: { column: 'kid', type: 'text' },
    sealed: [{ column: 'private_jwk_sealed' }],
  },
];

/** A new key pair; its kid is its thumbprint (RFC 7638), so that no two keys ever share one. */
export async function makeKey(
  ring: KeyRing,
  alg: Alg,
): Promise<{ kid: string; public_jwk: JWK; private_jwk_sealed: string }> {
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const common = { kid, alg, use: 'sig' };
  const privateJwk = { ...(await exportJWK(pair.privateKey)), ...common };
  return {
    kid,
    public_jwk: { ...publicJwk, ...common },
    private_jwk_sealed: seal(ring, privateKeyPlace(kid), JSON.stringify(privateJwk)),
  };
}
