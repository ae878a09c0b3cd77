import type { Base } from '../base.ts';
import { open } from '../crypto/seal.ts';
import { identifierTypes } from './identifier-types.ts';
import * as person from './person-statement.ts';

/**
 * What is known of a person, opened. A number is here only when it is owned: one that was merely
 * said is given to nobody. Which of it a client may have is decided elsewhere.
 */
export interface Claims {
  name?: string;
  /** The name in another script. */
  alias?: string;
  id_type?: string;
  id_no?: string;
  phone_number?: string;
  phone_number_verified?: boolean;
  email?: string;
  email_verified?: boolean;
  /** GB/T 2261.1. */
  gender?: number;
  /** YYYY-MM-DD. */
  birthdate?: string;
  /** 0 to 4, of the unexpired evidence. */
  real_name_level: number;
  /** When the evidence of that level was given. */
  real_name_at?: Date;
  updated_at: Date;
  /** +1 per change, so that clients can refresh their copies. */
  version: number;
}

/** One round trip; undefined for an identity that does not exist. */
export async function claimsOf(base: Base, id: string): Promise<Claims | undefined> {
  const row = await person.readPerson(base.db, person.personPart(id, base.clock.now(), types));
  return row && claimsFrom(base, row);
}

/**
 * What `claimsOf` reads as the CTE `person`, for whoever makes a query anyway; `take` gets its row as
 * JSON, `claims` then gives what it holds.
 */
export function claimsBeside(base: Base, id: string) {
  let row: person.PersonRow | undefined;
  return {
    cte: 'person',
    ...person.personPart(id, base.clock.now(), types),
    take(json: Record<string, unknown> | undefined): void {
      if (!json) return;
      const dated = json as unknown as person.PersonRow;
      row = {
        ...dated,
        updated_at: new Date(dated.updated_at),
        level_at: dated.level_at && new Date(dated.level_at),
      };
    },
    claims: (): Claims | undefined => row && claimsFrom(base, row),
  };
}

const types = identifierTypes;

function claimsFrom(base: Base, row: person.PersonRow): Claims {
  const { id } = row;
  const mine = (column: string, sealed: string | null) =>
    sealed ? open(base.ring, { table: 'identities', column, row: id }, sealed) : undefined;
  const value = (table: string, held: { id: string; value_sealed: string } | null) =>
    held
      ? open(base.ring, { table, column: 'value_sealed', row: held.id }, held.value_sealed)
      : undefined;
  return {
    name: mine('name_sealed', row.name_sealed),
    alias: mine('alias_sealed', row.alias_sealed),
    id_type: row.identifier?.type,
    id_no: value('identifiers', row.identifier),
    phone_number: value('contacts', row.phone),
    phone_number_verified: row.phone?.proved,
    email: value('contacts', row.email),
    email_verified: row.email?.proved,
    gender: row.gender ?? undefined,
    birthdate: mine('birthdate_sealed', row.birthdate_sealed),
    real_name_level: row.level,
    real_name_at: row.level_at ?? undefined,
    updated_at: row.updated_at,
    version: row.version,
  };
}
