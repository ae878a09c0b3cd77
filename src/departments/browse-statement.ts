import type { Base } from '../base.ts';
import { columns, type Node } from './store.ts';

/** What somebody who looks after a part of the tree finds in it, a page at a time. */

const listed = columns.map((name) => `d.${name}`).join(', ');

export interface Page {
  /** The last one of the page before. */
  after?: { position: number; code: string } | undefined;
  limit: number;
}

/** What stands right below a node, in its order. */
export async function childrenOf({ db }: Base, parent_id: string, page: Page): Promise<Node[]> {
  const { after, limit } = page;
  const { rows } = await db.raw(
    `select ${listed} from departments d
     where d.parent_id = :parent_id
       and (:code::text is null or (d.position, d.code) > (:position::integer, :code::text))
     order by d.position, d.code limit :limit`,
    { parent_id, limit, position: after?.position ?? null, code: after?.code ?? null } as never,
  );
  return rows;
}

/** The nodes of a set that no other one of it stands above. */
export async function topsOf({ db }: Base, ids: readonly string[], page: Page): Promise<Node[]> {
  const { after, limit } = page;
  const { rows } = await db.raw(
    `select ${listed} from departments d
     where d.id = any(:ids::uuid[])
       and (d.parent_id is null or d.parent_id <> all(:ids::uuid[]))
       and (:code::text is null or (d.position, d.code) > (:position::integer, :code::text))
     order by d.position, d.code limit :limit`,
    { ids, limit, position: after?.position ?? null, code: after?.code ?? null } as never,
  );
  return rows;
}

export interface Search {
  /** Each stands somewhere in the code or in a name. */
  words: readonly string[];
  /** Of the words: every two characters in a row, or the single one. */
  grams: readonly string[];
  /** A code of GB/T 2260 in the query: what has it, or had it. */
  gb_code?: string | undefined;
  within: readonly string[] | 'all';
  after?: string | undefined;
  limit: number;
}

/** By an index of what names are made of; the words themselves are looked for in what that finds. */
export async function search(
  { db }: Base,
  asked: Search,
  former: readonly string[],
): Promise<Node[]> {
  const { words, grams, gb_code, within, after, limit } = asked;
  const { sql, bindings } = searchStatement(
    { words, grams, gb_code, within, after, limit },
    former,
  );
  const { rows } = await db.raw(sql, bindings as never);
  return rows;
}

export function searchStatement(
  { words, grams, gb_code, within, after, limit }: Search,
  former: readonly string[],
): { sql: string; bindings: Record<string, unknown> } {
  const text = `lower(concat_ws(' ', d.code, d.names ->> 'zh-CN', d.names ->> 'ko', d.names ->> 'en'))`;
  const found =
    gb_code === undefined
      ? `d.grams @> :grams::text[] and ${text} like all (:patterns::text[])`
      : '(d.gb_code = :gb_code or d.id = any(:former::uuid[]))';
  return {
    sql: `select ${listed} from departments d
      where ${found} ${within === 'all' ? '' : 'and d.id = any(:within::uuid[])'}
        ${after === undefined ? '' : 'and d.code > :after'}
      order by d.code limit :limit`,
    bindings: {
      grams,
      former,
      limit,
      patterns: words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`),
      ...(gb_code !== undefined && { gb_code }),
      ...(within !== 'all' && { within }),
      ...(after !== undefined && { after }),
    },
  };
}
