import { type HashColumns, hashColumns, hashes } from '../crypto/hash.ts';
import type { KeyRing } from '../crypto/ring.ts';
import { open, seal } from '../crypto/seal.ts';
import { readIdentifier } from '../identities/identifiers.ts';
import { readName } from '../identities/names.ts';
import { type Applicant, counterText } from './applicant.ts';
import type { WrittenEvent } from './event-schema.ts';

/** What of a case is sealed, and how it is written inside: each value bound to its row. */

/** Whom a case concerns, as its row holds it. */
export interface ConcernedColumns extends HashColumns<'applicant_hash'> {
  identity_id: string | null;
  subject_of: string | null;
  applicant_sealed: string | null;
  organisation_sealed: string | null;
}

interface CounterText {
  type: string;
  number: string;
  name: string;
}

const ofRecord = (column: string, row: string) => ({ table: 'records', column, row });

export function sealApplicant(
  ring: KeyRing,
  record_id: string,
  { identity_id, subject_of, counter, organisation }: Applicant,
): ConcernedColumns {
  const sealed = (column: string, value: unknown) =>
    seal(ring, ofRecord(column, record_id), JSON.stringify(value));
  const written: CounterText | undefined = counter && {
    type: counter.identifier.type,
    number: counter.identifier.value,
    name: counter.name,
  };
  return {
    identity_id: identity_id ?? null,
    subject_of: subject_of ?? null,
    applicant_sealed: written ? sealed('applicant_sealed', written) : null,
    ...hashColumns(
      ring,
      'applicant_hash',
      counter && hashes(ring, 'identifier', counterText(counter.identifier, counter.name_key)),
    ),
    organisation_sealed: organisation ? sealed('organisation_sealed', organisation) : null,
  };
}

/** The same text again from what was sealed, for when the match key is changed. */
export function counterTextOf(plain: string, now: Date): string | undefined {
  const counter = readCounter(plain, now);
  return counter && counterText(counter.identifier, counter.name_key);
}

export function openCounter(ring: KeyRing, record_id: string, sealed: string, now: Date) {
  return readCounter(open(ring, ofRecord('applicant_sealed', record_id), sealed), now);
}

function readCounter(plain: string, now: Date): Applicant['counter'] {
  const { type, number, name } = JSON.parse(plain) as CounterText;
  const reading = readIdentifier(type, number, now);
  const name_key = readName(name).key;
  if (!reading.ok || name_key === undefined) return undefined;
  return { identifier: reading.identifier, name, name_key };
}

export function openOrganisation(
  ring: KeyRing,
  record_id: string,
  sealed: string,
): NonNullable<Applicant['organisation']> {
  return JSON.parse(open(ring, ofRecord('organisation_sealed', record_id), sealed));
}

export const sealStatus = (ring: KeyRing, record_id: string, text: string): string =>
  seal(ring, ofRecord('status_sealed', record_id), text);

export const openStatus = (ring: KeyRing, record_id: string, sealed: string): string =>
  open(ring, ofRecord('status_sealed', record_id), sealed);

const ofEvent = (row: string) => ({ table: 'record_events', column: 'data_sealed', row });

export const sealData = (ring: KeyRing, id: string, data: WrittenEvent['data']): string =>
  seal(ring, ofEvent(id), JSON.stringify(data));

export const openData = (
  ring: KeyRing,
  id: string,
  sealed: string,
): { status_text?: string; words?: string } => JSON.parse(open(ring, ofEvent(id), sealed));
