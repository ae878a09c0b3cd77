import { subjectAsHashed } from '../crypto/at-source.ts';
import type { KeptTable, Row } from '../keys/kept.ts';
import { asHashed } from './arriving.ts';
import { readIdentifier } from './identifiers.ts';
import { readName } from './names.ts';
import { contactAsHashed } from './settle.ts';

const id = { column: 'id', type: 'uuid' } as const;

/** What of a person stands under keys, for when a key is changed, and how each hash is made again. */
export const kept: readonly KeptTable[] = [
  {
    table: 'identities',
    id,
    sealed: [{ column: 'name_sealed' }, { column: 'birthdate_sealed' }, { column: 'alias_sealed' }],
    hashed: {
      column: 'name_hash',
      purpose: 'name',
      from: 'name_sealed',
      with: [],
      text: (name) => readName(name).key,
    },
  },
  {
    table: 'identifiers',
    id,
    sealed: [{ column: 'value_sealed' }],
    hashed: {
      column: 'match_hash',
      purpose: 'identifier',
      from: 'value_sealed',
      with: ['type'],
      text: identifierText,
    },
  },
  {
    table: 'contacts',
    id,
    sealed: [{ column: 'value_sealed' }],
    hashed: {
      column: 'match_hash',
      purpose: 'contact',
      from: 'value_sealed',
      with: ['kind'],
      text: (value, row) => contactAsHashed(row['kind'] ?? '', value),
    },
  },
  {
    table: 'links',
    id,
    sealed: [{ column: 'subject_sealed' }],
    hashed: {
      column: 'subject_hash',
      purpose: 'subject-at-source',
      from: 'subject_sealed',
      with: ['source_id'],
      text: (subject, row) => subjectAsHashed(row['source_id'] ?? '', subject),
    },
  },
  { table: 'conflicts', id, sealed: [{ column: 'reason_sealed' }] },
  { table: 'interventions', id, sealed: [{ column: 'note_sealed' }] },
];

/** The normalised number was sealed; reading it again gives the key that it is compared by. */
function identifierText(value: string, row: Row, now: Date): string {
  const reading = readIdentifier(row['type'] ?? '', value, now);
  if (!reading.ok || reading.identifier.type !== row['type'])
    throw new Error(`a stored ${row['type']} is not read as one any more`);
  return asHashed(reading.identifier);
}
