import type { Base } from '../base.ts';
import type { Department } from './tree.ts';

/** What a file changes of the tree, in a statement each for what is new and what changes. */

export type Written = Pick<
  Department,
  'id' | 'code' | 'parent_id' | 'kind' | 'level' | 'names' | 'gb_code' | 'position'
>;

const recordset = `jsonb_to_recordset(?::jsonb) as n (id uuid, code text, parent_id uuid, kind text,
  level text, names jsonb, gb_code text, position integer)`;

/** A child may come before its parent: whether the parent is there is asked at the end of the statement. */
export async function insertAll({ db, clock }: Base, nodes: readonly Written[]): Promise<void> {
  if (nodes.length === 0) return;
  await db.raw(
    `insert into departments (id, code, parent_id, kind, level, names, gb_code, position, created_at)
     select id, code, parent_id, kind, level, names, gb_code, position, ? from ${recordset}`,
    [clock.now(), JSON.stringify(nodes)],
  );
}

/** In two steps, since two nodes may exchange their codes of GB/T 2260. */
export async function changeAll({ db, clock }: Base, nodes: readonly Written[]): Promise<void> {
  if (nodes.length === 0) return;
  const json = JSON.stringify(nodes);
  await db.raw(
    `update departments d set gb_code = null from ${recordset}
     where d.id = n.id and d.gb_code is distinct from n.gb_code`,
    [json],
  );
  await db.raw(
    `update departments d set parent_id = n.parent_id, level = n.level, names = n.names,
       gb_code = n.gb_code, position = n.position, version = d.version + 1, since_at = ?
     from ${recordset} where d.id = n.id`,
    [clock.now(), json],
  );
}
