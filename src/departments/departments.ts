/**
 * The tree of the province: regions 省 → 市州 → 县市区 → 乡镇, and the departments in them. Node
 * codes are our own text, since some bodies (长白山管委会, 长春新区) have no GB/T 2260 code; that
 * code is kept beside where there is one. This folder owns the tree, its life (life.ts), its history
 * and its imports (import.ts). It does not own what hangs on it: what a department runs (sources),
 * offers (clients) and employs (staff) refer to it, and it knows nothing of them.
 */

import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { formerlyCoded } from './history-store.ts';
import { fieldAtFault, levelBelow, mayStandUnder, type NewDepartment } from './node.ts';
import * as store from './store.ts';
import type { Department, Words } from './tree.ts';

export { type Asked, change, close, type Hanging, inUse, merge, move, reopen } from './life.ts';
export type { NewDepartment } from './node.ts';
export { seedRegions } from './seed.ts';
export type { Department, Words };

/**
 * Adds a node and gives its id; a code that is there already is left as it stands. Throws Refusal
 * `departments.bad_node` with the field, `departments.not_open` under a merged or closed parent,
 * `departments.wrong_level`, `departments.gb_code_taken`.
 */
export async function add(
  base: Base,
  node: NewDepartment,
  actor: audit.AuditEvent['actor'] = { kind: 'system' },
): Promise<string> {
  const field = fieldAtFault(node);
  if (field) throw new Refusal('departments.bad_node', { field });
  return transaction(base, async (base) => {
    await store.lockTree(base);
    const { parent_code, level: said, ...rest } = node;
    const parent = parent_code === undefined ? undefined : await store.byCode(base, parent_code);
    if (parent_code !== undefined && !parent)
      throw new Refusal('departments.bad_node', { field: 'parent_code' });
    const there = await store.idOf(base, node.code);
    if (there !== undefined) return there;
    if (parent && parent.state !== 'open') throw new Refusal('departments.not_open');
    const level = node.kind === 'region' ? (said ?? levelBelow(parent)) : null;
    if (level === undefined || (parent && !mayStandUnder({ kind: node.kind, level }, parent)))
      throw new Refusal('departments.wrong_level', { field: 'level' });
    if (node.gb_code !== undefined && (await store.openByGbCode(base, node.gb_code)))
      throw new Refusal('departments.gb_code_taken', { field: 'gb_code' });
    const id = newId(base.clock);
    await store.insert(base, { ...rest, id, level, parent_id: parent?.id ?? null });
    await audit.append(base, {
      kind: 'department.added',
      actor,
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

/**
 * The id of a node on which something may be hung: there and not closed. Held so until the caller's
 * transaction ends, so that no closing comes between (life.ts).
 */
export async function hold(base: Base, code: string): Promise<string | undefined> {
  const node = await store.share(base, code);
  return node && node.state !== 'closed' ? node.id : undefined;
}

/** The node that a code stands for today: a merged one's is that of its survivor. */
export async function resolve(base: Base, code: string): Promise<Department | undefined> {
  const node = await store.byCode(base, code);
  return node?.merged_into ? store.byId(base, node.merged_into) : node;
}

/** The codes and names of some nodes, by their ids; a merged one goes by its survivor's name. */
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

/** The nodes from the province down to this one, which is the last. One round trip. */
export async function path(base: Base, id: string): Promise<Department[]> {
  const nodes = new Map((await store.above(base, [id])).map((node) => [node.id, node]));
  const way: Department[] = [];
  for (let node = nodes.get(id); node; node = nodes.get(node.parent_id ?? '')) way.unshift(node);
  return way;
}

/**
 * Some nodes by their codes and all those above them, each once, in no order; a merged one goes by its
 * survivor's name. One round trip, however large the tree.
 */
export async function withAbove(base: Base, codes: readonly string[]): Promise<Department[]> {
  if (codes.length === 0) return [];
  const nodes = await store.aboveCodes(base, [...new Set(codes)]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.map((node) => {
    const survivor = byId.get(node.merged_into ?? '');
    return survivor ? { ...node, names: survivor.names } : node;
  });
}

/**
 * The way to the region of a code of GB/T 2260, from the province down; the region that once had it,
 * where none has it now. Empty when there never was one.
 */
export async function pathOfArea(base: Base, gb_code: string): Promise<Department[]> {
  const now = await store.openByGbCode(base, gb_code);
  const id = now?.id ?? (await formerlyCoded(base, gb_code))[0];
  return id === undefined ? [] : path(base, id);
}

/** The ids from a node up to the province: the node itself first, the root last. One round trip. */
export const ancestors = async (base: Base, id: string): Promise<string[]> =>
  (await path(base, id)).map((node) => node.id).reverse();

/** The province: the oldest region that hangs on nothing. Throws while there is none. */
export async function rootId(base: Base): Promise<string> {
  const id = await store.rootId(base);
  if (id === undefined) throw new RangeError('the tree of departments has no root');
  return id;
}
