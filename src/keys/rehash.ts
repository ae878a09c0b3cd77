import type { Base } from '../base.ts';
import { columnOf, keyedHash } from '../crypto/hash.ts';
import { open } from '../crypto/seal.ts';
import type { Change, KeptTable, Row } from './kept.ts';

type Hashed = NonNullable<KeptTable['hashed']>;

const hashedOf = ({ table, hashed }: KeptTable): Hashed => {
  if (!hashed) throw new Error(`${table} has no hashes`);
  return hashed;
};

const writes = (version: number) => (kept: KeptTable) => ({
  [columnOf(version, hashedOf(kept).column)]: 'text' as const,
  [columnOf(version, 'match_version')]: 'integer' as const,
});

/** Makes the hashes of a version for rows that lack it, from what is sealed in them. */
export function filling({ ring, clock }: Pick<Base, 'ring' | 'clock'>, version: number): Change {
  return {
    work: 'fill',
    under: String(version),
    concerns: (kept) => kept.hashed !== undefined,
    lacking: () => ({
      sql: `${columnOf(version, 'match_version')} is distinct from ?::integer`,
      bindings: [String(version)],
    }),
    reads: (kept) => [hashedOf(kept).from, ...hashedOf(kept).with],
    writes: writes(version),
    changed: (kept, id, row) => {
      const text = textOf(kept, id, row);
      const { column, purpose } = hashedOf(kept);
      return {
        [columnOf(version, column)]:
          text === undefined ? null : keyedHash(ring, purpose, text, version),
        [columnOf(version, 'match_version')]: version,
      };
    },
  };

  function textOf(kept: KeptTable, id: string, row: Row): string | undefined {
    const { from, text } = hashedOf(kept);
    const bound = kept.sealed.find(({ column }) => column === from)?.bound ?? from;
    const sealed = row[from] ?? null;
    if (sealed === null) return undefined;
    return text(
      open(ring, { table: kept.table, column: bound, row: id }, sealed),
      row,
      clock.now(),
    );
  }
}

/** Takes away the hashes that the neighbour of a version left behind, once nothing is found by them. */
export function clearing({ ring }: Pick<Base, 'ring'>): Change {
  const left = ring.matchVersion + 1;
  return {
    work: 'clear',
    under: String(ring.matchVersion),
    concerns: (kept) => kept.hashed !== undefined,
    lacking: () => ({ sql: `${columnOf(left, 'match_version')} is not null`, bindings: [] }),
    reads: () => [],
    writes: writes(left),
    changed: (kept) => ({
      [columnOf(left, hashedOf(kept).column)]: null,
      [columnOf(left, 'match_version')]: null,
    }),
  };
}
