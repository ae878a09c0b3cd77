/**
 * Acts that take two people (DESIGN Never 5 and 7, ADR 0018): what is asked, who decided, that it is
 * done exactly once, and the one act that may come first and be reviewed afterwards. Owns the table
 * of approvals and the declared map of acts (acts.ts).
 *
 * Not here: who may ask and decide (admin/policy.ts) and how each act is done (the folder that owns
 * the thing): both are given as `Means`, composed in app.ts.
 */
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { type Asking, rowOf } from './asking.ts';
import { event } from './events.ts';
import type { Means } from './means.ts';
import type { ApprovalRow } from './store.ts';
import * as store from './store.ts';

export {
  type Act,
  type Asked,
  acts,
  declarations,
  type EmergencyAct,
  isAct,
  isUnderstood,
  type Params,
} from './acts.ts';
export { finishAfters } from './after.ts';
export type { Asking } from './asking.ts';
export { type Decided, decide } from './decide.ts';
export { actNow, review } from './emergency.ts';
export { type Approval, list, openCounts, openOn, openOnClient, placeOf, read } from './listing.ts';
export type { By, Executor, Executors, Means, Place, Progress } from './means.ts';
export { type State, states } from './store.ts';

/**
 * Asks for an act; gives the id of the approval. Throws `approvals.not_allowed`,
 * `approvals.asked_already` while the same waits for its decision, `http.bad_input` with the field.
 */
export function ask(base: Base, asking: Asking, means: Pick<Means, 'may'>): Promise<string> {
  const { act, place, by } = asking;
  return transaction(base, async (base) => {
    const row = rowOf(base, asking);
    if (!(await means.may(base, by, act, 'ask', place, row.params)))
      throw new Refusal('approvals.not_allowed');
    // One that nobody decided in time is not in the way of the next.
    await close(base, await store.expire(base, row, 1));
    if (!(await store.insert(base, row))) throw new Refusal('approvals.asked_already');
    await audit.append(base, event('approval.asked', row, by));
    return row.id;
  });
}

/** Takes back what one asked for oneself. Throws `approvals.unknown`, `approvals.not_yours`, `approvals.decided`. */
export function withdraw(base: Base, { id, by }: { id: string; by: string }): Promise<void> {
  return transaction(base, async (base) => {
    const row = await store.lock(base, id);
    if (!row) throw new Refusal('approvals.unknown');
    if (row.asked_by !== by) throw new Refusal('approvals.not_yours');
    if (row.state !== 'asked') throw new Refusal('approvals.decided');
    await store.change(base, id, { state: 'withdrawn', decided_at: base.clock.now() });
    await audit.append(base, event('approval.withdrawn', row, by));
  });
}

const EXPIRED_AT_ONCE = 1_000;

/** The timed job: what nobody decided in time is closed. Gives how many. */
export function expire(base: Base): Promise<number> {
  return transaction(base, async (base) => {
    const expired = await store.expire(base, undefined, EXPIRED_AT_ONCE);
    await close(base, expired);
    return expired.length;
  });
}

const close = (base: Base, expired: ApprovalRow[]) =>
  audit.append(
    base,
    expired.map((row) => event('approval.expired', row, undefined)),
  );
