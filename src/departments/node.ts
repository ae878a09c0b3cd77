import { mayCarry } from './area-codes.ts';
import { type Department, type Level, levels, type Words } from './tree.ts';

/** What a node says of itself. */
export interface NewDepartment {
  /** Lower-case letters, digits and dashes; never reused for another body. */
  code: string;
  parent_code?: string;
  kind: Department['kind'];
  /** Of a region; one step below its parent unless said. */
  level?: Level;
  names: Words;
  gb_code?: string;
  /** Among its siblings; equal ones stand in the order of their codes. */
  position?: number;
}

const NAME = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

export const isCode = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
export const isName = (text: string): boolean => NAME.test(text) && text.trim() === text;
export const isPosition = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 100_000;

/** The field that cannot stand by itself, or undefined. */
export function fieldAtFault(
  node: Partial<Pick<NewDepartment, 'code' | 'names' | 'position'>> & { gb_code?: string | null },
): string | undefined {
  if (node.code !== undefined && !isCode(node.code)) return 'code';
  if (node.names) {
    const { 'zh-CN': zh, ko, en } = node.names;
    if (!isName(zh)) return 'name_zh';
    if (!isName(ko)) return 'name_ko';
    if (!isName(en)) return 'name_en';
  }
  if (typeof node.gb_code === 'string' && !mayCarry(node.gb_code)) return 'gb_code';
  if (node.position !== undefined && !isPosition(node.position)) return 'position';
  return undefined;
}

type Standing = Pick<Department, 'kind' | 'level'>;

/** The level of a region that does not say it: one below its parent's; undefined below a township. */
export const levelBelow = (parent: Pick<Department, 'level'> | undefined): Level | undefined =>
  parent ? levels[levels.indexOf(parent.level ?? 'province') + 1] : levels[0];

/** Whether a node may stand under another one: regions only under higher regions, departments anywhere. */
export function mayStandUnder(node: Standing, parent: Standing): boolean {
  if (node.kind === 'department') return true;
  if (parent.kind !== 'region') return false;
  if (node.level === null || parent.level === null) return true; // written by an older node
  return levels.indexOf(node.level) > levels.indexOf(parent.level);
}
