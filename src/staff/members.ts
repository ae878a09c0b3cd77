import type { Base } from '../base.ts';
import { type Hashes, hashes, keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import * as store from './members-store.ts';

/** Somebody of the staff, opened. */
export interface Member
  extends Pick<
    store.MemberRow,
    'id' | 'department_id' | 'state' | 'several_sessions' | 'created_at' | 'updated_at'
  > {
  name: string;
  work_address: string;
}

const namePlace = (row: string) => ({ table: 'staff', column: 'name_sealed', row });
const addressPlace = (row: string) => ({ table: 'staff', column: 'work_address_sealed', row });

/** The name in a row of the staff. */
export const nameIn = (base: Base, row: Pick<store.MemberRow, 'id' | 'name_sealed'>): string =>
  open(base.ring, namePlace(row.id), row.name_sealed);

/** The work address in a row of the staff, as it was typed at the invitation. */
export const addressIn = (
  base: Base,
  row: Pick<store.MemberRow, 'id' | 'work_address_sealed'>,
): string => open(base.ring, addressPlace(row.id), row.work_address_sealed);

export const sealedName = (base: Base, id: string, name: string) =>
  seal(base.ring, namePlace(id), name);

export const sealedAddress = (base: Base, id: string, address: string) =>
  seal(base.ring, addressPlace(id), address);

export function opened(base: Base, row: store.MemberRow): Member {
  const { id, department_id, state, several_sessions, created_at, updated_at } = row;
  return {
    ...{ id, department_id, state, several_sessions, created_at, updated_at },
    name: nameIn(base, row),
    work_address: addressIn(base, row),
  };
}

/** A work address as it is compared: without blanks around it, in lower case. */
export const folded = (address: string): string => address.normalize('NFKC').trim().toLowerCase();

export const hashesOfAddress = (base: Base, address: string): Hashes =>
  hashes(base.ring, 'staff-address', folded(address));

export const hashOfAddress = (base: Base, address: string): string =>
  keyedHash(base.ring, 'staff-address', folded(address));

/** Throws `staff.address_form` for what is no address of somebody at a place of work. */
export function readAddress(raw: string): string {
  const address = raw.normalize('NFKC').trim();
  if (!/^[^\s@\p{C}]{1,64}@[^\s@\p{C}.]+(\.[^\s@\p{C}.]+)+$/u.test(address) || address.length > 190)
    throw new Refusal('staff.address_form', { field: 'address' });
  return address;
}

/** Throws `staff.name_form`: 1 to 60 characters. */
export function readName(raw: string): string {
  const name = raw.normalize('NFC').trim();
  if (name === '' || [...name].length > 60 || /\p{C}/u.test(name))
    throw new Refusal('staff.name_form', { field: 'name' });
  return name;
}

/** Throws `staff.unknown`. Locked until the transaction ends. */
export async function locked(base: Base, staff_id: string): Promise<store.MemberRow> {
  const row = await store.lock(base.db, staff_id);
  if (!row) throw new Refusal('staff.unknown');
  return row;
}
