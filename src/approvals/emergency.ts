import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { type EmergencyAct, isUnderstood } from './acts.ts';
import { finish } from './after.ts';
import { type Asking, rowOf } from './asking.ts';
import { event } from './events.ts';
import { byOf, executorOf, hold, owed, placeOf } from './execute.ts';
import type { Means } from './means.ts';
import * as reasons from './reasons.ts';
import * as store from './store.ts';

/** How soon a second person looks at what one did alone. */
const REVIEW_MS = 24 * 3_600_000;

/**
 * Does an act first, on one person's word; somebody else reviews it within 24 hours. Gives the id of
 * the approval. Throws `approvals.not_allowed`, and what the act itself refuses, and then nothing is
 * left.
 */
export async function actNow(
  base: Base,
  asking: Asking & { act: EmergencyAct },
  means: Means,
): Promise<string> {
  const { act, place, by } = asking;
  const id = await transaction(base, async (base) => {
    const row = rowOf(base, asking);
    await hold(base, [by], row, means);
    if (!(await means.may(base, by, act, 'now', place))) throw new Refusal('approvals.not_allowed');
    const now = base.clock.now();
    await executorOf(means.executors, act).run(base, row.params, byOf(base, row));
    await store.insert(base, {
      ...row,
      state: 'executed',
      emergency: true,
      decided_at: now,
      review_due_at: new Date(now.getTime() + REVIEW_MS),
      ...owed(base, act, means),
    });
    await audit.append(base, event('approval.acted_now', row, by));
    return row.id;
  });
  await finish(base, id, means);
  return id;
}

export interface Review {
  id: string;
  by: string;
  verdict: 'right' | 'wrong';
  reason: string;
}

/**
 * Somebody else's word on what one person did at once; late ones are taken too. It changes nothing
 * but itself: to undo a wrong act, that is asked for like any other. Throws `approvals.unknown`,
 * `approvals.same_person`, `approvals.not_allowed`, `approvals.reviewed`, `approvals.newer`.
 */
export async function review(
  base: Base,
  { id, by, verdict, reason }: Review,
  means: Pick<Means, 'may'>,
): Promise<void> {
  await transaction(base, async (base) => {
    const row = await store.lock(base, id);
    if (!row?.emergency) throw new Refusal('approvals.unknown');
    if (row.asked_by === by) throw new Refusal('approvals.same_person');
    if (!isUnderstood(row)) throw new Refusal('approvals.newer');
    if (!(await means.may(base, by, row.act, 'review', placeOf(row))))
      throw new Refusal('approvals.not_allowed');
    if (row.reviewed_at) throw new Refusal('approvals.reviewed');
    const now = base.clock.now();
    await store.change(base, id, {
      reviewed_by: by,
      reviewed_at: now,
      review_verdict: verdict,
      review_reason_sealed: reasons.sealed(base, id, 'review_reason_sealed', reason),
    });
    const late = row.review_due_at !== null && row.review_due_at < now;
    await audit.append(base, event('approval.reviewed', row, by, { detail: { verdict, late } }));
  });
}
