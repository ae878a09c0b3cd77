import type { KeptTable } from '../keys/kept.ts';
import { counterTextOf } from './sealed.ts';

const id = { column: 'id', type: 'uuid' } as const;

/** What of a case stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  {
    table: 'records',
    id,
    sealed: [
      { column: 'applicant_sealed' },
      { column: 'organisation_sealed' },
      { column: 'status_sealed' },
    ],
    hashed: {
      column: 'applicant_hash',
      purpose: 'identifier',
      from: 'applicant_sealed',
      with: [],
      text: (plain, _row, now) => counterTextOf(plain, now),
    },
  },
  { table: 'record_events', id, sealed: [{ column: 'data_sealed' }] },
];
