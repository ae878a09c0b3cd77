import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { askDesk, atCounter, type Shown } from '../identities/counter.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import type { PaperReason } from '../identities/interventions-rules.ts';
import { type Telling, tellContacts } from '../identities/telling.ts';
import { hashOfCode, makeCode, makeNumber } from './codes.ts';
import { notePlace } from './kept.ts';
import * as store from './papers-store.ts';

/** How long a paper opens something. */
export const PAPER_DAYS = 30;
/** How long a look at the document counts; a card is good for longer than that. */
const EVIDENCE_DAYS = 730;
/** More than a busy counter prints in a day, and few enough to be looked through. */
const MOST_A_DAY = 120;
const DAY_MS = 86_400_000;

/** What is typed at a counter. */
export interface Asked extends Pick<Shown, 'name' | 'id_type' | 'id_number'> {
  reason_code: PaperReason;
  /** The member of staff's own words: sealed, for staff. */
  note: string;
  /** What was typed has been compared with the document once more: a conflict goes to the desk. */
  certain: boolean;
}

/** Who stands at which counter. */
export interface Counter {
  staff_id: string;
  department_id: string;
  department_code: string;
}

export type Printed =
  | { outcome: 'printed'; code: string; number: string; until_at: Date; printed_at: Date }
  /** The number is another name's: to be compared once more, or with the desk by now. */
  | { outcome: 'conflict'; asked: boolean }
  /** Staff keep the identity closed; a paper leads round nothing. */
  | { outcome: 'stopped' };

/**
 * Prints a paper for whoever showed the document: the only time that its code is in the clear. One
 * that waited to be used is void from now on. The person reads of it in their history, and is written to.
 * Throws `identities.number_unreadable`, `identities.name_unreadable`, `recovery.too_many_papers`.
 */
export function print(base: Base, asked: Asked, by: Counter, telling: Telling): Promise<Printed> {
  const { staff_id, department_id, department_code } = by;
  return transaction(base, async (base) => {
    const at = base.clock.now();
    const since = new Date(at.getTime() - DAY_MS);
    if ((await store.printedSince(base.db, staff_id, since)) >= MOST_A_DAY)
      throw new Refusal('recovery.too_many_papers');
    const evidence_days = EVIDENCE_DAYS;
    const came = await atCounter(base, { ...asked, staff_id, department_code, evidence_days });
    if (came.outcome === 'conflict' || came.outcome === 'stopped') {
      const queued = came.outcome === 'conflict' && asked.certain;
      if (queued) await askDesk(base, { ...came, department_code });
      const why = came.outcome === 'conflict' ? came.reason : 'stopped';
      await refused(base, by, came.owner_id, { why, asked_desk: queued });
      return came.outcome === 'conflict'
        ? { outcome: 'conflict', asked: queued }
        : { outcome: 'stopped' };
    }
    const { identity_id } = came;
    const replaced = await store.voidOf(base.db, { identity_id }, { at, reason: 'replaced' });
    const [id, code, number] = [newId(base.clock), makeCode(), makeNumber()];
    const until_at = new Date(at.getTime() + PAPER_DAYS * DAY_MS);
    const { reason_code, note } = asked;
    await store.insert(base.db, {
      ...{ id, number, identity_id, staff_id, department_id, reason_code, until_at },
      code_hash: hashOfCode(base, 'paper', code),
      note_sealed: seal(base.ring, notePlace(id), note),
      ...{ printed_at: at, used_at: null, voided_at: null, void_reason: null },
    });
    const told = { identity_id, kind: 'paper_printed', reason_code, note } as const;
    await interventions.note(base, told, { staff_id, department_id });
    const reached = await tellContacts(base, telling, {
      ...{ identity_id, template: 'paper_printed', until: until_at },
      words: (lang) => ({ at: telling.moment(at, lang) }),
    });
    await audit.append(base, {
      kind: 'paper.printed',
      actor: { kind: 'staff', id: staff_id },
      object: { kind: 'identity', id: identity_id },
      outcome: 'ok',
      detail: {
        ...{ paper_id: id, reason: reason_code, created: came.outcome === 'created' },
        replaced: replaced.length > 0,
        told: reached,
      },
    });
    return { outcome: 'printed', code, number, until_at, printed_at: at };
  });
}

const refused = (
  base: Base,
  by: Counter,
  owner_id: string,
  detail: { why: string; asked_desk: boolean },
): Promise<void> =>
  audit.append(base, {
    kind: 'paper.refused',
    actor: { kind: 'staff', id: by.staff_id },
    object: { kind: 'identity', id: owner_id },
    outcome: 'refused',
    detail,
  });

/** A paper that was shown with its code and the number of the document; what became of it, if it opens nothing. */
export type Found =
  | { found: 'open'; paper_id: string; identity_id: string; printed_at: Date }
  | { found: 'used' | 'voided' | 'over' };

/**
 * The paper of a code, for whoever has it and knows the number of the document that was shown.
 * Undefined for every mistake alike: both are looked up in each case (Never 11).
 */
export async function find(
  base: Base,
  { code, number }: { code: string; number: string },
): Promise<Found | undefined> {
  const paper = await store.byCode(base.db, hashOfCode(base, 'paper', code));
  const owner = await identities.findByIdentifier(base, number);
  if (!paper || owner !== paper.now_of) return undefined;
  if (paper.used_at) return { found: 'used' };
  if (paper.voided_at) return { found: 'voided' };
  if (paper.until_at <= base.clock.now()) return { found: 'over' };
  return { found: 'open', paper_id: paper.id, identity_id: owner, printed_at: paper.printed_at };
}

/** The departments of whose counters somebody used a paper, or can use one now. */
export const countersOf = (base: Base, identity_id: string): Promise<string[]> =>
  store.countersOf(base.db, identity_id, base.clock.now());

/** The paper that waits to be used by somebody, if there is one. */
export async function openOf(
  base: Base,
  identity_id: string,
): Promise<{ number: string; printed_at: Date; until_at: Date } | undefined> {
  const row = await store.openOf(base.db, identity_id, base.clock.now());
  return row && { number: row.number, printed_at: row.printed_at, until_at: row.until_at };
}
