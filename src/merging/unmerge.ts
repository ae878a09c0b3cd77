import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as absorbing from '../identities/absorbing.ts';
import * as interventions from '../identities/interventions.ts';
import * as sessions from '../sessions/sessions.ts';
import { again } from './again.ts';
import { tellPerson } from './merge.ts';
import { moves } from './moves.ts';
import * as store from './store.ts';
import { actorOf, checkWord, detailOf } from './word.ts';

/**
 * Separates two identities again. What went along comes back, and with it what came meanwhile
 * through an account, a credential or a subject that comes back; all else that came stays at the
 * survivor, and what was changed meanwhile stays as it is, wherever its row goes (ADR 0022). The
 * last merge first: throws `merging.not_last` while a later one that touched either stands, and
 * `merging.not_active` while staff keep the survivor out or ask something of it; also
 * `merging.unknown`, `merging.undone` and `merging.two_needed`.
 */
export async function unmerge(
  base: Base,
  { merge_id, by }: { merge_id: string; by: store.Word },
): Promise<void> {
  checkWord(by);
  await again(base, (base) => separate(base, merge_id, by));
}

async function separate(base: Base, merge_id: string, by: store.Word): Promise<void> {
  const row = await store.read(base.db, merge_id);
  if (!row) throw new Refusal('merging.unknown');
  if (row.undone_at) throw new Refusal('merging.undone');
  const { survivor_id, absorbed_id, merged_at: at } = row;
  const carrying: store.Carrying = { merge_id, survivor_id, absorbed_id, at };
  await absorbing.hold(base, [survivor_id, absorbed_id]);
  if (!(await store.markUndone(base.db, merge_id, base.clock.now(), by)))
    throw new Refusal('merging.undone');
  if (await store.followed(base.db, row)) throw new Refusal('merging.not_last');
  if (!(await isFree(base, survivor_id, at))) throw new Refusal('merging.not_active');
  const actor = actorOf(by, survivor_id);
  // Every one of them speaks for two people by now.
  await sessions.end(base, { identity_id: survivor_id }, { reason: 'separated', actor });
  const lent = await store.lent(base.db, merge_id);
  await absorbing.release(base, { survivor_id, absorbed_id, lent });
  const { back, after } = await bringAllBack(base, carrying);
  await absorbing.removeAliases(base, { identity_id: survivor_id, merge_id });
  await absorbing.tell(base, [survivor_id, absorbed_id]);
  await audit.append(base, {
    kind: 'identity.separated',
    actor,
    object: { kind: 'identity', id: survivor_id },
    outcome: 'ok',
    detail: { merge_id, absorbed_id, moved: back, sent_after: after, ...detailOf(by) },
  });
  for (const identity_id of [survivor_id, absorbed_id])
    await tellPerson(base, { identity_id, kind: 'separated' }, by);
}

/**
 * Whether nothing stands on an identity that staff did since the merge. It was done to both people as
 * long as they are one: whoever comes back would be let out of it. What was asked of one before goes
 * back with that one.
 */
export async function isFree(base: Base, identity_id: string, merged_at: Date): Promise<boolean> {
  const found = await interventions.standingOf(base, identity_id);
  return (
    found?.state === 'active' && !(await interventions.standsSince(base, identity_id, merged_at))
  );
}

/** In the opposite order: all back, what came after them, then what had been set aside. */
async function bringAllBack(base: Base, carrying: store.Carrying) {
  const { db } = base;
  const backwards = [...moves].reverse();
  const returned: Record<string, string[]> = {};
  let [back, after] = [0, 0];
  for (const move of backwards) {
    const keys = await store.bringBack(db, carrying, move);
    returned[move.table] = [...(returned[move.table] ?? []), ...keys];
    back += keys.length;
  }
  const gone = {
    link_id: returned['links'] ?? [],
    credential_id: returned['credentials'] ?? [],
    subject_of: await store.family(db, carrying.absorbed_id),
  };
  for (const move of backwards)
    for (const through of move.through)
      after += await store.sendAfter(db, carrying, move, through, gone[through]);
  for (const move of backwards) await store.restore(db, carrying, move);
  return { back, after };
}
