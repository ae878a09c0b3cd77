import type { KeptTable } from '../keys/kept.ts';
import { folded } from './members.ts';

const id = { column: 'id', type: 'uuid' } as const;

/** What of the staff stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  {
    table: 'staff',
    id,
    sealed: [{ column: 'name_sealed' }, { column: 'work_address_sealed' }],
    hashed: {
      column: 'work_address_hash',
      purpose: 'staff-address',
      from: 'work_address_sealed',
      with: [],
      text: folded,
    },
  },
  { table: 'staff_factors', id, sealed: [{ column: 'label_sealed' }, { column: 'secret_sealed' }] },
];
