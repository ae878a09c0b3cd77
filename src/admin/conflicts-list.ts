import { h } from 'preact';
import { z } from 'zod';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as departments from '../departments/departments.ts';
import { filters } from '../http/list-address.ts';
import * as conflicts from '../identities/conflicts.ts';
import * as desk from '../merging/desk.ts';
import type { At } from './at.ts';
import { after, answerTable, pageOf } from './table.ts';

const DAY = 86_400_000;

const fields = {
  state: z.enum(conflicts.states).default('open'),
  within: z.uuid().optional(),
  reason: z.string().max(60).optional(),
  age: z.enum(['1', '7', '30']).optional(),
  mine: z.enum(['me']).optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
};

/** The questions in this person's reach, the oldest first unless told. */
export async function list(at: At): Promise<void> {
  const { base, frame, scope, limit } = at;
  const { lang } = frame;
  const t = sentences(lang).console.conflicts;
  const all = sentences(lang).console.table.all;
  const wanted = filters(at.ctx, fields);
  const { state, within, reason, age, mine, order } = wanted;
  const cursor = after(at, z.tuple([z.iso.datetime(), z.uuid()]));
  const found = await desk.list(
    base,
    scope,
    {
      ...{ state, reason, newest: order === 'newest' },
      within: within === undefined ? undefined : await departments.under(base, [within]),
      until: age && new Date(base.clock.now().getTime() - Number(age) * DAY),
      claimed_by: mine && at.staff.staff_id,
      after: cursor && { at: new Date(cursor[0]), id: cursor[1] },
    },
    limit,
  );
  const { rows, next } = pageOf(found, limit, (row) => [row.created_at.toISOString(), row.id]);
  const option = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }));
  await answerTable(at, {
    section: 'conflicts',
    title: t.title,
    intro: t.intro(await desk.openConflicts(base, scope)),
    above: h('p', null, h('a', { href: '/admin/conflicts/merges' }, t.merges_link)),
    filters: [
      {
        ...{ name: 'within', label: t.filters.within, value: within },
        options: [{ value: '', label: all }, ...(await placesOf(at))],
      },
      {
        ...{ name: 'reason', label: t.columns.reason, value: reason },
        options: [{ value: '', label: all }, ...option(t.reasons)],
      },
      {
        ...{ name: 'age', label: t.filters.age, value: age },
        options: [{ value: '', label: all }, ...option(t.ages)],
      },
      {
        ...{ name: 'mine', label: t.filters.mine, value: mine },
        options: [
          { value: '', label: all },
          { value: 'me', label: t.mine },
        ],
      },
      { name: 'state', label: t.columns.state, value: state, options: option(t.states) },
      { name: 'order', label: t.filters.order, value: order, options: option(t.orders) },
    ],
    columns: [
      { title: t.columns.reason, text: (row) => t.reasons[row.reason] ?? t.more_reason },
      { title: t.columns.asked_at, text: (row) => momentWords(row.created_at, lang), whole: true },
      { title: t.columns.source, text: (row) => inWords(row.source_names, lang) },
      { title: t.columns.department, text: (row) => inWords(row.department_names, lang) },
      { title: t.columns.state, text: (row) => t.states[row.state] },
      { title: t.columns.holder, text: (row) => t.holder[heldOf(at, row)?.by ?? 'nobody'] },
    ],
    rows,
    href: (row) => `/admin/conflicts/${row.id}`,
    next,
    empty: t.empty,
  });
}

/** The regions and departments in reach, as a choice. */
async function placesOf({ base, scope, frame }: At) {
  const within = scope.department_ids;
  return (await departments.tree(base))
    .filter(({ id }) => within === 'all' || within.includes(id))
    .map(({ id, names }) => ({ value: id, label: inWords(names, frame.lang) }));
}

/** Who holds it now. */
export function heldOf(at: At, { claimed_by, claimed_until }: conflicts.Conflict) {
  if (!claimed_by || !claimed_until || claimed_until <= at.base.clock.now()) return undefined;
  const by = claimed_by === at.staff.staff_id ? ('me' as const) : ('other' as const);
  return { by, until: claimed_until };
}
