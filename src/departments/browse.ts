/** Looking through the tree, for the console: by its shape, by words, and back in time. */
import type { Base } from '../base.ts';
import * as statement from './browse-statement.ts';
import * as historyStore from './history-store.ts';
import * as store from './store.ts';

export type { HistoryRow } from './history-store.ts';
export type { Node } from './store.ts';

/** The node of a code, whatever its state. */
export const byCode = (base: Base, code: string): Promise<store.Node | undefined> =>
  store.byCode(base, code);

/** What stands right below a node, in its order. */
export const children = (
  base: Base,
  parent_id: string,
  page: statement.Page,
): Promise<store.Node[]> => statement.childrenOf(base, parent_id, page);

/** Where somebody's part of the tree begins: the nodes of a scope under no other one of it. */
export async function tops(
  base: Base,
  within: readonly string[] | 'all',
  page: statement.Page,
): Promise<store.Node[]> {
  if (within !== 'all') return within.length > 0 ? statement.topsOf(base, within, page) : [];
  const root = await store.rootId(base);
  return root === undefined ? [] : statement.topsOf(base, [root], page);
}

/**
 * The nodes in whose code or names all words of a query stand, in the order of their codes; a query of
 * six or nine digits finds what has that code of GB/T 2260, and what had it.
 */
export async function search(
  base: Base,
  query: string,
  page: { within: readonly string[] | 'all'; after?: string | undefined; limit: number },
): Promise<store.Node[]> {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  const gb_code = /^\d{6}(\d{3})?$/.test(query.trim()) ? query.trim() : undefined;
  const former = gb_code === undefined ? [] : await historyStore.formerlyCoded(base, gb_code);
  return statement.search(base, { ...page, words, grams: gramsOf(words), gb_code }, former);
}

/** As department_grams of the database makes them of names. */
export const gramsOf = (words: readonly string[]): string[] => [
  ...new Set(
    words.flatMap((word) => {
      const letters = [...word];
      if (letters.length === 1) return letters;
      return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
    }),
  ),
];

/** What a node was, the latest first: at most 100. */
export const history = (base: Base, id: string): Promise<historyStore.HistoryRow[]> =>
  historyStore.of(base, id, 100);

/** Some nodes by their ids. */
export const nodes = async (base: Base, ids: readonly string[]): Promise<Map<string, store.Node>> =>
  new Map((await store.some(base, ids)).map((node) => [node.id, node]));
