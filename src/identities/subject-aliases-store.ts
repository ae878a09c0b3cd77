import type { Knex } from 'knex';

/** The SQL of subject aliases: by whose subject a sector knows an identity that absorbed another. */

export interface AliasRow {
  identity_id: string;
  sector: string;
  /** The identity whose subject it is. */
  subject_of: string;
  merge_id: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    subject_aliases: AliasRow;
  }
}

/** Sector to identity. */
export async function aliases(db: Knex, identity_id: string): Promise<Map<string, string>> {
  const rows = await db('subject_aliases').where({ identity_id });
  return new Map(rows.map(({ sector, subject_of }) => [sector, subject_of]));
}

export async function insert(db: Knex, rows: readonly AliasRow[]): Promise<void> {
  if (rows.length > 0) await db('subject_aliases').insert([...rows]);
}

export async function remove(db: Knex, merge_id: string): Promise<void> {
  await db('subject_aliases').where({ merge_id }).delete();
}

/** Whose subject a sector knows it by, and which identity goes on for it now: one query. */
export async function known(
  db: Knex,
  identity_id: string,
  sector: string,
): Promise<{ subject_of: string; now: string; now_subject_of: string }> {
  const { rows } = await db.raw<{
    rows: { subject_of: string; now: string; now_subject_of: string }[];
  }>(
    `with asked as (select ?::uuid as id, surviving_identity(?::uuid) as now)
     select coalesce(a.subject_of, asked.id) as subject_of, coalesce(asked.now, asked.id) as now,
       coalesce(b.subject_of, asked.now, asked.id) as now_subject_of
     from asked
     left join subject_aliases a on a.identity_id = asked.id and a.sector = ?
     left join subject_aliases b on b.identity_id = asked.now and b.sector = ?`,
    [identity_id, identity_id, sector, sector],
  );
  return rows[0] as { subject_of: string; now: string; now_subject_of: string };
}
