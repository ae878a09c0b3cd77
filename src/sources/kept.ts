import type { KeptTable } from '../keys/kept.ts';

/** What of the sources stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  {
    table: 'sources',
    id: { column: 'id', type: 'text' },
    sealed: [
      { column: 'settings_sealed', bound: 'settings' },
      { column: 'testers_sealed', bound: 'testers' },
    ],
  },
  {
    table: 'source_edits',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'body_sealed' }],
  },
];
