import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import type { Node } from './store.ts';
import type { DepartmentState, Level, Words } from './tree.ts';

export type UntilBy =
  | 'renamed'
  | 'recoded'
  | 'moved'
  | 'merged'
  | 'closed'
  | 'reopened'
  | 'arranged';

/** A node as it stood until something changed. */
export interface HistoryRow {
  id: string;
  department_id: string;
  until_by: UntilBy;
  names: Words;
  gb_code: string | null;
  level: Level | null;
  parent_id: string | null;
  state: DepartmentState;
  /** Null: not known. */
  from_at: Date | null;
  until_at: Date;
  /** Of what comes from a yearly list only the year is known. */
  dated: 'day' | 'year';
}

declare module 'knex/types/tables.js' {
  interface Tables {
    department_history: HistoryRow;
  }
}

/** What nodes were until now, in one statement for any number of them. */
export async function append(
  base: Base,
  entries: readonly { before: Node; until_by: UntilBy }[],
): Promise<void> {
  const until_at = base.clock.now();
  await insert(
    base,
    entries.map(({ before, until_by }) => ({
      id: newId(base.clock),
      department_id: before.id,
      until_by,
      names: before.names,
      gb_code: before.gb_code,
      level: before.level,
      parent_id: before.parent_id,
      state: before.state,
      from_at: before.since_at,
      until_at,
      dated: 'day',
    })),
  );
}

export async function insert({ db }: Base, rows: readonly HistoryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names =
    'id, department_id, until_by, names, gb_code, level, parent_id, state, from_at, until_at, dated';
  await db.raw(
    `insert into department_history (${names}) select ${names}
     from jsonb_to_recordset(?::jsonb) as before (id uuid, department_id uuid, until_by text,
       names jsonb, gb_code text, level text, parent_id uuid, state text, from_at timestamptz,
       until_at timestamptz, dated text)`,
    [JSON.stringify(rows)],
  );
}

/** What a node was, the latest first. */
export const of = ({ db }: Base, department_id: string, limit: number): Promise<HistoryRow[]> =>
  db('department_history')
    .where({ department_id })
    .orderBy([
      { column: 'until_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);

/** The nodes that once had this code of GB/T 2260. */
export const formerlyCoded = ({ db }: Base, gb_code: string): Promise<string[]> =>
  db('department_history').where({ gb_code }).distinct().pluck('department_id');
