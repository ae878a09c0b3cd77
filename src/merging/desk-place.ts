import type { Place } from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as identities from '../identities/identities.ts';
import { departmentsOf } from './desk-store.ts';
import * as store from './store.ts';

/** Where a question hangs: on the department of its source. */
export async function placeOfConflict(
  base: Base,
  id: string,
): Promise<{ department_ids: readonly string[] } | undefined> {
  const found = await conflicts.read(base, id);
  return found && { department_ids: [found.department_id] };
}

/** Where a merge hangs: where its survivor does. */
export async function placeOfMerge(base: Base, id: string): Promise<Place | undefined> {
  const row = await store.read(base.db, id);
  if (!row) return undefined;
  const department_ids = await departmentsOf(base.db, row.survivor_id, base.clock.now());
  return department_ids.length > 0 ? { department_ids } : 'province';
}

/**
 * Where it is decided whether identities are joined or separated: at the lowest node above all that
 * they hang on, so that whoever decides looks after each of them; the province where one hangs on
 * nothing.
 */
export async function placeAbove(base: Base, ids: readonly string[]): Promise<Place> {
  const now = base.clock.now();
  const nodes = await Promise.all(ids.map((id) => departmentsOf(base.db, id, now)));
  if (nodes.some((own) => own.length === 0)) return 'province';
  let shared: string[] | undefined;
  for (const node of new Set(nodes.flat())) {
    const above = await departments.ancestors(base, node);
    shared = shared === undefined ? above : shared.filter((one) => above.includes(one));
  }
  const [lowest] = shared ?? [];
  return lowest === undefined ? 'province' : { department_ids: [lowest] };
}

/**
 * The same for the undoing of a merge: the accounts of both are the survivor's now. Where one of
 * the two brought none, nobody below the province looked after it.
 */
export async function placeOfUndoing(
  base: Base,
  row: Pick<store.MergeRow, 'id' | 'survivor_id'>,
): Promise<Place> {
  const brought = new Set(await store.moved(base.db, row.id, 'links'));
  const links = await identities.links(base, row.survivor_id);
  const own = links.some(({ id }) => !brought.has(id));
  return own && brought.size > 0 ? placeAbove(base, [row.survivor_id]) : 'province';
}

/** From where an act of the desk may be asked for: the place of its question, or of its merge. */
export async function askedFrom(
  base: Base,
  { conflict_id, merge_id }: Record<string, unknown>,
): Promise<Place | undefined> {
  if (typeof conflict_id === 'string') return placeOfConflict(base, conflict_id);
  if (typeof merge_id === 'string') return placeOfMerge(base, merge_id);
  return undefined;
}
