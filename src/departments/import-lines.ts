import { parse } from 'csv-parse/sync';
import { Refusal } from '../errors.ts';

/** Reading a file of departments: text out of bytes, and lines with their cells out of text. */

export const MAX_LINES = 5_000;
export const MAX_BYTES = 2 * 1024 * 1024;

const columns = [
  'code',
  'parent_code',
  'kind',
  'level',
  'name_zh',
  'name_ko',
  'name_en',
  'gb_code',
  'position',
] as const;

export type Column = (typeof columns)[number];

/** One line as it was written; an absent or empty cell is ''. */
export interface Line {
  /** Of the file, the titles being line 1. */
  line: number;
  cells: Record<Column, string>;
}

/**
 * The text of a file: UTF-8 with or without a byte order mark; what is no UTF-8 is taken for GB18030,
 * as spreadsheets here save it. Throws Refusal `departments.bad_file` past 2 MB.
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) throw bad('size');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/**
 * The lines of a file. The first one has the titles, in any order; `code` and `kind` are needed. Cells
 * are parted by commas or, as they are pasted from a spreadsheet, by tabs. Throws Refusal
 * `departments.bad_file` with the column at fault, `size` or `lines`.
 */
export function linesOf(text: string): Line[] {
  if (Buffer.byteLength(text) > MAX_BYTES) throw bad('size');
  const [titles, ...rows] = rowsOf(text);
  if (!titles) throw bad('titles');
  const names = titles.record.map((title) => title.trim().toLowerCase());
  const unknown = names.find((name) => name !== '' && !isColumn(name));
  if (unknown !== undefined) throw bad(/^\w{1,40}$/.test(unknown) ? unknown : 'titles');
  if (new Set(names).size !== names.length) throw bad('titles');
  for (const needed of ['code', 'kind']) if (!names.includes(needed)) throw bad(needed);
  if (rows.length > MAX_LINES) throw bad('lines');
  return rows.map(({ record, line }) => ({
    line,
    cells: Object.fromEntries(
      columns.map((column) => [column, (record[names.indexOf(column)] ?? '').trim()]),
    ) as Line['cells'],
  }));
}

function rowsOf(text: string): { record: string[]; line: number }[] {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: head.includes('\t') ? '\t' : ',',
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: MAX_LINES + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows
      .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
      .map(({ record, info }) => ({ record, line: info.lines }));
  } catch (cause) {
    throw bad('quotes', cause);
  }
}

const isColumn = (name: string): name is Column => (columns as readonly string[]).includes(name);

const bad = (field: string, cause?: unknown) =>
  new Refusal('departments.bad_file', { field, cause });
