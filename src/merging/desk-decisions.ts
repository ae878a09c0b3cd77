import * as approvals from '../approvals/approvals.ts';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as conflicts from '../identities/conflicts.ts';
import { sidesOf } from './desk.ts';
import { placeAbove } from './desk-place.ts';

/** What somebody of the staff decides on a question that they hold, and why. */
export interface Deciding {
  id: string;
  by: string;
  reason: string;
}

/** How long a person may take to answer. */
const ASKED_DAYS = 30;

/** Takes a question for half an hour, or goes on with it. Throws `merging.claimed`, `merging.settled`. */
export async function claim(base: Base, { id, by }: { id: string; by: string }): Promise<void> {
  if (await conflicts.claim(base, { id, by })) return;
  const found = await conflicts.read(base, id);
  throw new Refusal(found && found.state !== 'settled' ? 'merging.claimed' : 'merging.settled');
}

/** Leaves it to others. */
export const release = (base: Base, which: { id: string; by: string }): Promise<void> =>
  conflicts.release(base, which);

/**
 * One person: asks a second member of the staff for the merge, in which `survivor_id` goes on; one
 * who looks after all that the two hang on. The question waits until that is decided; refused, or not decided in time, it is open again. Gives the
 * id of the approval. Throws what `held` does, `merging.no_pair`, and what approvals refuse.
 */
export function same(
  base: Base,
  { survivor_id, ...deciding }: Deciding & { survivor_id: string },
  means: Pick<approvals.Means, 'may'>,
): Promise<string> {
  return transaction(base, async (base) => {
    const conflict = await held(base, deciding);
    const pair = pairOf(conflict);
    const absorbed_id = pair.find((id) => id !== survivor_id);
    if (!absorbed_id || !pair.includes(survivor_id)) throw new Refusal('merging.no_pair');
    const { id, by, reason } = deciding;
    const approval_id = await approvals.ask(
      base,
      {
        act: 'identity.merge',
        params: { survivor_id, absorbed_id, conflict_id: id },
        place: await placeAbove(base, pair),
        ...{ reason, by },
      },
      means,
    );
    // That it was merged is not written here: once it is undone, the question is as it was.
    await conflicts.say(base, id, { approval_id, asked_until: null, ...unclaimed });
    return approval_id;
  });
}

/** Two people: settled, and never asked again about these two. Throws what `held` does, `merging.no_pair`. */
export function different(base: Base, deciding: Deciding): Promise<void> {
  return transaction(base, async (base) => {
    const conflict = await held(base, deciding);
    const { id, by, reason } = deciding;
    const [one, other] = pairOf(conflict);
    const settled = await conflicts.tellApart(base, [one, other], by);
    await conflicts.say(base, id, {}, reason);
    await audit.append(base, {
      ...event('conflict.told_apart', conflict, by),
      detail: { identity_id: one, other_identity_id: other, settled: settled.length },
    });
  });
}

/** The person is asked: both accounts show it until answered, for a month. Throws as `different` does. */
export function ask(base: Base, deciding: Deciding): Promise<void> {
  return transaction(base, async (base) => {
    const conflict = await held(base, deciding);
    const { id, by, reason } = deciding;
    const [identity_id, other_identity_id] = pairOf(conflict);
    const now = base.clock.now();
    const asked_until = new Date(now.getTime() + ASKED_DAYS * 86_400_000);
    const word = { decision: 'asked', decided_by: by, decided_at: now } as const;
    const unanswered = { answer: null, answered_side: null, answered_at: null };
    await conflicts.say(base, id, { ...word, ...unanswered, asked_until, ...unclaimed }, reason);
    await audit.append(base, {
      ...event('conflict.asked', conflict, by),
      detail: { identity_id, other_identity_id },
    });
  });
}

/** A question about one identity alone was looked into, and nothing more is to be done. Throws as `held`, `merging.pair`. */
export function note(base: Base, deciding: Deciding): Promise<void> {
  return transaction(base, async (base) => {
    const conflict = await held(base, deciding);
    if (sidesOf(conflict).length > 1) throw new Refusal('merging.pair');
    const { id, by, reason } = deciding;
    const now = base.clock.now();
    const word = { decision: 'noted', decided_by: by, decided_at: now, settled_at: now } as const;
    await conflicts.say(base, id, { ...word, ...unclaimed }, reason);
    await audit.append(base, event('conflict.noted', conflict, by));
  });
}

/**
 * Takes back that a question was settled: it is open again, and two who were told apart are so no
 * longer. What was merged is separated instead. Throws `merging.unknown`, `merging.not_settled`,
 * `merging.asked_again` when the same was asked anew since.
 */
export function reopen(base: Base, { id, by, reason }: Deciding): Promise<void> {
  return transaction(base, async (base) => {
    const conflict = await conflicts.hold(base, id);
    if (!conflict) throw new Refusal('merging.unknown');
    const { decision, state } = conflict;
    if (state !== 'settled' || (decision !== 'different' && decision !== 'noted'))
      throw new Refusal('merging.not_settled');
    const [one, other] = sidesOf(conflict);
    if (one && other) await conflicts.tellTogether(base, [one, other]);
    const word = { decision: 'reopened', decided_by: by, decided_at: base.clock.now() } as const;
    if (!(await conflicts.openAgain(base, id, word, reason)))
      throw new Refusal('merging.asked_again');
    await audit.append(base, event('conflict.reopened', conflict, by));
  });
}

/**
 * The question, locked, while this person holds it and it waits for nobody else. Throws
 * `merging.unknown`, `merging.settled`, `merging.waits`, `merging.not_claimed`.
 */
async function held(base: Base, { id, by }: Deciding): Promise<conflicts.Conflict> {
  const found = await conflicts.hold(base, id);
  if (!found) throw new Refusal('merging.unknown');
  if (found.state === 'settled') throw new Refusal('merging.settled');
  if (found.state === 'waiting') throw new Refusal('merging.waits');
  const { claimed_by, claimed_until } = found;
  if (claimed_by !== by || !claimed_until || claimed_until <= base.clock.now())
    throw new Refusal('merging.not_claimed');
  return found;
}

function pairOf(conflict: conflicts.Conflict): [string, string] {
  const [one, other] = sidesOf(conflict);
  if (!one || !other) throw new Refusal('merging.no_pair');
  return [one, other];
}

const unclaimed = { claimed_by: null, claimed_until: null } as const;

const event = (
  kind: Extract<audit.AuditEvent['kind'], `conflict.${string}`>,
  conflict: conflicts.Conflict,
  by: string,
): audit.AuditEvent => ({
  kind,
  actor: { kind: 'staff', id: by },
  object: { kind: 'conflict', id: conflict.id },
  source_id: conflict.source_id,
  outcome: 'ok',
});
