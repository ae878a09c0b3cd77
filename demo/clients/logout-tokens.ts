import type { Service } from './service.ts';
import { signedTokens } from './signed-tokens.ts';
import type { Songhua } from './songhua.ts';

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

/** They are made anew at each attempt. */
const OLDEST_MS = 5 * 60_000;

/** Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6), each once. */
export function logoutTokens(
  service: Pick<Service, 'issuer' | 'client_id'>,
  songhua: Pick<Songhua, 'metadata'>,
) {
  const verified = signedTokens(service, songhua, { typ: 'logout+jwt', oldestMs: OLDEST_MS });
  return {
    /** Gives whose session ended; throws when the token is not Songhua's for us, or came before. */
    async read(token: string): Promise<{ sid?: string; sub?: string }> {
      const payload = await verified(token);
      const events = payload['events'] as Record<string, unknown> | null;
      if (typeof events?.[LOGOUT] !== 'object') throw new Error('not a logout token');
      if ('nonce' in payload) throw new Error('a logout token has no nonce');
      const { sid, sub } = payload;
      if (typeof sid !== 'string' && typeof sub !== 'string') throw new Error('nobody is named');
      return { ...(typeof sid === 'string' && { sid }), ...(typeof sub === 'string' && { sub }) };
    },
  };
}
