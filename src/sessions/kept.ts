import type { KeptTable } from '../keys/kept.ts';

/** What of the sessions stands under keys, for when a key is changed. Its hashes pass within a day. */
export const kept: readonly KeptTable[] = [
  {
    table: 'source_sessions',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'ending_sealed', bound: 'ending' }],
  },
];
