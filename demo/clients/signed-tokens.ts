import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Service } from './service.ts';
import type { Songhua } from './songhua.ts';

/**
 * Verifies what Songhua pushes to a service, each token once: signature, issuer, audience, type and
 * age. Gives a function that throws when one does not stand or came before.
 */
export function signedTokens(
  { issuer, client_id }: Pick<Service, 'issuer' | 'client_id'>,
  songhua: Pick<Songhua, 'metadata'>,
  { typ, oldestMs }: { typ: string; oldestMs: number },
): (token: string) => Promise<JWTPayload> {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const used = new Map<string, number>();
  return async (token) => {
    const { jwks_uri = '/jwks' } = (await songhua.metadata()).serverMetadata();
    keys ??= createRemoteJWKSet(new URL(jwks_uri, issuer));
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: client_id,
      typ,
      algorithms: ['ES256', 'RS256'],
      maxTokenAge: oldestMs / 1000,
      requiredClaims: ['jti', 'events'],
      clockTolerance: 60,
    });
    const { jti = '' } = payload;
    for (const [one, at] of used) if (at + 2 * oldestMs < Date.now()) used.delete(one);
    if (used.has(jti)) throw new UsedBefore();
    used.set(jti, Date.now());
    return payload;
  };
}

export class UsedBefore extends Error {}
