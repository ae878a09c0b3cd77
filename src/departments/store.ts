import type { Base } from '../base.ts';
import type { Department } from './tree.ts';

export interface DepartmentRow extends Department {
  created_at: Date;
  /** Since when it is as it stands; null: always known so. */
  since_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    departments: DepartmentRow;
  }
}

export const columns: (keyof Node)[] = [
  'id',
  'code',
  'parent_id',
  'kind',
  'level',
  'names',
  'gb_code',
  'position',
  'state',
  'merged_into',
  'version',
  'since_at',
];

export type Node = Omit<DepartmentRow, 'created_at'>;

/**
 * Whoever changes the shape of the tree holds it until the end of the transaction: two moves at once
 * come one after the other, and the second one sees the first.
 */
export async function lockTree({ db }: Base): Promise<void> {
  await db.raw("select pg_advisory_xact_lock(hashtext('songhua departments'))");
}

export async function insert(
  base: Base,
  row: Pick<Department, 'id' | 'code' | 'parent_id' | 'kind' | 'level' | 'names'> &
    Partial<Pick<Department, 'gb_code' | 'position'>>,
): Promise<void> {
  await base.db('departments').insert({ ...row, created_at: base.clock.now() });
}

export async function idOf(base: Base, code: string): Promise<string | undefined> {
  return (await base.db('departments').where({ code }).first('id'))?.id;
}

/** Held against a change of its state until the transaction ends. */
export const share = ({ db }: Base, code: string): Promise<Node | undefined> =>
  db('departments').where({ code }).forShare().first(columns);

export const byId = ({ db }: Base, id: string): Promise<Node | undefined> =>
  db('departments').where({ id }).first(columns);

/** Waits for whoever is hanging something on it, and holds it against them. */
export const lock = ({ db }: Base, id: string): Promise<Node | undefined> =>
  db('departments').where({ id }).forUpdate().first(columns);

export const byCode = ({ db }: Base, code: string): Promise<Node | undefined> =>
  db('departments').where({ code }).first(columns);

export const openByGbCode = ({ db }: Base, gb_code: string): Promise<Node | undefined> =>
  db('departments').where({ gb_code, state: 'open' }).first(columns);

export const all = ({ db }: Base): Promise<Node[]> =>
  db('departments').select(columns).orderBy(['position', 'code']);

/** What hangs on a merged node reads as its survivor's. */
export async function byIds(
  { db }: Base,
  ids: readonly string[],
): Promise<Pick<Department, 'id' | 'code' | 'names'>[]> {
  return await db('departments as d')
    .leftJoin('departments as survivor', 'survivor.id', 'd.merged_into')
    .whereIn('d.id', ids)
    .select('d.id', 'd.code', db.raw('coalesce(survivor.names, d.names) as names'));
}

/** One more version of a node. */
export async function change(
  base: Base,
  id: string,
  to: Partial<
    Pick<
      Department,
      'names' | 'gb_code' | 'level' | 'position' | 'parent_id' | 'state' | 'merged_into'
    >
  >,
): Promise<void> {
  const { db, clock } = base;
  await db('departments')
    .where({ id })
    .update({ ...to, since_at: clock.now(), version: db.raw('version + 1') as never });
}

export const children = ({ db }: Base, parent_id: string): Promise<Node[]> =>
  db('departments').where({ parent_id }).select(columns).orderBy('id');

/** Those that were merged into a node are of its survivor now. */
export async function redirect({ db }: Base, from: string, into: string): Promise<void> {
  await db('departments').where({ merged_into: from }).update({ merged_into: into });
}

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

/** The ways from some nodes up to the root, each node once. */
export const above = (base: Base, ids: readonly string[]): Promise<Node[]> =>
  aboveThose(base, 'id = any(?::uuid[])', ids);

/** The same from their codes. */
export const aboveCodes = (base: Base, codes: readonly string[]): Promise<Node[]> =>
  aboveThose(base, 'code = any(?::text[])', codes);

async function aboveThose({ db }: Base, those: string, values: readonly string[]): Promise<Node[]> {
  const { rows } = await db.raw<{ rows: Node[] }>(
    `with recursive above (id, parent_id) as (
       select id, parent_id from departments where ${those}
       union select d.id, d.parent_id from departments d join above a on d.id = a.parent_id
     ) select ${columns.map((name) => `d.${name}`).join(', ')}
     from above a join departments d on d.id = a.id`,
    [values as string[]],
  );
  return rows;
}

export async function rootId({ db }: Base): Promise<string | undefined> {
  const root = await db('departments')
    .whereNull('parent_id')
    .orderByRaw("kind = 'region' desc, created_at, id")
    .first('id');
  return root?.id;
}

export async function some({ db }: Base, ids: readonly string[]): Promise<Node[]> {
  return ids.length === 0 ? [] : db('departments').whereIn('id', ids).select(columns);
}
