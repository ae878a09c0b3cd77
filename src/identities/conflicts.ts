import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import * as queued from './conflicts-list-statement.ts';
import * as store from './conflicts-store.ts';
import * as apart from './told-apart-store.ts';

/**
 * The questions that wait for staff: what is asked, who looks at it now, how it ended, and who was
 * told apart. What may be decided, and by whom, says the desk (merging/desk.ts).
 */
export type Conflict = Omit<store.ConflictLine, 'reason_sealed'>;
/** A question as it is put to the person: by its id alone. */
export type Asked = Pick<
  store.ConflictRow,
  'id' | 'identity_id' | 'other_identity_id' | 'asked_until'
>;
export type { Wanted } from './conflicts-list-statement.ts';
export type { State } from './conflicts-store.ts';
export { states } from './conflicts-store.ts';

/** How long a question is one person's, unless they take it anew. */
export const CLAIM_MS = 30 * 60_000;

/** What staff or a person said last, in the terms of the table. */
export type Word = Partial<
  Pick<
    store.ConflictRow,
    | 'settled_at'
    | 'decision'
    | 'decided_by'
    | 'decided_at'
    | 'approval_id'
    | 'asked_until'
    | 'answer'
    | 'answered_side'
    | 'answered_at'
    | 'claimed_by'
    | 'claimed_until'
  >
>;

/** Puts a question; while it is open, or once staff told the two apart, asking again changes nothing. */
export const queue = (
  base: Base,
  question: Omit<store.Question, 'id' | 'created_at'>,
): Promise<void> =>
  store.queue(base.db, {
    ...question,
    id: newId(base.clock),
    created_at: base.clock.now(),
  });

/** A page of the queue, and one row more where there is more. */
export const list = (base: Base, wanted: queued.Wanted, limit: number): Promise<Conflict[]> =>
  queued.list(base.db, { ...wanted, now: base.clock.now(), limit: limit + 1 });

export const read = (base: Base, id: string): Promise<Conflict | undefined> =>
  store.byId(base.db, id, base.clock.now());

/** The same, in the caller's transaction, which alone decides on it. */
export const hold = (base: Base, id: string): Promise<Conflict | undefined> =>
  store.lock(base.db, id, base.clock.now());

export const countOpen = (
  base: Base,
  department_ids: readonly string[] | null,
  most: number,
): Promise<number> => queued.countOpen(base.db, department_ids, base.clock.now(), most);

/** What somebody is asked about themselves: whether another account is theirs too. */
export const askedOf = (base: Base, identity_id: string): Promise<Asked[]> =>
  store.askedOf(base.db, identity_id, base.clock.now());

/** Takes a question for half an hour, or goes on with it. False: it is another's, or settled. */
export function claim(base: Base, { id, by }: { id: string; by: string }): Promise<boolean> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const until = new Date(now.getTime() + CLAIM_MS);
    if (!(await store.claim(base.db, { id, by, now, until }))) return false;
    await audit.append(base, {
      kind: 'conflict.claimed',
      actor: { kind: 'staff', id: by },
      object: { kind: 'conflict', id },
      outcome: 'ok',
    });
    return true;
  });
}

/** Leaves a question to others. */
export function release(base: Base, { id, by }: { id: string; by: string }): Promise<void> {
  return transaction(base, async (base) => {
    const found = await hold(base, id);
    if (found?.claimed_by !== by) return;
    await store.change(base.db, id, { claimed_by: null, claimed_until: null });
    await audit.append(base, {
      kind: 'conflict.released',
      actor: { kind: 'staff', id: by },
      object: { kind: 'conflict', id },
      outcome: 'ok',
    });
  });
}

/** Writes what was said of a question; the reason sealed. In the caller's transaction, which holds it. */
export const say = (base: Base, id: string, word: Word, reason?: string): Promise<void> =>
  store.change(base.db, id, {
    ...word,
    ...(reason !== undefined && { reason_sealed: seal(base.ring, reasonPlace(id), reason) }),
  });

/** Asks a settled question again; false when the same has been asked anew since. */
export async function openAgain(
  base: Base,
  id: string,
  word: Word,
  reason: string,
): Promise<boolean> {
  if (!(await store.openAgain(base.db, id))) return false;
  await say(base, id, word, reason);
  return true;
}

/** What was said of the same two before, the latest first, with the words of staff. */
export async function earlier(
  base: Base,
  conflict: Conflict,
): Promise<(Omit<store.ConflictRow, 'reason_sealed'> & { words?: string })[]> {
  const rows = [...(conflict.other_identity_id ? await store.ofPair(base.db, conflict) : [])];
  const own = await store.byId(base.db, conflict.id, base.clock.now());
  return [...(own ? [own] : []), ...rows].map(({ reason_sealed, ...row }) => ({
    ...row,
    ...(reason_sealed && { words: open(base.ring, reasonPlace(row.id), reason_sealed) }),
  }));
}

const reasonPlace = (row: string) => ({ table: 'conflicts', column: 'reason_sealed', row });

/** Two that are two people: what is open about them is settled, and never asked again. Gives what was open. */
export async function tellApart(
  base: Base,
  pair: readonly [string, string],
  by: string,
): Promise<string[]> {
  const now = base.clock.now();
  await apart.tellApart(base.db, pair, { decided_by: by, decided_at: now });
  return store.settlePair(base.db, pair, {
    ...{ settled_at: now, decision: 'different', decided_by: by, decided_at: now },
    ...{ claimed_by: null, claimed_until: null, asked_until: null },
  });
}

/** Takes that back; false when they were not told apart. */
export const tellTogether = (base: Base, pair: readonly [string, string]): Promise<boolean> =>
  apart.tellTogether(base.db, pair);

export const areToldApart = (base: Base, pair: readonly [string, string]): Promise<boolean> =>
  apart.areToldApart(base.db, pair);
