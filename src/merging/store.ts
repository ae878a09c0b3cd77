import type { Knex } from 'knex';
import type { Clash, Move } from '../moves.ts';

/** The SQL of merges, and of carrying rows from one identity to another and back. */

/** On whose word: two members of staff, or the person's own two proofs. Ids only. */
export type Word =
  | { kind: 'approval'; approval_id: string; asked_by: string; decided_by: string }
  | { kind: 'own'; proofs: readonly Record<string, string | number>[] };

export interface MergeRow {
  id: string;
  /** Later merges have greater ones. */
  number: string;
  survivor_id: string;
  absorbed_id: string;
  reason_sealed: string;
  by_kind: Word['kind'];
  by: Word;
  merged_at: Date;
  undone_at: Date | null;
  undone_by: Word | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    merges: MergeRow;
  }
}

export async function insert(
  db: Knex,
  row: Omit<MergeRow, 'number' | 'undone_at' | 'undone_by'>,
): Promise<void> {
  await db('merges').insert({ ...row, by: JSON.stringify(row.by) as never });
}

export function read(db: Knex, id: string): Promise<MergeRow | undefined> {
  return db('merges').where({ id }).first();
}

/** Merges in which an identity took part, the latest first. */
export function ofIdentity(db: Knex, identity_id: string): Promise<MergeRow[]> {
  return db('merges')
    .where({ survivor_id: identity_id })
    .orWhere({ absorbed_id: identity_id })
    .orderBy('number', 'desc');
}

/** Whether another merge that stands touched one of the two after this one. */
export async function followed(db: Knex, row: MergeRow): Promise<boolean> {
  const both = [row.survivor_id, row.absorbed_id];
  const later = await db('merges')
    .where('number', '>', row.number)
    .whereNull('undone_at')
    .where((either) => either.whereIn('survivor_id', both).orWhereIn('absorbed_id', both))
    .first('id');
  return later !== undefined;
}

/** False when it was undone before. */
export async function markUndone(db: Knex, id: string, at: Date, by: Word): Promise<boolean> {
  const count = await db('merges')
    .where({ id })
    .whereNull('undone_at')
    .update({ undone_at: at, undone_by: JSON.stringify(by) as never });
  return count === 1;
}

/** A merge in progress: who goes where, and when. */
export interface Carrying {
  merge_id: string;
  survivor_id: string;
  absorbed_id: string;
  at: Date;
}

const keep = (how: string, move: Move, column: string, from: string, taken = 'null::jsonb') =>
  `insert into merge_moves (merge_id, how, table_name, column_name, row_key, taken)
   select cast(:merge_id as uuid), '${how}', '${move.table}', '${column}', ${move.key.column}::text, ${taken}
   from ${from}`;

/** Sets aside the rows that lose a clash, and keeps which. */
export async function setAside(
  db: Knex,
  carrying: Carrying,
  move: Move,
  { loser, between, alone, aside }: Clash,
): Promise<number> {
  const { table, column, key } = move;
  const losers = `losers as (
    select distinct ${loser}.${key.column} as lost from pair
    join ${table} theirs on theirs.${column} = pair.absorbed
    ${between ? `join ${table} mine on mine.${column} = pair.survivor and (${between})` : ''}
    ${alone ? `where ${alone}` : ''})`;
  const whose = loser === 'mine' ? 'survivor' : 'absorbed';
  const these = `from pair, losers where r.${column} = pair.${whose} and r.${key.column} = losers.lost`;
  const changed =
    aside === 'taken'
      ? `delete from ${table} r using pair, losers ${these.slice(these.indexOf('where'))} returning r.*`
      : `update ${table} r set ${aside} = :at ${these} returning r.*`;
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with pair as (select cast(:survivor_id as uuid) as survivor, cast(:absorbed_id as uuid) as absorbed), ${losers},
       changed as (${changed})
     ${
       aside === 'taken'
         ? keep('taken', move, column, 'changed', 'to_jsonb(changed)')
         : keep('aside', move, aside, 'changed')
     }`,
    { ...carrying },
  );
  return rowCount;
}

/** Gives the survivor all rows of the absorbed identity, and keeps which. */
export async function carry(db: Knex, carrying: Carrying, move: Move): Promise<number> {
  const { table, column } = move;
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with changed as (update ${table} set ${column} = :survivor_id where ${column} = :absorbed_id
       returning *) ${keep('moved', move, column, 'changed')}`,
    { ...carrying },
  );
  return rowCount;
}

/** What the identity itself lent the survivor. */
export async function keepLent(
  db: Knex,
  { merge_id, survivor_id }: Carrying,
  columns: readonly string[],
): Promise<void> {
  for (const column of columns)
    await db.raw(
      `insert into merge_moves (merge_id, how, table_name, column_name, row_key)
       values (?, 'lent', 'identities', ?, ?)`,
      [merge_id, column, survivor_id],
    );
}

export async function lent(db: Knex, merge_id: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { column_name: string }[] }>(
    "select column_name from merge_moves where merge_id = ? and how = 'lent'",
    [merge_id],
  );
  return rows.map(({ column_name }) => column_name);
}

/** The keys of the rows of a table that went along. */
export async function moved(db: Knex, merge_id: string, table: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { row_key: string }[] }>(
    "select row_key from merge_moves where merge_id = ? and how = 'moved' and table_name = ?",
    [merge_id, table],
  );
  return rows.map(({ row_key }) => row_key);
}

/** Rows of the table that name the identity. */
export async function left(db: Knex, { table, column }: Move, identity_id: string) {
  const { rows } = await db.raw<{ rows: { n: string }[] }>(
    `select count(*) as n from ${table} where ${column} = ?`,
    [identity_id],
  );
  return Number(rows[0]?.n);
}

/** Gives back what was moved; the keys of those rows. */
export async function bringBack(db: Knex, carrying: Carrying, move: Move): Promise<string[]> {
  const { table, column, key } = move;
  const { rows } = await db.raw<{ rows: { row_key: string }[] }>(
    `update ${table} r set ${column} = :absorbed_id from merge_moves m
     where m.merge_id = :merge_id and m.how = 'moved' and m.table_name = '${table}'
       and m.column_name = '${column}' and r.${key.column} = m.row_key::${key.type}
       and r.${column} = :survivor_id
     returning m.row_key`,
    { ...carrying },
  );
  return rows.map(({ row_key }) => row_key);
}

/** Gives what came meanwhile through something that went back. */
export async function sendAfter(
  db: Knex,
  { survivor_id, absorbed_id }: Carrying,
  { table, column }: Move,
  through: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update ${table} set ${column} = ? where ${column} = ? and ${through} = any(?::uuid[])`,
    [absorbed_id, survivor_id, [...ids]] as never,
  );
  return rowCount;
}

/** Lets stand again what was set aside, where nobody changed that since, and puts back what was taken. */
export async function restore(db: Knex, carrying: Carrying, move: Move): Promise<void> {
  const { table, column, key } = move;
  const kept = `from merge_moves m where m.merge_id = :merge_id and m.table_name = '${table}'`;
  for (const aside of new Set(move.clashes.map((clash) => clash.aside))) {
    if (aside === 'taken')
      await db.raw(
        `insert into ${table} select t.* ${kept.replace(
          ' where',
          `, lateral
           jsonb_populate_record(null::${table}, m.taken) t where`,
        )}
           and m.how = 'taken' and m.column_name = '${column}' on conflict do nothing`,
        { ...carrying },
      );
    else
      await db.raw(
        `update ${table} r set ${aside} = null ${kept} and m.how = 'aside'
           and m.column_name = '${aside}' and r.${key.column} = m.row_key::${key.type}
           and r.${aside} = :at`,
        { ...carrying },
      );
  }
}

/** The identities that were absorbed into this one, at whatever remove, with itself. */
export async function family(db: Knex, identity_id: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select id from absorbed_by(?::uuid) as id',
    [identity_id],
  );
  return rows.map(({ id }) => id);
}
