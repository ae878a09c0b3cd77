import type { Base } from '../base.ts';
import type { KeyRing } from '../crypto/ring.ts';
import { asHashed } from '../identities/arriving.ts';
import { isOrganisations } from '../identities/identifier-types.ts';
import { type Identifier, readIdentifier } from '../identities/identifiers.ts';
import { readName } from '../identities/names.ts';
import * as subjects from '../identities/subjects.ts';
import type { WrittenApplicant, WrittenOrganisation } from './event-schema.ts';
import { fingerprint } from './fingerprints.ts';
import type { Concerned } from './fold.ts';

/** Whom a case concerns, read and not yet sealed. */
export interface Applicant {
  identity_id?: string;
  /** Whose subject the department named, where that identity has been absorbed since. */
  subject_of?: string;
  counter?: { identifier: Identifier; name: string; name_key: string };
  organisation?: { uscc: string; name: string };
}

/**
 * What the hash of a counter case is made of, and that of whoever asks for theirs: number and name
 * together, so that a number alone opens nothing.
 */
export const counterText = (identifier: Identifier, name_key: string): string =>
  `${asHashed(identifier)}\u0000${name_key}`;

type Read<T> = T | { field: string };

/** The applicant of an event, with the marks by which two are told apart; or the field at fault. */
export function readApplicant(
  base: Base,
  sector: string,
  written: WrittenApplicant,
  acting: WrittenOrganisation | undefined,
): Read<Concerned<Applicant>> {
  const person = readPerson(base, sector, written);
  if ('field' in person) return person;
  const organisation = acting && readOrganisation(base, acting);
  if (organisation && 'field' in organisation) return organisation;
  const mark = (value: unknown) => markOf(base.ring, value);
  return {
    applicant: { ...person.applicant, ...(organisation && { organisation: organisation.held }) },
    person: mark(person.key),
    organisation: organisation ? mark(organisation.key) : '',
  };
}

/** By it two applicants are told apart: of a person with an account, of their identity. */
export const markOf = (ring: KeyRing, value: unknown): string =>
  fingerprint(ring, 'applicant', value);

type Keyed<T> = T & { key: string[] };

function readPerson(
  base: Base,
  sector: string,
  { sub, identifier: given }: WrittenApplicant,
): Read<Keyed<{ applicant: Applicant }>> {
  if ((sub === undefined) === (given === undefined)) return { field: 'data.applicant' };
  if (sub !== undefined) {
    const identity_id = subjects.namedBy(base, sector, sub);
    if (!identity_id) return { field: 'data.applicant.sub' };
    return { applicant: { identity_id }, key: [identity_id] };
  }
  const { type, number, name } = given as NonNullable<typeof given>;
  const reading = readIdentifier(type, number, base.clock.now());
  if (!reading.ok)
    return { field: `data.applicant.identifier.${reading.fault === 'type' ? 'type' : 'number'}` };
  const { identifier } = reading;
  if (isOrganisations(identifier.type)) return { field: 'data.applicant.identifier.type' };
  // A passport number without its country is nobody's in particular.
  if (identifier.key === undefined) return { field: 'data.applicant.identifier.number' };
  const name_key = readName(name).key;
  if (name_key === undefined) return { field: 'data.applicant.identifier.name' };
  return {
    applicant: { counter: { identifier, name, name_key } },
    key: [identifier.type, identifier.key, name_key],
  };
}

function readOrganisation(
  base: Base,
  { uscc, name }: WrittenOrganisation,
): Read<Keyed<{ held: NonNullable<Applicant['organisation']> }>> {
  const reading = readIdentifier('uscc', uscc, base.clock.now());
  if (!reading.ok) return { field: 'data.organisation.uscc' };
  const held = { uscc: reading.identifier.value, name };
  return { held, key: [held.uscc] };
}
