import { h } from 'preact';
import { z } from 'zod';
import {
  DepartmentsImportPage,
  type ImportReport,
  importHref,
} from '../../views/admin/departments-import.tsx';
import * as files from '../departments/import.ts';
import { Refusal } from '../errors.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { type ConsoleRoute, page, post } from './route.ts';

const may = 'move, merge and close departments';

/** Han in a form takes nine bytes for its three. */
const bytes = 3 * files.MAX_BYTES + 64 * 1024;
const csv = z.string().min(1);

/** Lines of a report that a page shows: those that cannot stand, then those that change something. */
const SHOWN = 500;

const rank = { fault: 0, changed: 1, added: 2, same: 3 } as const;

function shown({ verdicts, counts, digest }: files.Report): ImportReport {
  const lines = [...verdicts].sort((a, b) => rank[a.result] - rank[b.result] || a.line - b.line);
  return { counts, digest, lines: lines.slice(0, SHOWN) };
}

async function look(at: At, { csv: text }: { csv: string }): Promise<void> {
  const file = { text, within: at.scope.department_ids };
  try {
    const report = shown(await files.tryOut(at.base, file));
    answer(at, h(DepartmentsImportPage, { frame: at.frame, csv: text, report }));
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.code !== 'departments.bad_file') throw fault;
    // What was pasted stays on the page.
    at.ctx.status = fault.status;
    const { field } = fault.detail;
    answer(at, h(DepartmentsImportPage, { frame: at.frame, csv: text, bad: field ?? 'csv' }));
  }
}

export const imports: readonly ConsoleRoute[] = [
  page({
    path: importHref,
    may,
    handle: async (at) => answer(at, h(DepartmentsImportPage, { frame: at.frame })),
  }),
  post({ path: importHref, may, bytes, fields: { csv }, handle: look }),
  post({
    path: `${importHref}/apply`,
    may,
    bytes,
    fields: { csv, digest: z.string().max(100) },
    async handle(at, { csv: text, digest }) {
      const file = { text, within: at.scope.department_ids };
      await files.apply(at.base, file, digest, actorOf(at));
      done(at, '/admin/departments', 'changed');
    },
  }),
];
