/**
 * What becomes of a node: renamed, moved, merged, closed, in use again. Each verb holds the tree, so
 * that two at once come one after the other; takes the version that its form was drawn from; writes
 * down what the node was until now, and its audit event, in the transaction.
 */
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { Refusal } from '../errors.ts';
import * as history from './history-store.ts';
import { fieldAtFault, mayStandUnder } from './node.ts';
import * as store from './store.ts';
import type { Level, Words } from './tree.ts';

/** Which node, as its form knew it, and who wants it. */
export interface Asked {
  id: string;
  version: number;
  actor: audit.AuditEvent['actor'];
}

/** What may be said anew of a node; what is not said stays. `gb_code` null takes the code away. */
export interface Changes {
  names?: Words;
  gb_code?: string | null;
  level?: Level;
  position?: number;
}

/** What hangs on nodes, by its kind: whether any does. Composed by who knows them (admin/hanging.ts). */
export type Hanging = Record<string, (base: Base, node: store.Node) => Promise<boolean>>;

/**
 * Renames a node, gives it another code of GB/T 2260, level or place. Throws Refusal
 * `departments.bad_node`, `departments.gb_code_taken`, `departments.wrong_level`, and those of every
 * verb here: `departments.unknown`, `departments.changed_meanwhile`, `departments.not_open`.
 */
export async function change(base: Base, asked: Asked, to: Changes): Promise<'changed' | 'same'> {
  const field = fieldAtFault(to);
  if (field) throw new Refusal('departments.bad_node', { field });
  return acting(base, asked, async (base, node) => {
    if (node.state !== 'open') throw new Refusal('departments.not_open');
    const differs = differing(node, to);
    const what = until(differs);
    if (what === undefined) return 'same';
    if (differs.level) await mustFit(base, { ...node, level: differs.level }, node.parent_id);
    if (typeof differs.gb_code === 'string' && (await store.openByGbCode(base, differs.gb_code)))
      throw new Refusal('departments.gb_code_taken', { field: 'gb_code' });
    await write(base, asked, node, { to: differs, until_by: what, kind: 'department.changed' });
    return 'changed';
  });
}

/** Puts a node, with all below it, under another one. Throws `departments.under_itself` besides. */
export function move(base: Base, asked: Asked, parent_code: string): Promise<'changed' | 'same'> {
  return acting(base, asked, async (base, node) => {
    const parent = await open(base, parent_code, 'parent_code');
    if (node.state !== 'open') throw new Refusal('departments.not_open');
    if (parent.id === node.parent_id) return 'same';
    await mustNotContain(base, node.id, parent.id);
    if (!mayStandUnder(node, parent)) throw new Refusal('departments.wrong_level');
    const to = { parent_id: parent.id };
    await write(base, asked, node, { to, until_by: 'moved', kind: 'department.moved' });
    return 'changed';
  });
}

/**
 * Makes a node part of another one: it stands under that one, marked as merged, and its code leads
 * there. What is below it moves there. What hangs on it stays with it, and so comes into the other
 * one's subtree: keys made of its code (cases, the source of events) go on to hold.
 */
export function merge(base: Base, asked: Asked, into_code: string): Promise<void> {
  return acting(base, asked, async (base, node) => {
    const into = await open(base, into_code, 'into_code');
    if (node.state !== 'open') throw new Refusal('departments.not_open');
    if (node.kind !== into.kind || node.level !== into.level)
      throw new Refusal('departments.wrong_level');
    await mustNotContain(base, node.id, into.id);
    for (const child of await store.children(base, node.id)) {
      await history.append(base, [{ before: child, until_by: 'moved' }]);
      await store.change(base, child.id, { parent_id: into.id });
    }
    await store.redirect(base, node.id, into.id);
    const to = { state: 'merged', merged_into: into.id, parent_id: into.id } as const;
    await write(base, asked, node, { to, until_by: 'merged', kind: 'department.merged' });
  });
}

/** Of what hangs on a node, or on what was merged into it, the first kind; undefined when nothing does. */
export async function inUse(
  base: Base,
  node: store.Node,
  hanging: Hanging,
): Promise<string | undefined> {
  const below = await store.children(base, node.id);
  if (below.some(({ state }) => state === 'open')) return 'children';
  const carrying = [node, ...below.filter(({ state }) => state === 'merged')];
  for (const [what, hangs] of Object.entries(hanging))
    for (const one of carrying) if (await hangs(base, one)) return what;
  return undefined;
}

/** Closes a node on which nothing hangs. Throws `departments.in_use` with what does. */
export function close(base: Base, asked: Asked, hanging: Hanging): Promise<void> {
  return acting(base, asked, async (base, node) => {
    if (node.state !== 'open') throw new Refusal('departments.not_open');
    const field = await inUse(base, node, hanging);
    if (field) throw new Refusal('departments.in_use', { field });
    const to = { state: 'closed' } as const;
    await write(base, asked, node, { to, until_by: 'closed', kind: 'department.closed' });
  });
}

/**
 * Takes a closed node into use again where it stood, or parts a merged one from its survivor and puts
 * it beside that; what had moved with the merge stays there. `reaches` says of the node above whether
 * whoever asks looks after it: a merged one leaves the subtree of its survivor. Throws
 * `departments.beyond_reach` besides.
 */
export function reopen(
  base: Base,
  asked: Asked,
  reaches: (parent_id: string | null) => boolean = () => true,
): Promise<void> {
  return acting(base, asked, async (base, node) => {
    if (node.state === 'open') throw new Refusal('departments.not_open');
    const into = node.merged_into === null ? undefined : await store.byId(base, node.merged_into);
    const parent_id = into ? into.parent_id : node.parent_id;
    if (parent_id !== node.parent_id && !reaches(parent_id))
      throw new Refusal('departments.beyond_reach');
    const parent = parent_id === null ? undefined : await store.byId(base, parent_id);
    if (parent && parent.state !== 'open') throw new Refusal('departments.not_open');
    if (node.gb_code !== null && (await store.openByGbCode(base, node.gb_code)))
      throw new Refusal('departments.gb_code_taken');
    const to = { state: 'open', merged_into: null, parent_id } as const;
    await write(base, asked, node, { to, until_by: 'reopened', kind: 'department.reopened' });
  });
}

/** Holds the tree and the node, and finds it as the form knew it. */
function acting<T>(
  base: Base,
  { id, version }: Asked,
  work: (base: Base, node: store.Node) => Promise<T>,
): Promise<T> {
  return transaction(base, async (base) => {
    await store.lockTree(base);
    const node = await store.lock(base, id);
    if (!node) throw new Refusal('departments.unknown');
    if (node.version !== version) throw new Refusal('departments.changed_meanwhile');
    return work(base, node);
  });
}

interface Writing {
  to: Parameters<typeof store.change>[2];
  until_by: history.UntilBy;
  kind: Extract<audit.AuditEvent['kind'], `department.${string}`>;
}

async function write(
  base: Base,
  { actor }: Asked,
  before: store.Node,
  { to, until_by, kind }: Writing,
): Promise<void> {
  await history.append(base, [{ before, until_by }]);
  await store.change(base, before.id, to);
  // The names of departments are kept with the clients.
  await bumpConfigVersion(base);
  await audit.append(base, {
    kind,
    actor,
    object: { kind: 'department', id: before.id },
    outcome: 'ok',
    detail: {
      code: before.code,
      changed: Object.keys(to).sort().join(' '),
      ...(to.parent_id && { parent: to.parent_id }),
    },
  });
}

async function open(base: Base, code: string, field: string): Promise<store.Node> {
  const node = await store.byCode(base, code);
  if (!node) throw new Refusal('departments.bad_node', { field });
  if (node.state !== 'open') throw new Refusal('departments.not_open', { field });
  return node;
}

async function mustNotContain(base: Base, id: string, other: string): Promise<void> {
  if ((await store.above(base, [other])).some((node) => node.id === id))
    throw new Refusal('departments.under_itself');
}

/** A region of another level still fits between its parent and its children. */
async function mustFit(base: Base, node: store.Node, parent_id: string | null): Promise<void> {
  const parent = parent_id === null ? undefined : await store.byId(base, parent_id);
  const children = (await store.children(base, node.id)).filter(({ state }) => state === 'open');
  const fits =
    node.kind === 'region' &&
    (!parent || mayStandUnder(node, parent)) &&
    children.every((child) => mayStandUnder(child, node));
  if (!fits) throw new Refusal('departments.wrong_level', { field: 'level' });
}

function differing(node: store.Node, to: Changes): Changes {
  const { names, gb_code, level, position } = to;
  return {
    ...(names && !sameWords(names, node.names) && { names }),
    ...(gb_code !== undefined && gb_code !== node.gb_code && { gb_code }),
    ...(level && level !== node.level && { level }),
    ...(position !== undefined && position !== node.position && { position }),
  };
}

export const sameWords = (a: Words, b: Words): boolean =>
  a['zh-CN'] === b['zh-CN'] && a.ko === b.ko && a.en === b.en;

/** What a change ends of a node, by the part that people would look for. */
export function until(differs: Changes): history.UntilBy | undefined {
  if (differs.names) return 'renamed';
  if (differs.gb_code !== undefined) return 'recoded';
  return Object.keys(differs).length > 0 ? 'arranged' : undefined;
}
