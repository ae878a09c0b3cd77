import type { Base } from '../base.ts';
import { subjectHashes } from '../crypto/at-source.ts';
import { type Hashes, hashes, keyedHash } from '../crypto/hash.ts';
import type { Arriving } from './decision.ts';
import { type Identifier, readIdentifier } from './identifiers.ts';
import { type Method, proofBy } from './level.ts';
import { type NameKey, readName } from './names.ts';
import type { Rules } from './policy.ts';

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
  /** The policy of its source; absent: an arrival through none. */
  rules?: Rules;
}

/** An arrival read: normalised, hashed for look-ups, and what its evidence is worth. */
export interface ReadArrival {
  arrival: Arrived;
  arriving: Arriving;
  identifier?: Identifier;
  identifier_hashes?: Hashes;
  name?: NameKey;
  name_hashes?: Hashes;
  subject_hashes: Hashes;
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
  const name_hashes = name?.key ? hashesOfName(base, name.key) : undefined;
  const identifier_hashes = identifier && hashesOfIdentifier(base, identifier);
  return {
    arrival,
    arriving: {
      binds,
      number_given: Boolean(number),
      ...(identifier?.key && identifier_hashes
        ? { identifier: { type: identifier.type, key: identifier_hashes.current } }
        : {}),
      ...(name_hashes ? { name_key: name_hashes.current } : {}),
      ...(name?.read_as ? { name_read_as: keyedHash(base.ring, 'name', name.read_as) } : {}),
    },
    ...(identifier ? { identifier } : {}),
    ...(identifier_hashes ? { identifier_hashes } : {}),
    ...(name ? { name } : {}),
    ...(name_hashes ? { name_hashes } : {}),
    subject_hashes: hashesOfSubject(base, arrival),
    method,
    level,
  };
}

export const hashOfIdentifier = (base: Base, identifier: Identifier): string =>
  keyedHash(base.ring, 'identifier', asHashed(identifier));

const hashesOfIdentifier = (base: Base, identifier: Identifier): Hashes =>
  hashes(base.ring, 'identifier', asHashed(identifier));

/** A number without a key of its own is hashed as written: it can be found again, and matches nobody. */
export const asHashed = ({ type, key, value }: Pick<Identifier, 'type' | 'key' | 'value'>) =>
  `${type}\u0000${key ?? `?${value}`}`;

export const hashOfName = (base: Base, key: string): string => keyedHash(base.ring, 'name', key);

const hashesOfName = (base: Base, key: string): Hashes => hashes(base.ring, 'name', key);

const hashesOfSubject = (base: Base, { source_id, subject }: Arrived): Hashes =>
  subjectHashes(base.ring, source_id, subject);
