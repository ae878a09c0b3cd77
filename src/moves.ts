/**
 * What of an identity goes along when another one absorbs it, and comes back when the two are
 * separated. Declared by the folder that owns the table, in its moves.ts; src/merging/ carries it out.
 * No value moves: sealed columns are bound to their row, never to its owner (DESIGN 4).
 */
export interface Move {
  table: string;
  /** The column that names the identity. */
  column: string;
  /** What tells a row from others of its table, or from others of its identity. */
  key: { column: string; type: 'uuid' | 'text' };
  /** Rows that cannot stand beside one another at one identity. */
  clashes: readonly Clash[];
  /**
   * Columns that say through what a row came. What came while the two were one goes along with an
   * account, a credential or a subject that goes back; without any, it stays at the survivor.
   */
  through: readonly ('link_id' | 'credential_id' | 'subject_of')[];
  /** What an export of the identity leaves out: `all` of the table, or some columns. */
  unexported: 'all' | readonly string[];
}

/** Of two rows one stands; the other is set aside until the identities are separated. */
export interface Clash {
  /** The rule, as the ADR lists it. */
  rule: string;
  /** Whose row is set aside: of the absorbed identity (`theirs`) or of the survivor (`mine`). */
  loser: 'theirs' | 'mine';
  /** SQL over `theirs` and `mine`: these two cannot both stand. */
  between?: string;
  /** SQL over `theirs` and `pair (survivor, absorbed)`: this one cannot stand. */
  alone?: string;
  /** The column that takes the time of the merge, where it was empty; `taken`: the row is taken out and kept. */
  aside: string;
}
