import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import type { Reach } from './desk.ts';
import { placeOfUndoing } from './desk-place.ts';
import { page as pageOf } from './merges-statement.ts';
import { type Merge, read } from './merging.ts';
import * as store from './store.ts';
import { isFree } from './unmerge.ts';

export { placeOfMerge as placeOf } from './desk-place.ts';

/** What was joined, as the desk lists it, and the asking for its undoing. */
export interface Joined {
  id: string;
  /** Short, to be said and typed: M17. */
  name: string;
  survivor_id: string;
  absorbed_id: string;
  by: store.Word;
  merged_at: Date;
  undone_at: Date | null;
}

const joinedOf = ({ number, ...row }: store.MergeRow): Joined => ({
  ...{ id: row.id, name: `M${number}`, survivor_id: row.survivor_id },
  ...{ absorbed_id: row.absorbed_id, by: row.by, merged_at: row.merged_at },
  undone_at: row.undone_at,
});

/** The latest first, in somebody's reach; a survivor hangs on the departments of its accounts. One more where there is more. */
export async function list(
  base: Base,
  { department_ids }: Reach,
  page: { since: Date; after?: { at: Date; id: string } | undefined },
  limit: number,
): Promise<Joined[]> {
  const ids = department_ids === 'all' ? null : department_ids;
  const now = base.clock.now();
  const rows = await pageOf(base.db, { ...page, now, department_ids: ids, limit: limit + 1 });
  return rows.map(joinedOf);
}

/** One, with its reason; undefined when there is none. */
export async function one(base: Base, id: string): Promise<(Merge & Joined) | undefined> {
  const row = await store.read(base.db, id);
  const merge = row && (await read(base, id));
  return row && merge && { ...merge, ...joinedOf(row) };
}

/**
 * Asks a second member of the staff to separate the two again; gives the id of the approval. Throws
 * `merging.unknown`, `merging.undone`, `merging.not_last`, `merging.not_active` while staff keep the
 * survivor out or ask something of it since, and what approvals refuse.
 */
export async function askUndoing(
  base: Base,
  { id, by, reason }: { id: string; by: string; reason: string },
  means: Pick<approvals.Means, 'may'>,
): Promise<string> {
  const merge = await read(base, id);
  if (!merge) throw new Refusal('merging.unknown');
  if (merge.undone_at) throw new Refusal('merging.undone');
  if (!merge.can_be_undone) throw new Refusal('merging.not_last');
  // Nobody is asked for what could not be done: it would be refused when it is decided.
  if (!(await isFree(base, merge.survivor_id, merge.merged_at)))
    throw new Refusal('merging.not_active');
  const place = await placeOfUndoing(base, merge);
  return approvals.ask(
    base,
    { act: 'identity.unmerge', params: { merge_id: id }, place, reason, by },
    means,
  );
}
