import type { Base } from '../../src/base.ts';
import { exemptions, moves } from '../../src/merging/moves.ts';

/** Columns that name an identity by the catalogue: by a foreign key, or by how they are called. */
export async function columnsOfIdentities(base: Base): Promise<string[]> {
  const { rows } = await base.db.raw(`
    select c.table_name || '.' || c.column_name as name
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and (c.column_name ~ '(^|_)identity_id$' or c.column_name = 'account_id')
      and (c.table_name, c.column_name) <> ('identities', 'id')
    union
    select con.conrelid::regclass::text || '.' || a.attname
    from pg_constraint con join unnest(con.conkey) k (n) on true
    join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.n
    where con.contype = 'f' and con.confrelid = 'identities'::regclass
    order by 1`);
  return rows.map(({ name }: { name: string }) => name);
}

const moved = () => moves.map(({ table, column }) => `${table}.${column}`);

/** Neither a move nor an exemption. */
export const unaccounted = (columns: readonly string[]): string[] =>
  columns.filter(
    (one) => !moved().includes(one) && !(one in exemptions) && !(`${one} *` in exemptions),
  );

/** Where the id stands in any column of any table, JSON and text included, but as the identity's own. */
export async function columnsHolding(base: Base, identity_id: string): Promise<string[]> {
  const { rows: tables } = await base.db.raw(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'knex%'`);
  const found = new Set<string>();
  for (const { name } of tables) {
    const { rows } = await base.db.raw(
      `select distinct e.key from ${name} t, jsonb_each_text(to_jsonb(t)) e where e.value like ?`,
      [`%${identity_id}%`],
    );
    for (const { key } of rows)
      if (name !== 'identities' || key !== 'id') found.add(`${name}.${key}`);
  }
  return [...found].sort();
}
