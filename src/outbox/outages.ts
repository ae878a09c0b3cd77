import type * as audit from '../audit/audit.ts';
import * as trail from '../audit/search.ts';
import type { Base } from '../base.ts';
import { BREAKER_OPENS_AT } from './retry.ts';

/** A time in which a destination did not answer; `back_at` is absent while it does not. */
export interface Outage {
  since: Date;
  back_at?: Date;
}

/** The client that a destination is of, where it is one's. */
export const clientOf = (destination_id: string): string | undefined =>
  /^(?:client|notices):(.+)$/s.exec(destination_id)?.[1];

/** What a change of its failures in a row says of a destination; nothing when that stays as it was. */
export function outageEvent(
  { id, failures: before }: { id: string; failures: number },
  failures: number,
): audit.AuditEvent | undefined {
  const [was, is] = [before >= BREAKER_OPENS_AT, failures >= BREAKER_OPENS_AT];
  if (was === is) return undefined;
  return {
    kind: is ? 'delivery.failing' : 'delivery.resumed',
    actor: { kind: 'system' },
    object: { kind: 'destination', id },
    client_id: clientOf(id),
    outcome: is ? 'failed' : 'ok',
    detail: { failures: is ? failures : before },
  };
}

/** When a destination was left alone because it did not answer: the latest first, at most `limit`. */
export async function outagesOf(
  base: Base,
  destination_id: string,
  limit: number,
): Promise<Outage[]> {
  // Such an event is all that has a destination as its object: the index finds them alone.
  const { events } = await trail.search(base, { object_id: destination_id }, { limit: 2 * limit });
  const outages: Outage[] = [];
  let back_at: Date | undefined;
  for (const { kind, at } of events) {
    if (kind === 'delivery.resumed') back_at = new Date(at);
    if (kind !== 'delivery.failing') continue;
    outages.push({ since: new Date(at), ...(back_at && { back_at }) });
    back_at = undefined;
  }
  return outages.slice(0, limit);
}
