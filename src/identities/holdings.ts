import type { Base } from '../base.ts';
import { open } from '../crypto/seal.ts';
import { hashOfIdentifier } from './arriving.ts';
import { type Identifier, readIdentifier } from './identifiers.ts';
import { readName } from './names.ts';
import * as store from './store.ts';

/** A number that somebody owns now, as it is compared, with the name it goes with. */
export interface Holding {
  identity_id: string;
  identifier: Identifier;
  name_key: string;
  /** 0 to 4, of the unexpired evidence of the identity. */
  level: number;
}

/**
 * What people may be found by at a counter: their own numbers, never those that were only said, and
 * nothing of who is suspended. Opened rather than looked up by hash, so that a change of the match
 * key is not felt.
 */
export async function holdings(base: Base, identity_ids: readonly string[]): Promise<Holding[]> {
  if (identity_ids.length === 0) return [];
  const now = base.clock.now();
  const { rows } = await base.db.raw<{ rows: HeldRow[] }>(
    `select identity_id, name_sealed, id, type, value_sealed, level
     from identity_holdings(?::uuid[], ?)`,
    [[...identity_ids], now] as never,
  );
  return rows.flatMap(({ identity_id, name_sealed, id, type, value_sealed, level }) => {
    const place = { table: 'identifiers', column: 'value_sealed', row: id };
    const reading = readIdentifier(type, open(base.ring, place, value_sealed), now);
    const named = { table: 'identities', column: 'name_sealed', row: identity_id };
    const name_key = readName(open(base.ring, named, name_sealed)).key;
    if (!reading.ok || reading.identifier.key === undefined || name_key === undefined) return [];
    return [{ identity_id, identifier: reading.identifier, name_key, level }];
  });
}

/** The holdings of all who own one of these numbers. */
export async function holders(base: Base, identifiers: readonly Identifier[]): Promise<Holding[]> {
  const keys = identifiers.map((one) => ({
    type: one.type,
    match_hash: hashOfIdentifier(base, one),
  }));
  return holdings(base, await store.ownersOf(base, keys));
}

/**
 * Those of these ids that are a person's, each with the identity that goes on for it (itself, unless
 * it was absorbed) and all that are that person by now. In the caller's transaction, which may refer to them from then on and never meets
 * a sign-in or a merge crosswise.
 */
export async function people(
  base: Base,
  ids: readonly string[],
): Promise<Map<string, { identity_id: string; family: readonly string[] }>> {
  if (ids.length === 0) return new Map();
  for (;;) {
    const found = await store.holdPeople(base.db, ids);
    // Absorbed between looking and holding: held too, and looked at once more.
    if (!found.some(({ absorbed }) => absorbed))
      return new Map(found.map(({ named, id, family }) => [named, { identity_id: id, family }]));
  }
}

interface HeldRow {
  identity_id: string;
  name_sealed: string;
  id: string;
  type: string;
  value_sealed: string;
  level: number;
}
