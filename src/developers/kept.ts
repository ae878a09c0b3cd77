import type { KeptTable } from '../keys/kept.ts';
import { type AddressTable, folded } from './addresses.ts';

const id = { column: 'id', type: 'uuid' } as const;
const sealed = [{ column: 'address_sealed' }] as const;

const findable = (table: AddressTable): KeptTable => ({
  ...{ table, id, sealed },
  hashed: {
    column: 'address_hash',
    purpose: 'developer-address',
    from: 'address_sealed',
    with: [],
    text: folded,
  },
});

/** What of the developers stands under keys, for when a key is changed. */
export const kept: readonly KeptTable[] = [
  findable('developers'),
  findable('developer_invitations'),
  { table: 'developer_entries', id, sealed },
];
