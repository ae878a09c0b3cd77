import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { identityBehind, subjectIn } from '../crypto/subject.ts';
import { hashOfIdentifier } from '../identities/arriving.ts';
import { isOrganisations } from '../identities/identifier-types.ts';
import { readIdentifier } from '../identities/identifiers.ts';
import { readName } from '../identities/names.ts';
import type { WrittenApplicant, WrittenOrganisation } from './event-schema.ts';
import { fingerprint } from './fingerprints.ts';
import type { Concerned } from './fold.ts';

/** Whom a case concerns, read and not yet sealed. */
export interface Applicant {
  identity_id?: string;
  counter?: { type: string; number: string; name: string; hash: string; name_hash: string };
  organisation?: { uscc: string; name: string; hash: string };
}

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
  const mark = (value: unknown) => fingerprint(base.ring, 'applicant', value);
  return {
    applicant: { ...person.applicant, ...(organisation && { organisation: organisation.held }) },
    person: mark(person.key),
    organisation: organisation ? mark(organisation.key) : '',
  };
}

type Keyed<T> = T & { key: string[] };

function readPerson(
  base: Base,
  sector: string,
  { sub, identifier: given }: WrittenApplicant,
): Read<Keyed<{ applicant: Applicant }>> {
  if ((sub === undefined) === (given === undefined)) return { field: 'data.applicant' };
  if (sub !== undefined) {
    const identity_id = identityBehind(base.ring, sector, sub);
    // Other texts decode to the same block; only one of them was ever given out.
    if (!identity_id || subjectIn(base.ring, sector, identity_id) !== sub)
      return { field: 'data.applicant.sub' };
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
  const nameKey = readName(name).key;
  if (nameKey === undefined) return { field: 'data.applicant.identifier.name' };
  const counter = {
    type: identifier.type,
    number: identifier.value,
    name,
    hash: hashOfIdentifier(base, identifier),
    name_hash: keyedHash(base.ring, 'name', nameKey),
  };
  return { applicant: { counter }, key: [identifier.type, identifier.key, nameKey] };
}

function readOrganisation(
  base: Base,
  { uscc, name }: WrittenOrganisation,
): Read<Keyed<{ held: NonNullable<Applicant['organisation']> }>> {
  const reading = readIdentifier('uscc', uscc, base.clock.now());
  if (!reading.ok) return { field: 'data.organisation.uscc' };
  const { identifier } = reading;
  const held = { uscc: identifier.value, name, hash: hashOfIdentifier(base, identifier) };
  return { held, key: [identifier.value] };
}
