import type { VersionedPurpose } from '../crypto/hash.ts';

/**
 * What a table keeps under keys of the ring. Declared by the folder that owns the table, in its
 * kept.ts; src/keys/ goes through the rows when a key is changed.
 */
export interface KeptTable {
  table: string;
  id: { column: string; type: 'uuid' | 'text' };
  /** Columns that hold sealed values; `bound` is what their place calls them, where that differs. */
  sealed: readonly { column: string; bound?: string }[];
  hashed?: {
    /** The first of its two columns (crypto/hash.ts). */
    column: string;
    purpose: VersionedPurpose;
    /** The sealed column whose text it is made of, and others of the row that it takes. */
    from: string;
    with: readonly string[];
    /** The text that is hashed; undefined where there is nothing to find. */
    text(plain: string, row: Row, now: Date): string | undefined;
  };
}

/** A row as far as a change of key looks at it. */
export type Row = Readonly<Record<string, string | null>>;

export type Value = string | number | null;

/** One change of keys, as it looks at any table. */
export interface Change {
  work: 'reseal' | 'fill' | 'clear';
  /** The key id, or the version. */
  under: string;
  concerns(kept: KeptTable): boolean;
  /** Holds for rows that are still to be changed. */
  lacking(kept: KeptTable): { sql: string; bindings: readonly string[] };
  /** What it reads of a row, and what it writes. */
  reads(kept: KeptTable): readonly string[];
  writes(kept: KeptTable): Readonly<Record<string, 'text' | 'integer'>>;
  changed(kept: KeptTable, id: string, row: Row): Record<string, Value>;
}
