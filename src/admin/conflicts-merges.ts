import { h } from 'preact';
import { z } from 'zod';
import { MergePage } from '../../views/admin/conflicts-merge.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as joined from '../merging/desk-merges.ts';
import * as staff from '../staff/staff.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { carrying } from './policy.ts';
import { type PlaceOf, page, post } from './route.ts';
import { after, answerTable, pageOf } from './table.ts';

const DAY = 86_400_000;
const idOf = (at: At) => at.params['id'] ?? '';

const place: PlaceOf = async (base, { id }) =>
  z.uuid().safeParse(id).success ? joined.placeOf(base, id ?? '') : undefined;

/** What was merged in this person's reach, the latest first. */
export const merges = page({
  path: '/admin/conflicts/merges',
  may: 'see conflicts',
  async handle(at) {
    const { base, scope, limit, frame } = at;
    const t = sentences(frame.lang).console.conflicts;
    const { since } = filters(at.ctx, { since: z.enum(['30', '90', '365']).default('90') });
    const cursor = after(at, z.tuple([z.iso.datetime(), z.uuid()]));
    const found = await joined.list(
      base,
      scope,
      {
        since: new Date(base.clock.now().getTime() - Number(since) * DAY),
        after: cursor && { at: new Date(cursor[0]), id: cursor[1] },
      },
      limit,
    );
    const { rows, next } = pageOf(found, limit, (row) => [row.merged_at.toISOString(), row.id]);
    const { columns, states, by } = t.merges;
    await answerTable(at, {
      section: 'conflicts',
      title: t.merges.title,
      intro: t.merges.intro,
      above: h('p', null, h('a', { href: '/admin/conflicts' }, t.queue_link)),
      filters: [
        {
          ...{ name: 'since', label: t.merges.filter, value: since },
          options: Object.entries(t.merges.since).map(([value, label]) => ({ value, label })),
        },
      ],
      columns: [
        { title: columns.name, text: ({ name }) => name },
        {
          title: columns.at,
          text: ({ merged_at }) => momentWords(merged_at, frame.lang),
          whole: true,
        },
        { title: columns.by, text: (row) => by[row.by.kind] },
        { title: columns.state, text: (row) => (row.undone_at ? states.undone : states.stands) },
      ],
      rows,
      href: ({ id }) => `/admin/conflicts/merges/${id}`,
      next,
      empty: t.merges.empty,
    });
  },
});

/** One of them, on whose word. */
export const oneMerge = page({
  path: '/admin/conflicts/merges/:id',
  may: 'see conflicts',
  place,
  async handle(at) {
    const { base, frame } = at;
    const merge = await joined.one(base, idOf(at));
    if (!merge) throw new Refusal('merging.unknown');
    const { id, name, by, merged_at, undone_at, can_be_undone } = merge;
    const two = by.kind === 'approval';
    answer(
      at,
      h(MergePage, {
        ...{ frame, id, name, merged_at, undone_at, can_be_undone, by: by.kind },
        ...(two && {
          asked_by: await nameOf(base, by.asked_by),
          decided_by: await nameOf(base, by.decided_by),
        }),
        reason: two ? merge.reason : undefined,
        may_settle: carrying(at.staff.grants, 'settle conflicts').length > 0,
      }),
    );
  },
});

/** Asks a second person for its undoing. */
export const undo = post({
  path: '/admin/conflicts/merges/:id/unmerge',
  may: 'settle conflicts',
  place,
  fields: { reason },
  confirm: async (base, { id }) => (await joined.one(base, id ?? ''))?.name ?? '',
  async handle(at, { reason }) {
    const asking = { id: idOf(at), by: at.staff.staff_id, reason };
    await joined.askUndoing(at.base, asking, at.needs.approvals);
    done(at, `/admin/conflicts/merges/${idOf(at)}`, 'asked');
  },
});

const nameOf = async (base: Base, id: string) => (await staff.byId(base, id))?.name;
