import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import type { Expiry } from './contract.ts';
import * as store from './expiries-store.ts';
import type { SourceRow } from './store.ts';

const DAY = 86_400_000;

/** So many days ahead it is told that something expires, and once more when it has. */
export const THRESHOLDS = [0, 7, 30, 60] as const;

/** Whole days until then, 0 on the last one, negative when it has passed. */
export const daysUntil = (at: Date, now: Date): number =>
  Math.floor((at.getTime() - now.getTime()) / DAY);

/** The nearest threshold that is reached; undefined while all is well. */
export function thresholdOf(at: Date, now: Date): number | undefined {
  const left = (at.getTime() - now.getTime()) / DAY;
  return THRESHOLDS.find((days) => left <= days);
}

/**
 * Tells what of a source expires, once for each thing at each threshold over all nodes: an audit event
 * each, in the caller's transaction. Something that is first seen a week ahead is told once, not three
 * times. A document that is dated anew at each fetching is the same thing; told again is only what had
 * more time than that, and a day besides.
 */
export async function tell(
  base: Base,
  source_id: string,
  expiries: readonly Expiry[],
): Promise<void> {
  for (const { what, at } of expiries) {
    const left = (at.getTime() - base.clock.now().getTime()) / DAY;
    await store.forget(base, { source_id, what, days: left - 1 });
    const days = thresholdOf(at, base.clock.now());
    if (days === undefined) continue;
    if (!(await store.tell(base, { source_id, what, ends_at: at, days }))) continue;
    await audit.append(base, {
      kind: 'source.expiring',
      actor: { kind: 'system' },
      object: { kind: 'source', id: source_id },
      source_id,
      outcome: days === 0 ? 'failed' : 'ok',
      detail: { what, at: at.toISOString(), days },
    });
  }
}

/** One thing that expires, as it is shown. */
export interface Expiring extends Expiry {
  /** Whole days until then, negative when it is over. */
  days: number;
  /** It has been told: 60 days ahead or nearer. */
  soon: boolean;
}

/** What of a source expires, the next one first, as its last probe found it. */
export const expiriesOf = ({ expiries }: Pick<SourceRow, 'expiries'>, now: Date): Expiring[] =>
  expiries
    .map(({ what, at }) => ({ what, at: new Date(at) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((one) => ({
      ...one,
      days: daysUntil(one.at, now),
      soon: thresholdOf(one.at, now) !== undefined,
    }));
