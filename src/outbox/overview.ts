/** The ledger for staff: what is owed to whom, how it stands with a destination, and trying again. */
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as statement from './list-statement.ts';
import { GIVE_UP_AFTER } from './retry.ts';

export type { DestinationSeen, Listed } from './list-statement.ts';

/** No count goes further: past it, it is said that there are more. */
export const BOUND = 1_001;

/** What is or was owed to some destinations, the newest first. */
export const look = (base: Base, looked: statement.Looked): Promise<statement.Listed[]> =>
  statement.list(base.db, looked);

/** One delivery, without what it says; undefined when there is none. */
export const delivery = (base: Base, id: string): Promise<statement.Listed | undefined> =>
  statement.one(base.db, id);

/** How it stands with some destinations; those to which nothing was ever owed are absent. */
export const destinations = (
  base: Base,
  ids: readonly string[],
): Promise<statement.DestinationSeen[]> => statement.destinations(base.db, ids, BOUND);

/** Whether sending it again would do anything, as the destination stands (`opened_until`). */
export function maySendAgain(
  base: Base,
  { state, next_at }: Pick<statement.Listed, 'state' | 'next_at'>,
  destination: Pick<statement.DestinationSeen, 'opened_until'> | undefined,
): boolean {
  const now = base.clock.now();
  const rests = (destination?.opened_until ?? now) > now;
  return state === 'dead' || (state === 'due' && (next_at > now || rests));
}

/**
 * Has a delivery that was given up, or that waits for its next try, tried at once and for 24 hours;
 * also where its destination was being left alone. Of two who ask in one instant one gets it. Throws
 * Refusal `outbox.not_given_up` when it was delivered, or is being tried at this moment.
 */
export function sendAgain(base: Base, id: string, actor: audit.AuditEvent['actor']): Promise<void> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const at = {
      first: new Date(now.getTime() - GIVE_UP_AFTER),
      give_up_at: new Date(now.getTime() + GIVE_UP_AFTER),
    };
    if (!(await statement.hasten(base.db, id, now, at))) throw new Refusal('outbox.not_given_up');
    await audit.append(base, {
      kind: 'delivery.sent_again',
      actor,
      object: { kind: 'delivery', id },
      outcome: 'ok',
    });
  });
}
