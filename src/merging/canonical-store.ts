import type { Knex } from 'knex';

/** Rows of any table that goes along with an identity, as text: times in UTC, sealed values still sealed. */
export async function rowsOf(
  db: Knex,
  { table, column, key }: { table: string; column: string; key: { column: string } },
  identity_id: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = await db.raw<{ rows: { row: Record<string, unknown> }[] }>(
    `select to_jsonb(t) as row from ${table} t where t.${column} = ? order by t.${key.column}`,
    [identity_id],
  );
  return rows.map(({ row }) => row);
}
