import { CompactEncrypt, importJWK } from 'jose';
import { type Client, type PublicKey, readKeySet } from '../clients/clients.ts';
import { engineFetch } from './engine-fetch.ts';

/**
 * Encrypts a signed token to its client as its id tokens are, with the result of a Nested JWT (OpenID
 * Connect Core §10.2). Undefined where the client shows no key that it could be encrypted to.
 */
export async function encryptedTo(
  { id, jwks, jwks_uri, networks, ...client }: Client,
  signed: string,
  issuer: string,
): Promise<string | undefined> {
  const { id_token_encrypted_alg: alg, id_token_encrypted_enc: enc } = client;
  if (!alg || !enc) return signed;
  const keys = jwks?.keys ?? (jwks_uri === null ? [] : await keysAt(networks, jwks_uri));
  const key = keys.find((one) => isFor(one, alg));
  if (!key) return undefined;
  return new CompactEncrypt(new TextEncoder().encode(signed))
    .setProtectedHeader({ alg, enc, kid: key.kid, cty: 'JWT', iss: issuer, aud: id })
    .encrypt(await importJWK(key, alg));
}

/** Those of a client's published keys that we can use; what else stands there is none of ours. */
async function keysAt(networks: readonly string[], jwks_uri: string): Promise<PublicKey[]> {
  // Its own, which the engine does not know of one that is stopped or over.
  const fetched = await engineFetch({ networksOf: () => networks })(new URL(jwks_uri).href);
  const { keys } = (await fetched.json()) as { keys?: unknown };
  return (Array.isArray(keys) ? keys : []).flatMap(
    (key) => readKeySet({ keys: [key] })?.keys ?? [],
  );
}

const isFor = ({ kty, use, alg: only }: PublicKey, alg: string): boolean =>
  use !== 'sig' &&
  (only === undefined || only === alg) &&
  kty === (alg.startsWith('RSA') ? 'RSA' : 'EC');
