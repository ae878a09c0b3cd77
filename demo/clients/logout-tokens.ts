import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Service } from './service.ts';

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

/** Tokens are young (they are made at each attempt), so that used ones are remembered briefly. */
const OLDEST = '5 min';
const REMEMBERED_MS = 10 * 60_000;

/** Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6), each once. */
export function logoutTokens(
  { issuer, client_id }: Pick<Service, 'issuer' | 'client_id'>,
  songhua: () => Promise<{ jwks_uri?: string }>,
) {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const used = new Map<string, number>();
  return {
    /** Gives whose session ended; throws when the token is not Songhua's for us, or came before. */
    async read(token: string): Promise<{ sid?: string; sub?: string }> {
      keys ??= createRemoteJWKSet(new URL((await songhua()).jwks_uri ?? '/jwks', issuer));
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: client_id,
        typ: 'logout+jwt',
        algorithms: ['ES256', 'RS256'],
        maxTokenAge: OLDEST,
        requiredClaims: ['jti', 'events'],
        clockTolerance: 60,
      });
      const events = payload['events'] as Record<string, unknown> | null;
      if (typeof events?.[LOGOUT] !== 'object') throw new Error('not a logout token');
      if ('nonce' in payload) throw new Error('a logout token has no nonce');
      const { sid, sub, jti = '' } = payload;
      if (typeof sid !== 'string' && typeof sub !== 'string') throw new Error('nobody is named');
      for (const [one, at] of used) if (at + REMEMBERED_MS < Date.now()) used.delete(one);
      if (used.has(jti)) throw new Error('used before');
      used.set(jti, Date.now());
      return { ...(typeof sid === 'string' && { sid }), ...(typeof sub === 'string' && { sub }) };
    },
  };
}
