import type { KeptTable } from '../keys/kept.ts';

/** What people wrote as reasons may name somebody. */
export const kept: readonly KeptTable[] = [
  {
    table: 'merges',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'reason_sealed' }],
  },
];

export const reasonPlace = (row: string) => ({ table: 'merges', column: 'reason_sealed', row });
