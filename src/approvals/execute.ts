import type { Base } from '../base.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import type { Act } from './acts.ts';
import type { By, Executor, Executors, Means, Place, Progress } from './means.ts';
import * as reasons from './reasons.ts';
import type { ApprovalRow } from './store.ts';

/** How long one process may go on with the large part of an act before another takes it up. */
export const LEASE_MS = 60_000;

/**
 * Does the act behind a savepoint; gives the code with which it was refused, and then nothing of it
 * is left. A fault is thrown on: the whole decision is undone, and may be tried again.
 */
export async function attempt(
  base: Base,
  row: Pick<ApprovalRow, 'act' | 'params'>,
  by: By,
  executors: Executors,
): Promise<RefusalCode | undefined> {
  try {
    await base.db.transaction((trx) =>
      executorOf(executors, row.act).run({ ...base, db: trx }, row.params, by),
    );
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** An act with a large part owes it from now; the first to go on with it is the one who decided. */
export const owed = (base: Base, act: Act, { executors }: Means) =>
  executorOf(executors, act).after
    ? { after_next_at: new Date(base.clock.now().getTime() + LEASE_MS) }
    : {};

/** Whose roles an act stands on, and whom it changes: held until the transaction ends. */
export const hold = (
  base: Base,
  people: readonly string[],
  { params }: Pick<ApprovalRow, 'params'>,
  means: Pick<Means, 'hold'>,
): Promise<void> =>
  means.hold(base, people, typeof params['staff_id'] === 'string' ? [params['staff_id']] : []);

/** As the row says which act it is, and its params were read by that act's schema when it was asked. */
export const executorOf = (executors: Executors, act: Act) =>
  executors[act] as Pick<Executor<Act>, never> & {
    run(base: Base, params: ApprovalRow['params'], by: By): Promise<void>;
    refused?(
      base: Base,
      params: ApprovalRow['params'],
      by: By & { verdict_reason: string },
    ): Promise<void>;
    after?(base: Base, params: ApprovalRow['params'], by: By): Promise<Progress>;
  };

export const placeOf = (row: Pick<ApprovalRow, 'department_ids' | 'client_id'>): Place =>
  row.department_ids === null
    ? 'province'
    : {
        department_ids: row.department_ids,
        ...(row.client_id !== null && { client_id: row.client_id }),
      };

/** On whose word the act of a row is done. */
export function byOf(
  base: Pick<Base, 'ring'>,
  row: Pick<ApprovalRow, 'id' | 'asked_by' | 'reason_sealed'> & { decided_by?: string | null },
): By {
  const { id, asked_by, decided_by, reason_sealed } = row;
  return {
    approval_id: id,
    asked_by,
    decided_by: decided_by ?? undefined,
    reason: reasons.opened(base, id, 'reason_sealed', reason_sealed) ?? '',
    actor: { kind: 'staff', id: decided_by ?? asked_by },
  };
}
