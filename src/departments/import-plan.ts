/**
 * What a file would make of the tree: a verdict for each line, and the nodes to write. Pure, and blind
 * to the order of lines: a child may come before its parent.
 */
import type { Column, Line } from './import-lines.ts';
import { fieldAtFault, isCode, levelBelow, mayStandUnder } from './node.ts';
import type { Node } from './store.ts';
import { type Department, levels } from './tree.ts';

/** Why a line cannot stand; each has a sentence in the console's catalogue. */
export const lineFaults = [
  'form',
  'missing',
  'twice',
  'unknown_parent',
  'not_open',
  'kind_fixed',
  'wrong_level',
  'cycle',
  'gb_code_taken',
  'outside',
] as const;

export interface LineFault {
  field: Column;
  reason: (typeof lineFaults)[number];
}

export type Verdict =
  | { line: number; code: string; result: 'added' | 'same' }
  | { line: number; code: string; result: 'changed'; fields: Column[] }
  | ({ line: number; code: string; result: 'fault' } & LineFault);

/** A node as the file wants it. An id only where it is in the tree. */
export interface Wanted extends Omit<Node, 'id' | 'parent_id' | 'merged_into' | 'since_at'> {
  line: number;
  before: Node | undefined;
  parent_code: string | undefined;
}

export interface Plan {
  verdicts: Verdict[];
  added: Wanted[];
  changed: Wanted[];
}

/** `within`: the ids that whoever imports may touch; what a line names besides is a fault of it. */
export function planOf(
  lines: readonly Line[],
  tree: readonly Node[],
  within: readonly string[] | 'all',
): Plan {
  const inTree = new Map(tree.map((node) => [node.code, node]));
  const byId = new Map(tree.map((node) => [node.id, node]));
  const faults = new Map<number, LineFault>();
  const wanted = new Map<string, Wanted>();
  for (const line of lines) {
    const read = readLine(line, inTree, byId);
    if ('reason' in read) faults.set(line.line, read);
    else if (wanted.has(read.code)) faults.set(line.line, { field: 'code', reason: 'twice' });
    else wanted.set(read.code, read);
  }
  const at = (code: string | undefined): Standing | undefined =>
    code === undefined ? undefined : (wanted.get(code) ?? standing(inTree.get(code), byId));
  levelAll(wanted, at);
  const codes = ownersOfCodes(wanted, tree);
  const children = new Map<string, Node[]>();
  for (const node of tree) {
    const siblings = children.get(node.parent_id ?? '');
    if (siblings) siblings.push(node);
    else children.set(node.parent_id ?? '', [node]);
  }
  const allowed = within === 'all' ? undefined : new Set(within);
  for (const node of wanted.values()) {
    const fault = faultIn(node, { at, inTree, children, codes, allowed });
    if (fault) faults.set(node.line, fault);
  }
  const verdicts = lines.map(({ line, cells: { code } }): Verdict => {
    const fault = faults.get(line);
    if (fault) return { line, code, result: 'fault', ...fault };
    const node = wanted.get(code) as Wanted;
    if (!node.before) return { line, code, result: 'added' };
    const fields = differing(node, byId);
    return fields.length > 0
      ? { line, code, result: 'changed', fields }
      : { line, code, result: 'same' };
  });
  const which = (result: Verdict['result']) =>
    verdicts.flatMap((one) => (one.result === result ? [wanted.get(one.code) as Wanted] : []));
  return { verdicts, added: which('added'), changed: which('changed') };
}

type Standing = Pick<Wanted, 'code' | 'kind' | 'level' | 'state' | 'parent_code'>;

const standing = (node: Node | undefined, byId: Map<string, Node>): Standing | undefined =>
  node && { ...node, parent_code: byId.get(node.parent_id ?? '')?.code };

/** One line by itself. An empty cell leaves what stands; `-` takes a code of GB/T 2260 away. */
function readLine(
  { line, cells }: Line,
  inTree: Map<string, Node>,
  byId: Map<string, Node>,
): Wanted | LineFault {
  const { code, kind, level } = cells;
  if (!isCode(code)) return { field: 'code', reason: code === '' ? 'missing' : 'form' };
  if (kind !== 'region' && kind !== 'department')
    return { field: 'kind', reason: kind === '' ? 'missing' : 'form' };
  const before = inTree.get(code);
  if (before && before.kind !== kind) return { field: 'kind', reason: 'kind_fixed' };
  if (before && before.state !== 'open') return { field: 'code', reason: 'not_open' };
  if (level !== '' && (kind === 'department' || !isLevel(level)))
    return { field: 'level', reason: 'form' };
  const zh = cells.name_zh || before?.names['zh-CN'];
  if (!zh) return { field: 'name_zh', reason: 'missing' };
  const names = {
    'zh-CN': zh,
    ko: cells.name_ko || before?.names.ko || zh,
    en: cells.name_en || before?.names.en || zh,
  };
  if (cells.position !== '' && !/^\d{1,6}$/.test(cells.position))
    return { field: 'position', reason: 'form' };
  const node = {
    code,
    names,
    position: cells.position === '' ? (before?.position ?? 0) : Number(cells.position),
    gb_code: cells.gb_code === '-' ? null : cells.gb_code || (before?.gb_code ?? null),
  };
  const field = fieldAtFault(cells.gb_code === '' ? { ...node, gb_code: null } : node);
  if (field) return { field: field as Column, reason: 'form' };
  const parent_code = cells.parent_code || byId.get(before?.parent_id ?? '')?.code;
  return {
    ...{ ...node, line, kind, before, parent_code, state: 'open' },
    level: isLevel(level) ? level : (before?.level ?? null),
    version: before?.version ?? 0,
  };
}

const isLevel = (text: string): text is (typeof levels)[number] =>
  (levels as readonly string[]).includes(text);

/** Regions that do not say their level have the one below their parent's. */
function levelAll(
  wanted: Map<string, Wanted>,
  at: (code: string | undefined) => Standing | undefined,
): void {
  const levelOf = (node: Standing, seen: Set<string>): Department['level'] => {
    if (node.kind !== 'region' || node.level !== null || seen.has(node.code)) return node.level;
    const parent = at(node.parent_code);
    const above = parent && levelOf(parent, seen.add(node.code));
    return levelBelow(parent && { level: above ?? null }) ?? null;
  };
  for (const node of wanted.values()) node.level = levelOf(node, new Set());
}

/** Which node of the tree as it would be has which code of GB/T 2260; more than one is a fault. */
function ownersOfCodes(
  wanted: Map<string, Wanted>,
  tree: readonly Node[],
): Map<string, Set<string>> {
  const owners = new Map<string, Set<string>>();
  const rest = tree.filter(({ code, state }) => state === 'open' && !wanted.has(code));
  for (const { code, gb_code } of [...rest, ...wanted.values()])
    if (gb_code !== null) owners.set(gb_code, (owners.get(gb_code) ?? new Set()).add(code));
  return owners;
}

interface Around {
  at(code: string | undefined): Standing | undefined;
  inTree: Map<string, Node>;
  children: Map<string, Node[]>;
  codes: Map<string, Set<string>>;
  allowed: Set<string> | undefined;
}

function faultIn(node: Wanted, around: Around): LineFault | undefined {
  const { at, inTree, codes, children } = around;
  const { parent_code, before, gb_code } = node;
  if (parent_code === undefined) {
    // The province hangs on nothing, and there is one.
    if (!before && inTree.size > 0) return { field: 'parent_code', reason: 'missing' };
  } else {
    const parent = at(parent_code);
    if (!parent) return { field: 'parent_code', reason: 'unknown_parent' };
    if (parent.state !== 'open') return { field: 'parent_code', reason: 'not_open' };
    if (circles(node, at)) return { field: 'parent_code', reason: 'cycle' };
    if (node.kind === 'region' && (node.level === null || !mayStandUnder(node, parent)))
      return { field: 'level', reason: 'wrong_level' };
  }
  const below = before ? (children.get(before.id) ?? []) : [];
  if (below.some((child) => at(child.code)?.parent_code === node.code && !fits(child, node, at)))
    return { field: 'level', reason: 'wrong_level' };
  if (gb_code !== null && (codes.get(gb_code)?.size ?? 0) > 1)
    return { field: 'gb_code', reason: 'gb_code_taken' };
  return outside(node, around);
}

const fits = (child: Node, node: Wanted, at: Around['at']): boolean =>
  child.state !== 'open' || mayStandUnder(at(child.code) ?? child, node);

/** What the file touches lies in the reach of whoever imports it, and so does where it is put. */
function outside({ before, parent_code }: Wanted, { allowed, inTree }: Around) {
  if (!allowed) return undefined;
  if (before && !allowed.has(before.id)) return { field: 'code', reason: 'outside' } as const;
  const parent = inTree.get(parent_code ?? '');
  const stays = before !== undefined && parent?.id === before.parent_id;
  if (parent && !stays && !allowed.has(parent.id))
    return { field: 'parent_code', reason: 'outside' } as const;
  return undefined;
}

function circles(node: Standing, at: Around['at']): boolean {
  const seen = new Set<string>();
  for (let up: Standing | undefined = node; up; up = at(up.parent_code)) {
    if (seen.has(up.code)) return true;
    seen.add(up.code);
  }
  return false;
}

/** The columns in which a line differs from what stands. */
export function differing(node: Wanted, byId: Map<string, Node>): Column[] {
  const { before } = node;
  if (!before) return [];
  const parts: [Column, unknown, unknown][] = [
    ['parent_code', byId.get(before.parent_id ?? '')?.code, node.parent_code],
    ['level', before.level, node.level],
    ['name_zh', before.names['zh-CN'], node.names['zh-CN']],
    ['name_ko', before.names.ko, node.names.ko],
    ['name_en', before.names.en, node.names.en],
    ['gb_code', before.gb_code, node.gb_code],
    ['position', before.position, node.position],
  ];
  return parts.flatMap(([column, was, is]) => (was === is ? [] : [column]));
}
