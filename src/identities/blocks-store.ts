import type { Knex } from 'knex';

/** The SQL of what a person has blocked. Whether a source is blocked says the function source_blocked. */

export interface BlockRow {
  id: string;
  identity_id: string;
  /** `new`: sources that come later; `allowed`: one of these all the same. */
  kind: 'source' | 'new' | 'allowed';
  source_id: string | null;
  /** Of the way that it was said in. */
  strength: number;
  at: Date;
  lifted_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    source_blocks: BlockRow;
  }
}

export async function insert(db: Knex, row: Omit<BlockRow, 'lifted_at'>): Promise<void> {
  await db('source_blocks').insert({ ...row, lifted_at: null });
}

/** What stands, the latest first. */
export const standing = (db: Knex, identity_id: string): Promise<BlockRow[]> =>
  db('source_blocks').where({ identity_id, lifted_at: null }).orderBy('at', 'desc');

/** Lifts what stands of a kind, of one source or of all; gives how many. */
export async function lift(
  db: Knex,
  which: { identity_id: string; kind?: BlockRow['kind']; source_id?: string },
  at: Date,
): Promise<number> {
  const { identity_id, kind, source_id } = which;
  const query = db('source_blocks').where({ identity_id, lifted_at: null });
  if (kind !== undefined) query.where({ kind });
  if (source_id !== undefined) query.where({ source_id });
  return await query.update({ lifted_at: at });
}

/** Those of some sources that an identity has blocked. */
export async function blockedOf(
  db: Knex,
  identity_id: string,
  source_ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select id from unnest(?::text[]) id where source_blocked(?, id)',
    [[...source_ids], identity_id],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Whether a source is blocked, or was at any time since. */
export async function blockedSince(
  db: Knex,
  { identity_id, source_id, at }: { identity_id: string; source_id: string; at: Date },
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { blocked: boolean }[] }>(
    `select source_blocked(:identity_id, :source_id) or exists (select from source_blocks b
       where b.identity_id = :identity_id and b.kind = 'source' and b.source_id = :source_id
         and b.at >= :at) as blocked`,
    { identity_id, source_id, at },
  );
  return rows[0]?.blocked ?? false;
}
