import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import type { Change, KeptTable } from './kept.ts';
import * as store from './kept-store.ts';

/** Brings sealed values under the key that seals now; what is under it already stays as it is. */
export function resealing({ ring }: Pick<Base, 'ring'>): Change {
  const prefix = `${ring.suite.name}.${ring.fieldKeyId}.`;
  const columns = (kept: KeptTable) => kept.sealed.map(({ column }) => column);
  return {
    work: 'reseal',
    under: ring.fieldKeyId,
    concerns: (kept) => kept.sealed.length > 0,
    // A null makes its part null, and a row is taken where any part is true.
    lacking: (kept) => ({
      sql: columns(kept)
        .map((column) => `not starts_with(${column}, ?)`)
        .join(' or '),
      bindings: kept.sealed.map(() => prefix),
    }),
    reads: columns,
    writes: (kept) => Object.fromEntries(columns(kept).map((column) => [column, 'text'])),
    changed: (kept, id, row) =>
      Object.fromEntries(
        kept.sealed.map(({ column, bound = column }) => {
          const value = row[column] ?? null;
          if (value === null || value.startsWith(prefix)) return [column, value];
          const place = { table: kept.table, column: bound, row: id };
          return [column, seal(ring, place, open(ring, place, value))];
        }),
      ),
  };
}

/** How many values of each column stand under which key id; reads every table. */
export async function keyCounts(
  base: Base,
  tables: readonly KeptTable[],
): Promise<{ table: string; column: string; keyId: string; count: number }[]> {
  const counts = [];
  for (const kept of tables)
    for (const { column } of kept.sealed)
      for (const { keyId, count } of await store.countByKey(base.db, kept, column))
        counts.push({ table: kept.table, column, keyId, count });
  return counts;
}
