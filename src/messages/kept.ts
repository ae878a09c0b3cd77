import type { KeptTable } from '../keys/kept.ts';

/** What of the messages stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  { table: 'messages', id: { column: 'id', type: 'uuid' }, sealed: [{ column: 'text_sealed' }] },
  {
    table: 'sandbox_messages',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'text_sealed' }],
  },
];
