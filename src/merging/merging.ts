/**
 * Joining two identities of one person or organisation, and separating them again (Never 7, ADR 0022).
 * Owns what was joined, on whose word, and the list of what went along. Does not own what of a table
 * goes along (each folder's moves.ts), who is asked and who decides (approvals, the conflict desk),
 * nor the pages.
 */
import type { Base } from '../base.ts';
import { open } from '../crypto/seal.ts';
import { reasonPlace } from './kept.ts';
import * as store from './store.ts';

export { canonical } from './canonical.ts';
export { askedFrom } from './desk-place.ts';
export { executors } from './executors.ts';
export { merge } from './merge.ts';
export { mergeOwn, type Proof, stronger } from './own.ts';
export type { Word } from './store.ts';
export { unmerge } from './unmerge.ts';

/** One joining, as staff may read it. */
export type Merge = Omit<store.MergeRow, 'number' | 'reason_sealed' | 'by_kind'> & {
  reason: string;
  /** It stands, and no later one touched either of the two. */
  can_be_undone: boolean;
};

export async function read(base: Base, merge_id: string): Promise<Merge | undefined> {
  const row = await store.read(base.db, merge_id);
  return row && opened(base, row);
}

/** The joinings in which an identity took part, on either side, the latest first. */
export async function list(base: Base, identity_id: string): Promise<Merge[]> {
  const rows = await store.ofIdentity(base.db, identity_id);
  return Promise.all(rows.map((row) => opened(base, row)));
}

async function opened(base: Base, row: store.MergeRow): Promise<Merge> {
  const { number: _, by_kind: __, reason_sealed, ...rest } = row;
  return {
    ...rest,
    reason: open(base.ring, reasonPlace(row.id), reason_sealed),
    can_be_undone: !row.undone_at && !(await store.followed(base.db, row)),
  };
}
