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

/** The ids of these nodes and of all below them, each once. */
export async function under({ db }: Base, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `with recursive below (id) as (
       select id from departments where id = any(?::uuid[])
       union select d.id from departments d join below b on d.parent_id = b.id
     ) select id from below`,
    [ids as string[]],
  );
  return rows.map(({ id }) => id);
}

/** The ids from a node up to its root, the node first. */
export async function ancestors({ db }: Base, id: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `with recursive above (id, parent_id, step) as (
       select id, parent_id, 0 from departments where id = ?::uuid
       union all select d.id, d.parent_id, a.step + 1
       from departments d join above a on d.id = a.parent_id
     ) select id from above order by step`,
    [id],
  );
  return rows.map(({ id }) => id);
}

export async function rootId({ db }: Base): Promise<string | undefined> {
  const root = await db('departments')
    .whereNull('parent_id')
    .orderByRaw("kind = 'region' desc, created_at, id")
    .first('id');
  return root?.id;
}
