import { h } from 'preact';
import { z } from 'zod';
import { DepartmentPage, NodeState } from '../../views/admin/departments.tsx';
import { importHref } from '../../views/admin/departments-import.tsx';
import { nodeHref } from '../../views/admin/departments-node.ts';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as browse from '../departments/browse.ts';
import * as departments from '../departments/departments.ts';
import { filters } from '../http/list-address.ts';
import { type At, answer } from './at.ts';
import { acts } from './departments-acts.ts';
import { imports } from './departments-import.ts';
import { nodeOf, placeOfNode } from './departments-place.ts';
import { hanging } from './hanging.ts';
import { type ConsoleRoute, page } from './route.ts';
import { allows, covers } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

const place = z.tuple([z.int(), z.string().max(40)]);

/** Where somebody's part of the tree begins; with words, what has them in its code or names. */
async function list(at: At): Promise<void> {
  const { base, limit, frame } = at;
  const t = sentences(frame.lang).console.departments;
  const { q } = filters(at.ctx, { q: z.string().trim().max(100).optional() });
  const [position = 0, code = ''] = after(at, place) ?? [];
  const before = at.ctx.query['after'] ? { position, code } : undefined;
  const within = at.scope.department_ids;
  const rows = q
    ? await browse.search(base, q, { within, after: before?.code, limit: limit + 1 })
    : await browse.tops(base, within, { after: before, limit: limit + 1 });
  const byCode = pageOf(rows, limit, (node) => [node.position, node.code]);
  const may = await allows(base, at.staff.grants, 'move, merge and close departments', 'province');
  await answerTable(at, {
    section: 'departments',
    title: t.title,
    intro: t.intro,
    filters: [{ name: 'q', label: t.query, value: q }],
    columns: [
      { title: t.name, text: ({ names }) => inWords(names, frame.lang) },
      { title: t.code, text: (node) => node.code },
      { title: t.kind, text: ({ kind, level }) => (level ? t.levels[level] : t.kinds[kind]) },
      { title: t.gb_code, text: ({ gb_code }) => gb_code ?? '' },
      {
        title: t.state,
        text: ({ state }) => t.states[state],
        cell: ({ state }) => h(NodeState, { frame, state }),
      },
    ],
    ...byCode,
    href: (node) => nodeHref(node.code),
    empty: q ? t.found_none : t.none,
    ...(may && { below: h('p', null, h('a', { href: importHref }, t.import_link)) }),
  });
}

/** One node with what stands below it, what hangs on it and what it was. */
async function one(at: At): Promise<void> {
  const { base, limit, scope, staff } = at;
  const node = await nodeOf(base, at.params['code'] ?? '');
  const [position, code] = after(at, place) ?? [];
  const before = position === undefined || code === undefined ? undefined : { position, code };
  const below = pageOf(
    await browse.children(base, node.id, { after: before, limit: limit + 1 }),
    limit,
    (child) => [child.position, child.code],
  );
  const way = await departments.path(base, node.id);
  const shown = ({ id, code, names }: { id: string; code: string; names: departments.Words }) => ({
    name: names,
    ...(covers(scope, { department_ids: [id] }) && { href: nodeHref(code) }),
  });
  const into = way.find(({ id }) => id === node.merged_into);
  const here = { department_ids: [node.id] };
  const hangs: (keyof typeof hanging)[] = [];
  for (const what of Object.keys(hanging) as (keyof typeof hanging)[])
    if (await hanging[what](base, node)) hangs.push(what);
  answer(
    at,
    h(DepartmentPage, {
      frame: at.frame,
      node,
      way: way.slice(0, -1).map(shown),
      into: into && shown(into),
      hangs,
      below: below.rows,
      next: below.next,
      was: await browse.history(base, node.id),
      may: {
        change: await allows(base, staff.grants, 'add and rename departments', here),
        move: await allows(base, staff.grants, 'move, merge and close departments', here),
      },
    }),
  );
}

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/departments', may: 'see departments', handle: list }),
  ...imports,
  page({
    path: '/admin/departments/:code',
    may: 'see departments',
    place: placeOfNode,
    handle: one,
  }),
  ...acts,
];
