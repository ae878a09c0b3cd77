import type { Base } from '../base.ts';
import type { Department } from './tree.ts';

interface DepartmentRow extends Department {
  created_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    departments: DepartmentRow;
  }
}

type Insertion = Pick<Department, 'id' | 'code' | 'parent_id' | 'kind' | 'names'> &
  Partial<Pick<Department, 'gb_code' | 'position'>>;

/** False when the code is there already. */
export async function insert(base: Base, row: Insertion): Promise<boolean> {
  const inserted = await base
    .db('departments')
    .insert({ ...row, created_at: base.clock.now() })
    .onConflict('code')
    .ignore()
    .returning('id');
  return inserted.length > 0;
}

export async function idOf(base: Base, code: string): Promise<string | undefined> {
  return (await base.db('departments').where({ code }).first('id'))?.id;
}

export const all = (base: Base): Promise<Department[]> =>
  base
    .db('departments')
    .select('id', 'code', 'parent_id', 'kind', 'names', 'gb_code', 'position')
    .orderBy(['position', 'code']);

export const byIds = (
  { db }: Base,
  ids: readonly string[],
): Promise<Pick<Department, 'id' | 'code' | 'names'>[]> =>
  db('departments').whereIn('id', ids).select('id', 'code', 'names');
