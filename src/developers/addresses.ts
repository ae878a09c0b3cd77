import type { Base } from '../base.ts';
import { type Hashes, hashes, keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';

/** Who may come in. */
export interface Gate {
  /** Anybody may register. Otherwise only whom a department has invited. */
  sandbox: boolean;
  /** Domains that work addresses may have, in lower case; empty: any. */
  domains: readonly string[];
}

export type AddressTable = 'developers' | 'developer_entries' | 'developer_invitations';

const place = (table: AddressTable, row: string) => ({ table, column: 'address_sealed', row });

export const sealedAddress = (base: Base, table: AddressTable, id: string, address: string) =>
  seal(base.ring, place(table, id), address);

/** The address in a row, as it was typed. */
export const addressIn = (
  base: Base,
  row: { id: string; address_sealed: string },
  table: AddressTable = 'developers',
): string => open(base.ring, place(table, row.id), row.address_sealed);

/** A work address as it is compared. */
export const folded = (address: string): string => address.normalize('NFKC').trim().toLowerCase();

export const hashesOf = (base: Base, address: string): Hashes =>
  hashes(base.ring, 'developer-address', folded(address));

export const hashOf = (base: Base, address: string): string =>
  keyedHash(base.ring, 'developer-address', folded(address));

/**
 * Throws `developers.address_form` for what is no mail address, `developers.domain_refused` for one
 * of a domain that is not let in: whoever types it, known or not.
 */
export function readAddress(raw: string, { domains }: Pick<Gate, 'domains'>): string {
  const address = raw.normalize('NFKC').trim();
  if (!/^[^\s@\p{C}]{1,64}@[^\s@\p{C}.]+(\.[^\s@\p{C}.]+)+$/u.test(address) || address.length > 190)
    throw new Refusal('developers.address_form', { field: 'address' });
  const [, domain = ''] = folded(address).split('@');
  const known = domains.some((one) => domain === one || domain.endsWith(`.${one}`));
  if (domains.length > 0 && !known)
    throw new Refusal('developers.domain_refused', {
      field: 'address',
      words: { domains: domains.join(', ') },
    });
  return address;
}
