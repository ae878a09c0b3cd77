import { subjectAsHashed } from '../crypto/at-source.ts';
import type { KeptTable } from '../keys/kept.ts';

const id = { column: 'id', type: 'uuid' } as const;

/** What of the credentials stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  {
    table: 'credentials',
    id,
    sealed: [
      { column: 'login_name_sealed' },
      { column: 'label_sealed' },
      { column: 'totp_secret_sealed' },
    ],
    hashed: {
      column: 'login_name_hash',
      purpose: 'login-name',
      from: 'login_name_sealed',
      with: [],
      // It was sealed as compared.
      text: (name) => name,
    },
  },
  {
    table: 'carried_passwords',
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
];
