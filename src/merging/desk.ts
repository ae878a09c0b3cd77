import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { type Compared, compare, type Side, sideOf } from '../identities/compare.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as interventions from '../identities/interventions.ts';
import * as records from '../records/records.ts';
import * as store from './desk-store.ts';
import { stronger } from './own.ts';

export { placeOfConflict as placeOf } from './desk-place.ts';

/**
 * The desk at which staff settle duplicates: which questions somebody sees, and both sides of one.
 * What they may decide is desk-decisions.ts; what a person answers, desk-own.ts.
 */
export interface Reach {
  department_ids: readonly string[] | 'all';
}

export interface Filter {
  state: conflicts.State;
  /** A subtree, already read: only what lies in the reach too counts. */
  within?: readonly string[] | undefined;
  reason?: string | undefined;
  /** Asked no later than this. */
  until?: Date | undefined;
  claimed_by?: string | undefined;
  newest: boolean;
  after?: { at: Date; id: string } | undefined;
}

/** A page of the questions in somebody's reach, and one more where there is more. */
export function list(
  base: Base,
  reach: Reach,
  filter: Filter,
  limit: number,
): Promise<conflicts.Conflict[]> {
  const { within, ...wanted } = filter;
  return conflicts.list(base, { ...wanted, department_ids: both(reach, within) }, limit);
}

function both({ department_ids }: Reach, within?: readonly string[]): readonly string[] | null {
  if (department_ids === 'all') return within ?? null;
  return within ? within.filter((id) => department_ids.includes(id)) : department_ids;
}

/** Past this, a page says "more than 1,000". */
const MOST = 1_001;

/** How many questions in somebody's reach wait for staff; at most 1,001. */
export const openConflicts = (base: Base, reach: Reach): Promise<number> =>
  conflicts.countOpen(base, both(reach), MOST);

/** One question with all that helps to answer it. */
export interface Dossier {
  conflict: conflicts.Conflict;
  /** The one that came, and the one that was there. */
  sides: Side[];
  is: Compared | undefined;
  /** Cases of each, counted to 100. */
  cases: number[];
  /** Which should survive where they are one person, by the rule, and what made it that one. */
  proposed: { id: string; because: 'level' | 'numbers' | 'older' } | undefined;
  earlier: Awaited<ReturnType<typeof conflicts.earlier>>;
}

/** Looking again within this time is one opening. */
const SAME_OPENING_MS = 60 * 60_000;
const MOST_CASES = 100;
/** Staff see how many cases there are, whatever level the person would need to see them. */
const ANY_LEVEL = 4;

/**
 * Both sides next to each other. Who looks is written into the trail, and into what the two people
 * can read about themselves. Throws `merging.unknown`.
 */
export async function look(
  base: Base,
  { id, by, department_id }: { id: string; by: string; department_id: string },
): Promise<Dossier> {
  const conflict = await conflicts.read(base, id);
  if (!conflict) throw new Refusal('merging.unknown');
  const ids = sidesOf(conflict);
  await noteOpening(base, { conflict, by, department_id });
  const [one, other] = ids;
  const compared = one && other ? await compare(base, [one, other]) : undefined;
  const alone = compared ? undefined : await sideOf(base, one ?? '');
  const cases = await Promise.all(
    ids.map(async (identity_id) => {
      const asked = { identity_id, level: ANY_LEVEL, limit: MOST_CASES };
      return (await records.list(base, asked)).cases.length;
    }),
  );
  return {
    conflict,
    sides: compared?.sides ?? (alone ? [alone] : []),
    is: compared?.is,
    cases,
    proposed:
      compared && one && other
        ? { id: await stronger(base, one, other), because: because(compared.sides) }
        : undefined,
    earlier: await conflicts.earlier(base, conflict),
  };
}

/** What the rule (own.ts, `stronger`) went by, to say so. */
function because([one, other]: [Side, Side]): 'level' | 'numbers' | 'older' {
  const owned = ({ documents }: Side) =>
    new Set(documents.flatMap(({ type, standing }) => (standing === 'owned' ? type : []))).size;
  if (one.level !== other.level) return 'level';
  return owned(one) === owned(other) ? 'older' : 'numbers';
}

/** The identities that a question is about: one or two. */
export const sidesOf = ({
  identity_id,
  other_identity_id,
}: Pick<conflicts.Conflict, 'identity_id' | 'other_identity_id'>): string[] =>
  other_identity_id && other_identity_id !== identity_id
    ? [identity_id, other_identity_id]
    : [identity_id];

async function noteOpening(
  base: Base,
  {
    conflict,
    by,
    department_id,
  }: { conflict: conflicts.Conflict; by: string; department_id: string },
): Promise<void> {
  await transaction(base, async (base) => {
    const opened_at = base.clock.now();
    const row = { conflict_id: conflict.id, staff_id: by, opened_at };
    const since = new Date(opened_at.getTime() - SAME_OPENING_MS);
    if (!(await store.open(base.db, row, since))) return;
    const { identity_id, other_identity_id, source_id } = conflict;
    await audit.append(base, {
      kind: 'conflict.viewed',
      actor: { kind: 'staff', id: by },
      object: { kind: 'conflict', id: conflict.id },
      source_id,
      outcome: 'ok',
      detail: { identity_id, other_identity_id },
    });
    for (const id of sidesOf(conflict))
      await interventions.note(
        base,
        { identity_id: id, kind: 'viewed', reason_code: 'conflict' },
        { staff_id: by, department_id },
      );
  });
}
