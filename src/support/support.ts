/**
 * Support: why can this person not sign in? Owns the openings: a member of staff says whom they look
 * for and why, and sees one page of it for half an hour. Does not own what it shows: the trail
 * (audit), how an identity stands (identities), how its sources do (sources).
 */
import { randomBytes } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { seal, open as unseal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import * as interventions from '../identities/interventions.ts';
import type { ViewingReason } from '../identities/interventions-rules.ts';
import { whoIs } from './finding.ts';
import { placeOfIdentity } from './place.ts';
import * as store from './store.ts';

export { type Facts, factsOf, waits } from './facts.ts';
export { placeOfIdentity } from './place.ts';
export { type Try, tries } from './tries.ts';

const MINUTES = 30;
const DAY = 86_400_000;

/** Whom somebody looks for. `typed`: a number, a login name, or the code of the page (10 characters). */
export interface Search {
  typed: string;
  reason_code: ViewingReason;
  /** The member of staff's own words: sealed, for staff. */
  note: string;
}

export interface Opening {
  id: string;
  /** Absent where nobody was found whom this member of staff may see. */
  identity_id?: string;
  looked_for: string;
  reason_code: string;
  until_at: Date;
}

/**
 * Opens the view of somebody: kept, audited, and written where the person can read it. Gives the
 * opening's id. Somebody outside of the scope is opened like nobody: what is written, and what the
 * page says, is the same. `departments` are the ids of the scope.
 */
export async function open(
  base: Base,
  search: Search,
  by: { staff_id: string; department_id: string; departments: readonly string[] | 'all' },
): Promise<string> {
  const { reason_code, note } = search;
  const { staff_id, department_id } = by;
  const typed = search.typed.trim();
  const sees = (one: string) => isWithin(base, one, by.departments);
  const identity_id = (await whoIs(base, typed, sees)) ?? null;
  const id = randomBytes(24).toString('base64url');
  const at = base.clock.now();
  return transaction(base, async (base) => {
    await store.insert(base.db, {
      ...{ id, staff_id, department_id, identity_id, reason_code, at },
      looked_for_sealed: seal(base.ring, placeOf('looked_for_sealed', id), typed),
      note_sealed: seal(base.ring, placeOf('note_sealed', id), note),
      until_at: new Date(at.getTime() + MINUTES * 60_000),
    });
    if (identity_id) {
      const viewed = { identity_id, kind: 'viewed', reason_code, note } as const;
      await interventions.note(base, viewed, { staff_id, department_id });
    }
    await audit.append(base, {
      kind: identity_id ? 'identity.viewed' : 'support.sought',
      actor: { kind: 'staff', id: staff_id },
      ...(identity_id && { object: { kind: 'identity', id: identity_id } }),
      outcome: 'ok',
      detail: { reason: reason_code },
    });
    return id;
  });
}

/** An opening for whoever opened it, while it lasts. Throws `support.opening_over`. */
export async function read(base: Base, id: string, staff_id: string): Promise<Opening> {
  const row = await store.read(base.db, id);
  if (!row || row.staff_id !== staff_id || row.until_at <= base.clock.now())
    throw new Refusal('support.opening_over');
  const { identity_id, reason_code, until_at, looked_for_sealed } = row;
  return {
    ...{ id, reason_code, until_at },
    ...(identity_id && { identity_id }),
    looked_for: unseal(base.ring, placeOf('looked_for_sealed', id), looked_for_sealed),
  };
}

/** The identity that was opened; for the guard of the console, which asks before it is known who asks. */
export const identityOf = async (base: Base, id: string): Promise<string | undefined> =>
  (await store.read(base.db, id))?.identity_id ?? undefined;

/** Where an opening hangs: where its person does, or with whoever opened it; undefined for no opening. */
export async function placeOfOpening(base: Base, id: string) {
  const row = await store.read(base.db, id);
  if (!row) return undefined;
  if (row.identity_id) return placeOfIdentity(base, row.identity_id);
  return { department_ids: [row.department_id] };
}

/** Openings that ended a day ago are forgotten; the person's page and the trail keep that they were. */
export const removeEnded = (base: Base, limit = 1_000): Promise<number> =>
  store.removeEnded(base.db, new Date(base.clock.now().getTime() - DAY), limit);

async function isWithin(
  base: Base,
  identity_id: string,
  departments: readonly string[] | 'all',
): Promise<boolean> {
  if (departments === 'all') return true;
  const place = await placeOfIdentity(base, identity_id);
  return place !== 'province' && place.department_ids.some((id) => departments.includes(id));
}

const placeOf = (column: 'looked_for_sealed' | 'note_sealed', row: string) => ({
  table: 'support_openings',
  column,
  row,
});
