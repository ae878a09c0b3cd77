/**
 * The tree of the province: regions 省 → 市州 → 县市区 → 乡镇, and the departments in them. Node
 * codes are our own text, since some bodies (长白山管委会, 长春新区) have no GB/T 2260 code; that
 * code is kept beside where there is one. This folder owns the tree only: what a department runs
 * (sources) and what it offers (clients) refer to it by id.
 */

import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import * as store from './store.ts';
import type { Department, Words } from './tree.ts';

export type { Department, Words };

export interface NewDepartment {
  /** Lower-case letters, digits and dashes; never reused for another body. */
  code: string;
  parent_code?: string;
  kind: Department['kind'];
  names: Words;
  gb_code?: string;
  /** Among its siblings; equal ones stand in the order of their codes. */
  position?: number;
}

/**
 * Adds a node and gives its id; a code that is there already is left as it stands. Throws when
 * the code is malformed or the parent is not in the tree.
 */
export async function add(base: Base, node: NewDepartment): Promise<string> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(node.code))
    throw new RangeError(`not a node code: ${node.code}`);
  return transaction(base, async (base) => {
    const { parent_code, ...rest } = node;
    const parent_id = parent_code === undefined ? null : await store.idOf(base, parent_code);
    if (parent_id === undefined)
      throw new RangeError(`no department ${parent_code} to be the parent`);
    const id = newId(base.clock);
    if (!(await store.insert(base, { ...rest, id, parent_id }))) {
      return (await store.idOf(base, node.code)) as string;
    }
    await audit.append(base, {
      kind: 'department.added',
      actor: { kind: 'system' },
      object: { kind: 'department', id },
      outcome: 'ok',
      detail: { code: node.code },
    });
    return id;
  });
}

/** Every node, parents before their children, siblings in their order. */
export async function tree(base: Base): Promise<Department[]> {
  const children = new Map<string | null, Department[]>();
  for (const node of await store.all(base)) {
    const siblings = children.get(node.parent_id);
    if (siblings) siblings.push(node);
    else children.set(node.parent_id, [node]);
  }
  const below = (id: string | null): Department[] =>
    (children.get(id) ?? []).flatMap((node) => [node, ...below(node.id)]);
  return below(null);
}

/** The id of a node; undefined when no node has the code. */
export const idOf = (base: Base, code: string): Promise<string | undefined> =>
  store.idOf(base, code);

/** The codes and names of some nodes, by their ids. */
export async function named(
  base: Base,
  ids: readonly string[],
): Promise<Map<string, Pick<Department, 'code' | 'names'>>> {
  if (ids.length === 0) return new Map();
  return new Map((await store.byIds(base, ids)).map(({ id, ...node }) => [id, node]));
}

/**
 * The ids of these nodes and of all below them, each once: the subtree that a scope names. Ids that
 * no node has give nothing. One round trip.
 */
export async function under(base: Base, ids: readonly string[]): Promise<string[]> {
  return ids.length === 0 ? [] : store.under(base, ids);
}

/** The ids from a node up to the province: the node itself first, the root last. One round trip. */
export const ancestors = (base: Base, id: string): Promise<string[]> => store.ancestors(base, id);

/** The province: the oldest region that hangs on nothing. Throws while there is none. */
export async function rootId(base: Base): Promise<string> {
  const id = await store.rootId(base);
  if (id === undefined) throw new RangeError('the tree of departments has no root');
  return id;
}
