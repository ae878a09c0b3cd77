import type { Base } from '../base.ts';
import { kept as credentials } from '../credentials/kept.ts';
import { open } from '../crypto/seal.ts';
import { kept as identities } from '../identities/kept.ts';
import type { KeptTable } from '../keys/kept.ts';
import { kept as records } from '../records/kept.ts';
import * as canonicalStore from './canonical-store.ts';
import { moves } from './moves.ts';

const kept: readonly KeptTable[] = [...identities, ...credentials, ...records];

/** Of the identity's own row: how often it changed and whether an alias is to be looked up is bookkeeping, and never goes back. */
const own = {
  table: 'identities',
  column: 'id',
  key: { column: 'id' },
  unexported: [
    ...['version', 'updated_at', 'has_subject_aliases'],
    ...['name_hash', 'name_hash_even', 'match_version', 'match_version_even'],
  ],
};

/**
 * All that is held of an identity, as JSON text: values opened, without keyed hashes, the trail,
 * sessions and what was lawfully deleted, in one order. Two exports are equal byte for byte when
 * nothing of the identity changed; after joining and separating they are (Never 7).
 */
export async function canonical(base: Base, identity_id: string): Promise<string> {
  const out: Record<string, unknown[]> = {};
  for (const of of [own, ...moves]) {
    if (of.unexported === 'all') continue;
    const rows = await canonicalStore.rowsOf(base.db, of, identity_id);
    const name = of.column === 'identity_id' ? of.table : `${of.table}.${of.column}`;
    out[name] = rows.map((row) => exported(base, of.table, row, of.unexported as string[]));
  }
  return JSON.stringify(out, null, 1);
}

function exported(
  base: Base,
  table: string,
  row: Record<string, unknown>,
  without: readonly string[],
): Record<string, unknown> {
  const { id, sealed } = kept.find((one) => one.table === table) ?? { id: undefined, sealed: [] };
  const value = (column: string, held: unknown) => {
    const place = sealed.find((one) => one.column === column);
    if (!id || !place || typeof held !== 'string') return held;
    const at = { table, column: place.bound ?? column, row: String(row[id.column]) };
    return open(base.ring, at, held);
  };
  const columns = Object.keys(row).filter((column) => !without.includes(column));
  return Object.fromEntries(columns.sort().map((column) => [column, value(column, row[column])]));
}
