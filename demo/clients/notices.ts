import type { Service } from './service.ts';
import { signedTokens, UsedBefore } from './signed-tokens.ts';
import type { Songhua } from './songhua.ts';

/** That something of somebody has changed; what it is now, one asks for. */
export interface Notice {
  sub: string;
  case_id?: string;
}

/** Songhua tries for 24 hours, with the same token each time. */
const OLDEST_MS = 25 * 3_600_000;

/** Reads notices of one kind (RFC 8417); throws when one does not stand, and knows a repeat. */
export function noticeReader(
  service: Service,
  songhua: Pick<Songhua, 'metadata'>,
  kind: 'records.changed' | 'consent.withdrawn',
) {
  const verified = signedTokens(service, songhua, { typ: 'secevent+jwt', oldestMs: OLDEST_MS });
  return async (token: string): Promise<Notice | 'repeated'> => {
    try {
      const payload = await verified(token);
      const events = payload['events'] as Record<string, { id?: string }>;
      const { iss, sub } = payload['sub_id'] as { iss?: unknown; sub?: unknown };
      const changed = events[`urn:songhua:event:${kind}`];
      if (!changed || iss !== service.issuer || typeof sub !== 'string')
        throw new Error(`not a notice of ${kind}`);
      return { sub, ...(changed.id !== undefined && { case_id: changed.id }) };
    } catch (fault) {
      if (fault instanceof UsedBefore) return 'repeated';
      throw fault;
    }
  };
}
