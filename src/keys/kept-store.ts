import type { Knex } from 'knex';
import type { Change, KeptTable, Row, Value } from './kept.ts';

/** The SQL of going through the rows of a declared table, and of how far that has come. */

const LOCK = "hashtext('songhua match versions')";

interface Progress {
  after_id: string | null;
}

/** Begins or resumes; holds the progress until the transaction ends, so that two commands take turns. */
export async function progress(
  db: Knex,
  change: Change,
  kept: KeptTable,
  at: Date,
): Promise<Progress> {
  const { rows } = await db.raw(
    `insert into key_changes (work, under, table_name, began_at, batch_at) values (?, ?, ?, ?, ?)
     on conflict (work, under, table_name) do update set batch_at = excluded.batch_at
     returning after_id`,
    [change.work, change.under, kept.table, at, at],
  );
  return rows[0];
}

export async function advance(
  db: Knex,
  change: Change,
  kept: KeptTable,
  to: { after_id: string | null; rows: number },
): Promise<void> {
  await db.raw(
    `update key_changes set after_id = ?, done = done + ?
     where work = ? and under = ? and table_name = ?`,
    [to.after_id, to.rows, change.work, change.under, kept.table] as never,
  );
}

/**
 * The next rows to change, locked; rows that somebody else holds are left for the next round. The
 * lock is the one that the change itself takes: rows that refer to these are not held up.
 */
export async function nextRows(
  db: Knex,
  change: Change,
  kept: KeptTable,
  range: { after_id: string | null; limit: number },
): Promise<{ id: string; row: Row }[]> {
  const { sql, bindings } = change.lacking(kept);
  const id = kept.id.column;
  const columns = [`${id} as row_id`, ...change.reads(kept)];
  const { rows } = await db.raw(
    `select ${columns.join(', ')} from ${kept.table}
     where (${sql}) ${range.after_id === null ? '' : `and ${id} > ?::${kept.id.type}`}
     order by ${id} limit ? for no key update skip locked`,
    [...bindings, ...(range.after_id === null ? [] : [range.after_id]), range.limit],
  );
  return rows.map(({ row_id, ...row }: Row & { row_id: string }) => ({ id: row_id, row }));
}

export async function write(
  db: Knex,
  change: Change,
  kept: KeptTable,
  rows: readonly ({ row_id: string } & Record<string, Value>)[],
): Promise<void> {
  const columns = Object.entries(change.writes(kept));
  await db.raw(
    `update ${kept.table} t set ${columns.map(([column]) => `${column} = v.${column}`).join(', ')}
     from jsonb_to_recordset(?::jsonb) v (row_id ${kept.id.type}, ${columns.map((column) => column.join(' ')).join(', ')})
     where t.${kept.id.column} = v.row_id`,
    [JSON.stringify(rows)],
  );
}

/** How many rows are still to be changed: reads the whole table. */
export async function countLacking(db: Knex, change: Change, kept: KeptTable): Promise<number> {
  const { sql, bindings } = change.lacking(kept);
  const { rows } = await db.raw(
    `select count(*) as n from ${kept.table} where ${sql}`,
    bindings as never,
  );
  return Number(rows[0].n);
}

/** How many values of a column stand under which key id. */
export async function countByKey(
  db: Knex,
  kept: KeptTable,
  column: string,
): Promise<{ keyId: string; count: number }[]> {
  const { rows } = await db.raw(
    `select split_part(${column}, '.', 2) as key_id, count(*) as n
     from ${kept.table} where ${column} is not null group by 1 order by 1`,
  );
  return rows.map(({ key_id, n }: { key_id: string; n: string }) => ({
    keyId: key_id,
    count: Number(n),
  }));
}

export async function completeVersions(db: Knex): Promise<number[]> {
  const { rows } = await db.raw('select version from match_versions order by version');
  return rows.map(({ version }: { version: number }) => version);
}

/** One at a time judges and changes which versions are complete. */
export async function lockVersions(db: Knex): Promise<void> {
  await db.raw(`select pg_advisory_xact_lock(${LOCK})`);
}

export async function addVersion(db: Knex, version: number, at: Date): Promise<void> {
  await db.raw('insert into match_versions values (?, ?)', [version, at]);
}

export async function dropVersion(db: Knex, version: number): Promise<void> {
  await db.raw('delete from match_versions where version = ?', [version]);
}
