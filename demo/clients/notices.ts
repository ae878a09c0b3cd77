import type { Service } from './service.ts';
import { signedTokens, UsedBefore } from './signed-tokens.ts';
import type { Songhua } from './songhua.ts';

/** That a case of somebody has changed; what it is now, one asks for. */
export interface Notice {
  sub: string;
  case_id?: string;
}

const CHANGED = 'urn:songhua:event:records.changed';

/** Songhua tries for 24 hours, with the same token each time. */
const OLDEST_MS = 25 * 3_600_000;

/** Reads notices (RFC 8417); throws when one does not stand, and knows a repeat. */
export function noticeReader(service: Service, songhua: Pick<Songhua, 'metadata'>) {
  const verified = signedTokens(service, songhua, { typ: 'secevent+jwt', oldestMs: OLDEST_MS });
  return async (token: string): Promise<Notice | 'repeated'> => {
    try {
      const payload = await verified(token);
      const events = payload['events'] as Record<string, { id?: string }>;
      const { iss, sub } = payload['sub_id'] as { iss?: unknown; sub?: unknown };
      const changed = events[CHANGED];
      if (!changed || iss !== service.issuer || typeof sub !== 'string')
        throw new Error('not a notice of a case');
      return { sub, ...(changed.id !== undefined && { case_id: changed.id }) };
    } catch (fault) {
      if (fault instanceof UsedBefore) return 'repeated';
      throw fault;
    }
  };
}
