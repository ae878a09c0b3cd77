import type { Move } from '../moves.ts';

/** The cases of an identity that is absorbed; those opened at a counter follow their number by themselves (ADR 0022). */
export const moves: readonly Move[] = [
  {
    table: 'records',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [],
    through: ['subject_of'],
    unexported: ['applicant_hash', 'applicant_hash_even', 'match_version', 'match_version_even'],
  },
];
