import type { Knex } from 'knex';

/** The SQL of who was told apart. */

const ordered = (pair: readonly [string, string]) => {
  const [one_id, other_id] = [...pair].sort() as [string, string];
  return { one_id, other_id };
};

export async function tellApart(
  db: Knex,
  pair: readonly [string, string],
  word: { decided_by: string; decided_at: Date },
): Promise<void> {
  await db('told_apart')
    .insert({ ...ordered(pair), ...word })
    .onConflict()
    .ignore();
}

/** Takes it back; false when they were not told apart. */
export async function tellTogether(db: Knex, [a, b]: readonly [string, string]): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    'delete from told_apart where (one_id, other_id) in (select * from told_apart_of(?::uuid, ?::uuid))',
    [a, b],
  );
  return rowCount > 0;
}

export async function areToldApart(db: Knex, [a, b]: readonly [string, string]): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    'select from told_apart_of(?::uuid, ?::uuid)',
    [a, b],
  );
  return rows.length > 0;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    told_apart: { one_id: string; other_id: string; decided_by: string; decided_at: Date };
  }
}
