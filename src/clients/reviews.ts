import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { about } from './drafting.ts';
import { nextReview } from './listing-statement.ts';
import { note } from './news.ts';
import * as store from './store.ts';

/** The yearly review of a client: who answers for it is reminded, and staff are asked when it stays out. */

/** Days before it is due on which its contacts are reminded. */
export const REMINDED_BEFORE = [60, 30, 7] as const;
/** Days after which staff are asked whether to stop the client: two of them do, nothing by itself. */
export const STAFF_ASKED_AFTER = 90;

const DAY_MS = 86_400_000;
const stages = [...REMINDED_BEFORE, -STAFF_ASKED_AFTER];

/** Where a review stands: days until it is due, and what that asks for. */
export function standingOf(
  { review_due_at, ends_at }: Pick<store.ClientRow, 'review_due_at' | 'ends_at'>,
  now: Date,
): { days: number; asks: 'nothing' | 'soon' | 'late' | 'staff' } | undefined {
  if (!review_due_at || ends_at) return undefined;
  const days = Math.ceil((review_due_at.getTime() - now.getTime()) / DAY_MS);
  if (days <= -STAFF_ASKED_AFTER) return { days, asks: 'staff' };
  if (review_due_at <= now) return { days, asks: 'late' };
  return { days, asks: days <= REMINDED_BEFORE[0] ? 'soon' : 'nothing' };
}

/**
 * The timed job, on any number of nodes: reminds of one review; false when none is to be reminded of.
 * What passed while no node ran is not caught up with: the latest reminder stands for those before it.
 */
export function remindOne(base: Base): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await nextReview(base, stages);
    const due = row?.review_due_at;
    if (!row || !due) return false;
    const now = base.clock.now().getTime();
    const stage = stages.findLast((days) => due.getTime() - days * DAY_MS <= now);
    if (stage === undefined) return false;
    await store.change(base, row.id, { review_reminded: stage });
    await note(base, row.id, due.getTime() <= now ? 'review_late' : 'review_due', due);
    await audit.append(base, {
      ...about(row.id, { kind: 'system' }),
      kind: stage < 0 ? 'client.review_overdue' : 'client.review_reminded',
      detail: { days: stage },
    });
    return true;
  });
}

/** By when the reviews were due that are late, or of which staff are asked: what a list filters by. */
export const reviewDueBy = ({ clock }: Pick<Base, 'clock'>, which: 'late' | 'staff'): Date =>
  new Date(clock.now().getTime() - (which === 'staff' ? STAFF_ASKED_AFTER * DAY_MS : 0));
