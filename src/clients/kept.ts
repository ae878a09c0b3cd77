import type { KeptTable } from '../keys/kept.ts';

/** Who answers for an application, and what people wrote about one. */
export const kept: readonly KeptTable[] = [
  {
    table: 'clients',
    id: { column: 'id', type: 'text' },
    sealed: [{ column: 'contacts_sealed' }],
  },
  {
    table: 'client_changes',
    id: { column: 'id', type: 'uuid' },
    sealed: [{ column: 'answer_sealed' }],
  },
  {
    table: 'client_retirements',
    id: { column: 'client_id', type: 'text' },
    sealed: [{ column: 'receipt_sealed' }],
  },
];
