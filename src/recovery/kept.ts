import type { KeptTable } from '../keys/kept.ts';

/** What staff wrote at the counter may name somebody. */
export const kept: readonly KeptTable[] = [
  {
    table: 'claim_papers',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'note_sealed' }],
  },
];

export const notePlace = (row: string) => ({ table: 'claim_papers', column: 'note_sealed', row });
