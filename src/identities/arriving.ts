import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import type { Arriving } from './decision.ts';
import { type Identifier, readIdentifier } from './identifiers.ts';
import { type Method, proofBy } from './level.ts';
import { type NameKey, readName } from './names.ts';

/** Who a source says has come: structurally the Arrival of sources, which this folder does not know. */
export interface Arrived {
  source_id: string;
  subject: string;
  attributes: {
    name?: string;
    alias?: string;
    id_type?: string;
    id_number?: string;
    phone_number?: string;
    email?: string;
    gender?: 0 | 1 | 2 | 9;
    birthdate?: string;
  };
  /** What the source asserts, never above its ceiling. */
  level: number;
  registration: 'issued' | 'self_registered';
  evidence_days: number;
  /** Code of the department that answers for the source. */
  authority: string;
}

/** An arrival read: normalised, hashed for look-ups, and what its evidence is worth. */
export interface ReadArrival {
  arrival: Arrived;
  arriving: Arriving;
  identifier?: Identifier;
  identifier_hash?: string;
  name?: NameKey;
  name_hash?: string;
  subject_hash: string;
  method: Method;
  /** Of the evidence, when it counts. */
  level: number;
}

export function readArrival(base: Base, arrival: Arrived): ReadArrival {
  const { attributes } = arrival;
  const { method, level, binds } = proofBy(arrival);
  const number = attributes.id_number?.trim();
  const reading = number ? readIdentifier(attributes.id_type, number, base.clock.now()) : undefined;
  const identifier = reading?.ok ? reading.identifier : undefined;
  const name = attributes.name ? readName(attributes.name) : undefined;
  const name_hash = name?.key && hashOfName(base, name.key);
  const identifier_hash = identifier && hashOfIdentifier(base, identifier);
  return {
    arrival,
    arriving: {
      binds,
      number_given: Boolean(number),
      ...(identifier?.key && identifier_hash
        ? { identifier: { type: identifier.type, key: identifier_hash } }
        : {}),
      ...(name_hash ? { name_key: name_hash } : {}),
      ...(name?.read_as ? { name_read_as: hashOfName(base, name.read_as) } : {}),
    },
    ...(identifier ? { identifier } : {}),
    ...(identifier_hash ? { identifier_hash } : {}),
    ...(name ? { name } : {}),
    ...(name_hash ? { name_hash } : {}),
    subject_hash: keyedHash(
      base.ring,
      'subject-at-source',
      `${arrival.source_id}\u0000${arrival.subject}`,
    ),
    method,
    level,
  };
}

/** A number without a key of its own is hashed as written: it can be found again, and matches nobody. */
export function hashOfIdentifier(base: Base, identifier: Identifier): string {
  const { type, key, value } = identifier;
  return keyedHash(base.ring, 'identifier', `${type}\u0000${key ?? `?${value}`}`);
}

const hashOfName = (base: Base, key: string) => keyedHash(base.ring, 'name', key);
