import type { Base } from '../base.ts';
import { placeOf as placeIn } from './execute.ts';
import type { Place } from './means.ts';
import * as reasons from './reasons.ts';
import type { ApprovalRow } from './store.ts';
import * as store from './store.ts';

/** An approval as it is read: the words of people opened. */
export type Approval = Omit<ApprovalRow, `${string}_sealed`> & {
  reason: string;
  verdict_reason: string | undefined;
  review_reason: string | undefined;
};

/** The youngest first; `after` is the id of the last one of the page before. */
export const list = (
  base: Base,
  wanted: store.Wanted,
  page: { limit: number; after?: string | undefined },
): Promise<store.ListedRow[]> => store.list(base, wanted, page);

/** What waits for a decision about one source, the youngest first. */
export const openOn = (base: Base, source_id: string): Promise<store.ListedRow[]> =>
  store.openOn(base, 'source_id', source_id);

/** What waits for a decision about one client, the youngest first. */
export const openOnClient = (base: Base, client_id: string): Promise<store.ListedRow[]> =>
  store.openOn(base, 'client_id', client_id);

/** One approval; undefined when there is none of this id. */
export async function read(base: Base, id: string): Promise<Approval | undefined> {
  const row = await store.byId(base, id);
  if (!row) return undefined;
  const { reason_sealed, verdict_reason_sealed, review_reason_sealed, ...rest } = row;
  return {
    ...rest,
    reason: reasons.opened(base, id, 'reason_sealed', reason_sealed) ?? '',
    verdict_reason: reasons.opened(base, id, 'verdict_reason_sealed', verdict_reason_sealed),
    review_reason: reasons.opened(base, id, 'review_reason_sealed', review_reason_sealed),
  };
}

/** Where the thing of an approval hangs; undefined when there is none of this id. */
export async function placeOf(base: Base, id: string): Promise<Place | undefined> {
  const row = await store.byId(base, id);
  return row && placeIn(row);
}

/** How much waits for people, over the whole province; each is counted on an index of open ones only. */
export const openCounts = (base: Base): Promise<store.OpenCounts> => store.openCounts(base);
