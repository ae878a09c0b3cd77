import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import * as absorbing from '../identities/absorbing.ts';
import * as interventions from '../identities/interventions.ts';
import * as sessions from '../sessions/sessions.ts';
import { again } from './again.ts';
import { reasonPlace } from './kept.ts';
import { moves } from './moves.ts';
import * as store from './store.ts';
import { subjectsToKeep } from './subjects.ts';
import { actorOf, checkWord, detailOf } from './word.ts';

export interface Joining {
  survivor_id: string;
  absorbed_id: string;
  /** In the words of whoever asked; sealed. */
  reason: string;
  /** Two members of staff, or the person's own two proofs (own.ts). */
  by: store.Word;
}

/**
 * Joins two identities: all that the absorbed one has goes to the survivor, and what went is kept so
 * that `unmerge` gives it back. One transaction (in an open one: a savepoint), all or nothing. Both
 * sign in again. Gives the id of the merge. Throws `merging.unknown`, `merging.same`,
 * `merging.other_kind`, `merging.not_active` and `merging.two_needed`.
 */
export async function merge(base: Base, joining: Joining): Promise<string> {
  checkWord(joining.by);
  return again(base, (base) => join(base, joining));
}

async function join(base: Base, { survivor_id, absorbed_id, reason, by }: Joining) {
  await holdBoth(base, survivor_id, absorbed_id);
  const merge_id = newId(base.clock);
  const at = base.clock.now();
  const carrying: store.Carrying = { merge_id, survivor_id, absorbed_id, at };
  await store.insert(base.db, {
    ...{ id: merge_id, survivor_id, absorbed_id, by, by_kind: by.kind, merged_at: at },
    reason_sealed: seal(base.ring, reasonPlace(merge_id), reason),
  });
  const actor = actorOf(by, survivor_id);
  // Nobody goes on under a name, at a level or for a client that was another's when they came.
  for (const identity_id of [survivor_id, absorbed_id])
    await sessions.end(base, { identity_id }, { reason: 'merged', actor });
  const subject_of = await subjectsToKeep(base, carrying);
  const lent = await absorbing.absorb(base, carrying);
  await store.keepLent(base.db, carrying, lent);
  const counts = await carryAll(base, carrying);
  await absorbing.addAliases(base, { identity_id: survivor_id, merge_id, subject_of });
  await audit.append(base, {
    kind: 'identity.merged',
    actor,
    object: { kind: 'identity', id: survivor_id },
    outcome: 'ok',
    detail: { merge_id, absorbed_id, ...counts, aliases: subject_of.size, ...detailOf(by) },
  });
  await tellPerson(base, { identity_id: survivor_id, kind: 'merged' }, by);
  return merge_id;
}

/** Locks both in the order of ids; what may be joined is looked at after that. */
async function holdBoth(base: Base, survivor_id: string, absorbed_id: string): Promise<void> {
  if (survivor_id === absorbed_id) throw new Refusal('merging.same');
  const rows = await absorbing.hold(base, [survivor_id, absorbed_id]);
  const [survivor, absorbed] = [rows.get(survivor_id), rows.get(absorbed_id)];
  if (!survivor || !absorbed) throw new Refusal('merging.unknown');
  if (survivor.kind !== absorbed.kind) throw new Refusal('merging.other_kind');
  // A suspended one would be let out by being absorbed, or keep an innocent one locked.
  if (survivor.state !== 'active' || absorbed.state !== 'active')
    throw new Refusal('merging.not_active');
}

/** What cannot stand beside something of the survivor's is set aside first; then all goes. */
async function carryAll(base: Base, carrying: store.Carrying) {
  const { db } = base;
  let [set_aside, moved] = [0, 0];
  for (const move of moves)
    for (const clash of move.clashes) set_aside += await store.setAside(db, carrying, move, clash);
  for (const move of moves) moved += await store.carry(db, carrying, move);
  for (const move of moves)
    if ((await store.left(db, move, carrying.absorbed_id)) > 0)
      throw new Error(`${move.table}.${move.column} still names the absorbed identity`);
  return { moved, set_aside };
}

/** What the person reads in their history. */
export async function tellPerson(
  base: Base,
  { identity_id, kind }: { identity_id: string; kind: 'merged' | 'separated' },
  by: store.Word,
): Promise<void> {
  const reason_code = kind === 'merged' ? 'same_person' : 'not_same_person';
  const staff = by.kind === 'approval';
  await interventions.note(
    base,
    { identity_id, kind, reason_code, ...(staff && { approval_id: by.approval_id }) },
    staff ? { staff_id: by.decided_by } : {},
  );
}
