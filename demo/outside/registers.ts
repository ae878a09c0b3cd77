import { readIdentifier } from '../../src/identities/identifiers.ts';
import { readName } from '../../src/identities/names.ts';
import type { Registered } from '../../test/doubles/authority.ts';
import { newcomers } from '../people/newcomers.ts';
import type { Account } from '../population.ts';

/**
 * Whom the authority and the operators of the sample province know: everybody with an account, and
 * the newcomers, each number under one name. Where two accounts share a number, the first one's is right.
 */
export function registersOf(accounts: readonly Account[], now: Date): Registered[] {
  const known = new Map<string, Registered>();
  for (const { name, document, phone } of accounts) {
    const read = readIdentifier(document.type, document.number, now);
    const id_number = read.ok ? read.identifier.value : document.number;
    if (known.has(id_number)) continue;
    known.set(id_number, { name: readName(name).key ?? name, id_number, phone: e164(phone) });
  }
  return [...known.values(), ...newcomers.map((one) => ({ ...one, phone: e164(one.phone) }))];
}

export const e164 = (phone: string): string => `+86${phone}`;
