import type { KeptTable } from '../keys/kept.ts';

/** What people wrote as reasons: they may name somebody. */
export const kept: readonly KeptTable[] = [
  {
    table: 'approvals',
    id: { column: 'id', type: 'uuid' },
    sealed: [
      { column: 'reason_sealed' },
      { column: 'verdict_reason_sealed' },
      { column: 'review_reason_sealed' },
    ],
  },
];
