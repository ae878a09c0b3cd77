import type { KeptTable } from '../keys/kept.ts';

/** What support typed, and why: it may name somebody. */
export const kept: readonly KeptTable[] = [
  {
    table: 'support_openings',
    id: { column: 'id', type: 'text' },
    sealed: [{ column: 'looked_for_sealed' }, { column: 'note_sealed' }],
  },
];
