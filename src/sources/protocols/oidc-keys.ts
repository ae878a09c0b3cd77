import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { importPKCS8 } from 'jose';

/** What our keys at OpenID providers may be for. */
export type KeyUse =
  | 'ES256'
  | 'PS256'
  | 'RSA-OAEP'
  | 'RSA-OAEP-256'
  | 'ECDH-ES'
  | 'ECDH-ES+A128KW'
  | 'ECDH-ES+A256KW';

/** Shorter RSA keys are not taken (RFC 7518 §3.3). */
const RSA_BITS = 2_048;

/** Whether the text is a private key that this algorithm can use. */
export function isKeyFor(text: string, use: KeyUse): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = read(text).key;
    if (use === 'PS256' || use.startsWith('RSA'))
      return type === 'rsa' && (details?.modulusLength ?? 0) >= RSA_BITS;
    return type === 'ec' && details?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/** The key with its id, as the OpenID library takes it. */
export async function keyFor(text: string, use: KeyUse) {
  const { key, kid } = read(text);
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key: await importPKCS8(pem, use), alg: use, ...(kid !== undefined && { kid }) };
}

/** PEM, or a JWK (RFC 7517) with the id that the provider knows it by. */
function read(text: string): { key: KeyObject; kid: string | undefined } {
  if (!text.trimStart().startsWith('{')) return { key: createPrivateKey(text), kid: undefined };
  const jwk = JSON.parse(text) as JsonWebKey & { kid?: unknown };
  const kid = typeof jwk.kid === 'string' ? jwk.kid : undefined;
  return { key: createPrivateKey({ key: jwk, format: 'jwk' }), kid };
}
