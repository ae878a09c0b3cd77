import { h, type JSX } from 'preact';
import type { z } from 'zod';
import type { Section } from '../../views/admin/console.tsx';
import { type FilterField, TablePage } from '../../views/admin/table.tsx';
import * as audit from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { addressWith } from '../http/list-address.ts';
import { type At, actorOf, answer } from './at.ts';
import { csvOf } from './csv.ts';

/** A column: its text goes into the file too, its cell only onto the page. */
export interface Column<Row> {
  title: string;
  text(row: Row): string;
  cell?(row: Row): JSX.Element;
  /** Right-aligned, with its unit in the title. */
  number?: boolean;
  /** Stays in one line: a time, a state of two characters. */
  whole?: true;
  /** Its words lead where the row leads: a narrow screen shows them first, and the last column not. */
  leads?: true;
  /** Only in the file: what the page shows in the cell of another column. */
  file_only?: true;
}

export interface Table<Row> {
  section: Section;
  title: string;
  /** One sentence under the heading. */
  intro?: string;
  filters?: readonly FilterField[];
  columns: readonly Column<Row>[];
  /** As many as `at.limit`; what comes after them is at `next`. */
  rows: readonly Row[];
  /** Where `Enter` on a row leads. */
  href?(row: Row): string;
  /** The cursor after the last row (`pageOf`), where there is more. */
  next?: string | undefined;
  /** What is said when there are no rows. */
  empty: string;
  above?: JSX.Element;
  below?: JSX.Element;
}

/** Answers with a list: a page of it, or with `?format=csv` a file of what is shown, which is audited. */
export async function answerTable<Row>(at: At, table: Table<Row>): Promise<void> {
  const { ctx } = at;
  if (ctx.query['format'] === 'csv') return answerFile(at, table);
  const { columns: all, rows, href, next, ...rest } = table;
  const columns = all.filter(({ file_only }) => !file_only);
  answer(
    at,
    h(TablePage, {
      ...rest,
      frame: at.frame,
      action: ctx.path,
      columns: columns.map(({ title, number = false, whole }) => ({ title, number, whole })),
      rows: rows.map((row) => ({
        ...(href && { href: href(row) }),
        cells: columns.map(({ text, cell, leads }) =>
          cell ? cell(row) : leads && href ? h('a', { href: href(row) }, text(row)) : text(row),
        ),
        named: columns.find(({ leads }) => leads)?.text(row),
      })),
      first: ctx.query['after'] === undefined ? undefined : addressWith(ctx, { after: undefined }),
      next: next === undefined ? undefined : addressWith(ctx, { after: next }),
      file: addressWith(ctx, { after: undefined, format: 'csv' }),
    }),
  );
}

async function answerFile<Row>(at: At, { columns, rows, section }: Table<Row>): Promise<void> {
  await audit.append(at.base, {
    kind: 'console.exported',
    actor: actorOf(at),
    outcome: 'ok',
    detail: { section, rows: rows.length },
  });
  at.ctx.type = 'text/csv; charset=utf-8';
  at.ctx.attachment(fileName(at, section));
  at.ctx.body = csvOf(
    columns.map(({ title }) => title),
    rows.map((row) => columns.map(({ text }) => text(row))),
  );
}

/** The province's clock is eight hours ahead of UTC, the whole year. */
const AHEAD_MS = 8 * 3_600_000;

/** What it lists, and of which days; nothing else of the filters, which may be of a person. */
function fileName({ ctx, base }: At, section: Section): string {
  const day = (said: unknown) => /^\d{4}-\d\d-\d\d$/.exec(String(said))?.[0];
  const today = new Date(base.clock.now().getTime() + AHEAD_MS).toISOString().slice(0, 10);
  const [from, until = today] = [day(ctx.query['from']), day(ctx.query['until'])];
  return `songhua-${section}-${from && from !== until ? `${from}-` : ''}${until}.csv`;
}

/**
 * A page out of `limit + 1` rows that a store gave: one more than fits says that there is more, and
 * the cursor is made of the last that fits.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => readonly (string | number)[],
): { rows: Row[]; next?: string } {
  const fit = rows.slice(0, limit);
  const last = fit.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: fit };
  return { rows: fit, next: Buffer.from(JSON.stringify(key(last))).toString('base64url') };
}

/** The cursor of the address, of this shape; undefined on the first page. Throws `http.bad_input`. */
export function after<S extends z.ZodType>(at: At, shape: S): z.infer<S> | undefined {
  const text = at.ctx.query['after'];
  if (text === undefined || text === '') return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(String(text), 'base64url').toString()));
  } catch {
    throw new Refusal('http.bad_input', { field: 'after' });
  }
}
