import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import { type ReadArrival, readArrival } from './arriving.ts';
import * as conflicts from './conflicts.ts';
import type { Decision } from './decision.ts';
import { gather } from './gather.ts';
import { isOrganisations } from './identifier-types.ts';
import { decide } from './matching.ts';
import { prove } from './proving.ts';
import { again } from './resolve.ts';
import { makeIdentity, settle } from './settle.ts';

/** Somebody of the staff saw the document itself, and the face on it (DESIGN 4). */
const LEVEL = 3;
const DAY_MS = 86_400_000;

/** What stands on a document that was shown at a counter, as it was typed there. */
export interface Shown {
  name: string;
  /** One of our identifier types, of a person. */
  id_type: string;
  /** Blanks, a small x and full-width characters are taken. */
  id_number: string;
  /** Code of the department whose counter it is. */
  department_code: string;
  /** The member of staff. */
  staff_id: string;
  /** How long it counts. */
  evidence_days: number;
}

/** `other_name` and the like: nothing was changed, whoever asks may put the question to the desk. */
export type AtCounter =
  | { outcome: 'known' | 'created'; identity_id: string }
  | { outcome: 'conflict'; reason: string; owner_id: string }
  | { outcome: 'stopped'; owner_id: string };

/**
 * Whose document it is that was shown: the identity that owns its number under the same name, or a
 * new one, with evidence `counter` of level 3 in both cases. In the caller's transaction, which
 * writes the event of why. Throws `identities.number_unreadable`, `identities.name_unreadable`.
 */
export async function atCounter(base: Base, shown: Shown): Promise<AtCounter> {
  const read = readShown(base, shown);
  return again(() => base.db.transaction((db) => once({ ...base, db }, read, shown)));
}

async function once(base: Base, read: ReadArrival, shown: Shown): Promise<AtCounter> {
  const { facts, rows } = await gather(base, read, {}, true);
  const decision = decide(read.arriving, facts);
  const owner_id = facts.owner?.id ?? '';
  const to = joins(decision);
  if (to === undefined && decision.outcome === 'conflict')
    return { outcome: 'conflict', reason: decision.reason, owner_id };
  if (to === undefined && decision.outcome !== 'created') return { outcome: 'stopped', owner_id };
  const identity_id = to ?? (await makeIdentity(base, read));
  const row = to === undefined ? undefined : rows.get(to);
  const standing = 'owned';
  // Of level 0, so that the evidence is written once, below.
  const without = { ...read, level: 0 };
  await settle(base, without, { identity_id, link_id: null, standing, counts: true, row });
  await prove(base, {
    ...{ identity_id, method: 'counter', level: LEVEL },
    authority: shown.department_code,
    operator_id: shown.staff_id,
    expires_at: new Date(base.clock.now().getTime() + shown.evidence_days * DAY_MS),
  });
  return { outcome: to === undefined ? 'created' : 'known', identity_id };

  /**
   * The owner of the number under this name. That its evidence was taken back, or never was more than
   * a check of name and number, is what the document mends; weaker ways in are suspended when the
   * paper is used.
   */
  function joins(decision: Decision): string | undefined {
    if (decision.outcome === 'linked') return decision.to;
    const mends = decision.outcome === 'conflict' && decision.reason === 'owner_unproved';
    const sameName = facts.owner?.name_key === read.arriving.name_key;
    return mends && sameName ? facts.owner?.id : undefined;
  }
}

/** The question about a number that is owned under another name; asked once while it is open. */
export const askDesk = (
  base: Base,
  question: { owner_id: string; department_code: string; reason: string },
): Promise<void> =>
  conflicts.queue(base, {
    identity_id: question.owner_id,
    other_identity_id: null,
    source_id: counterAt(question.department_code),
    link_id: null,
    reason: question.reason,
  });

/** What stands for a counter where else a source stands; no source can be called so. */
const counterAt = (department_code: string) => `counter:${department_code}`;

function readShown(base: Base, shown: Shown): ReadArrival {
  const { name, id_type, id_number, department_code, evidence_days } = shown;
  const read = readArrival(base, {
    source_id: counterAt(department_code),
    subject: '',
    attributes: { name, id_type, id_number },
    ...{ level: LEVEL, registration: 'issued', evidence_days, authority: department_code },
  });
  const { identifier } = read;
  // A void card shows nobody, and a passport without its country is nobody's in particular.
  if (!identifier?.key || !identifier.current || isOrganisations(identifier.type))
    throw new Refusal('identities.number_unreadable', { field: 'id_number' });
  if (!read.name?.key) throw new Refusal('identities.name_unreadable', { field: 'name' });
  return { ...read, method: 'counter' };
}
