import { h } from 'preact';
import { z } from 'zod';
import { CasePage, caseState } from '../../views/admin/records.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords, type Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as browse from '../departments/browse.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as records from '../records/overview.ts';
import { type At, answer } from './at.ts';
import { type ConsoleRoute, type PlaceOf, page } from './route.ts';
import { covers } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

const caseHref = (at: At, { id }: records.CaseSeen) =>
  `/admin/records/${records.publicIdOf(at.base, id)}`;

/** The departments that a list is of: what the filter names with all below it, inside the scope. */
async function looked(at: At, code: string | undefined): Promise<readonly string[]> {
  const { base, scope } = at;
  if (!code) {
    if (scope.department_ids !== 'all') return scope.department_ids;
    return departments.under(base, [await departments.rootId(base)]);
  }
  const node = await browse.byCode(base, code);
  if (!node || !covers(scope, { department_ids: [node.id] })) throw new Refusal('admin.not_here');
  return departments.under(base, [node.id]);
}

async function list(at: At): Promise<void> {
  const { base, limit, frame } = at;
  const { lang } = frame;
  const t = sentences(lang).console.records;
  const asked = filters(at.ctx, {
    number: z.string().trim().max(100).optional(),
    department: z.string().trim().max(40).optional(),
  });
  const [ms, id] = after(at, z.tuple([z.int(), z.uuid()])) ?? [];
  const rows = await records.look(base, {
    department_ids: await looked(at, asked.department),
    case_number: asked.number,
    after: ms === undefined || id === undefined ? undefined : { updated_at: new Date(ms), id },
    limit: limit + 1,
  });
  const found = pageOf(rows, limit, (row) => [row.updated_at.getTime(), row.id]);
  const names = await departments.named(base, [
    ...new Set(found.rows.map(({ department_id }) => department_id)),
  ]);
  await answerTable(at, {
    section: 'records',
    title: t.title,
    intro: t.intro,
    filters: [
      { name: 'number', label: t.number, value: asked.number },
      { name: 'department', label: t.department_code, value: asked.department },
    ],
    columns: [
      { title: t.number, text: (row) => row.case_number },
      { title: t.matter, text: (row) => row.matter_name ?? '' },
      { title: t.department, text: (row) => nameIn(names.get(row.department_id)?.names, lang) },
      { title: t.client, text: (row) => row.client_id },
      {
        title: t.state,
        text: ({ state }) => (state === null ? t.not_accepted : t.states[state]),
        cell: ({ state }) => caseState(lang, state),
      },
      { title: t.updated, text: (row) => momentWords(row.updated_at, lang), whole: true },
    ],
    ...found,
    href: (row) => caseHref(at, row),
    empty: t.empty,
  });
}

const nameIn = (names: departments.Words | undefined, lang: Lang): string =>
  names ? inWords(names, lang) : '';

async function one(at: At): Promise<void> {
  const found = await caseOf(at.base, at.params);
  if (!found) throw new Refusal('admin.not_here');
  const department = (await departments.named(at.base, [found.department_id])).get(
    found.department_id,
  );
  const events = await records.events(at.base, found.id);
  answer(at, h(CasePage, { frame: at.frame, found, department: department?.names, events }));
}

const caseOf = (base: At['base'], params: Record<string, string>) =>
  records.one(base, params['case'] ?? '');

const place: PlaceOf = async (base, params) => {
  const found = await caseOf(base, params);
  return found && { department_ids: [found.department_id] };
};

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/records', may: 'see records', handle: list }),
  page({ path: '/admin/records/:case', may: 'see records', place, handle: one }),
];
