import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import { isUnderstood } from './acts.ts';
import { finish } from './after.ts';
import { event } from './events.ts';
import { attempt, byOf, executorOf, hold, owed, placeOf } from './execute.ts';
import type { Means } from './means.ts';
import * as reasons from './reasons.ts';
import type { ApprovalRow } from './store.ts';
import * as store from './store.ts';

export interface Decision {
  id: string;
  by: string;
  verdict: 'approve' | 'refuse';
  reason: string;
}

/** What came of it; `failed`: the act itself was refused, with that code, and left nothing. */
export interface Decided {
  state: 'executed' | 'refused' | 'failed';
  failed_code?: RefusalCode;
}

type Outcome = Decided | { thrown: RefusalCode };

/**
 * The second person's word. The row is locked, so of two who decide at the same moment the later is
 * told `approvals.decided`; the act is done in this transaction, once. Both people must hold their
 * permission now, and until it is committed: whoever takes a role away meanwhile waits. Where the one who asked no longer does, the approval is closed as failed; where
 * the one who decides does not, it stays for somebody else. Throws `approvals.unknown`,
 * `approvals.same_person`, `approvals.role_gone`, `approvals.expired`, `approvals.decided`,
 * `approvals.newer` where a newer node has to decide it; each try that was refused is in the trail.
 */
export async function decide(base: Base, decision: Decision, means: Means): Promise<Decided> {
  const outcome = await transaction(base, (base) => settle(base, decision, means));
  // Thrown only now, so that what was written of the refusal stays.
  if ('thrown' in outcome) throw new Refusal(outcome.thrown);
  if (outcome.state === 'executed') await finish(base, decision.id, means);
  return outcome;
}

async function settle(base: Base, decision: Decision, means: Means): Promise<Outcome> {
  const { id, by, verdict } = decision;
  const row = await store.lock(base, id);
  if (!row) throw new Refusal('approvals.unknown');
  const word = {
    decided_by: by,
    decided_at: base.clock.now(),
    verdict_reason_sealed: reasons.sealed(base, id, 'verdict_reason_sealed', decision.reason),
  };
  await hold(base, [row.asked_by, by], row, means);
  const fault = await faultIn(base, row, decision, means);
  if (fault) {
    const said = { outcome: 'refused', code: fault, detail: { verdict } } as const;
    await audit.append(base, event('approval.decided', row, by, said));
    return { thrown: fault };
  }
  await audit.append(base, event('approval.decided', row, by, { detail: { verdict } }));
  if (verdict === 'refuse') {
    await store.change(base, id, { ...word, state: 'refused' });
    const on = { ...byOf(base, { ...row, decided_by: by }), verdict_reason: decision.reason };
    await executorOf(means.executors, row.act).refused?.(base, row.params, on);
    return { state: 'refused' };
  }
  const asks = await means.may(base, row.asked_by, row.act, 'ask', placeOf(row), row.params);
  const code = asks
    ? await attempt(base, row, byOf(base, { ...row, decided_by: by }), means.executors)
    : 'approvals.role_gone';
  if (code === undefined) {
    await store.change(base, id, { ...word, state: 'executed', ...owed(base, row.act, means) });
    await audit.append(base, event('approval.executed', row, by));
    return { state: 'executed' };
  }
  await store.change(base, id, { ...word, state: 'failed', failed_code: code });
  await audit.append(base, event('approval.executed', row, by, { outcome: 'failed', code }));
  return asks ? { state: 'failed', failed_code: code } : { thrown: code };
}

/** Why this person cannot decide it now. */
async function faultIn(
  base: Base,
  row: ApprovalRow,
  { by }: Pick<Decision, 'by'>,
  means: Means,
): Promise<RefusalCode | undefined> {
  if (row.asked_by === by) return 'approvals.same_person';
  if (!isUnderstood(row)) return 'approvals.newer';
  const may = await means.may(base, by, row.act, 'decide', placeOf(row));
  if (!may) return 'approvals.role_gone';
  if (row.state === 'expired') return 'approvals.expired';
  if (row.state !== 'asked') return 'approvals.decided';
  if (row.expires_at > base.clock.now()) return undefined;
  await store.change(base, row.id, { state: 'expired', decided_at: base.clock.now() });
  await audit.append(base, event('approval.expired', row, undefined));
  return 'approvals.expired';
}
