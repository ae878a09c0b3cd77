import { h } from 'preact';
import { z } from 'zod';
import { ApprovalPage, approvalState } from '../../views/admin/approvals.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as merging from '../merging/merging.ts';
import * as staff from '../staff/staff.ts';
import { actWords, askedFacts, thingOf } from './asked-words.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { carrying, type Permission } from './policy.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import type { Place } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

/** Acts of two people: what was asked, and the second person's word. */

const id = z.uuid();

/** Where it is seen: where it is decided, and from where it was asked, which may be below that. */
async function placeOf(base: Base, params: Record<string, string>): Promise<Place | undefined> {
  const read = id.safeParse(params.id);
  const approval = read.success ? await approvals.read(base, read.data) : undefined;
  if (!approval) return undefined;
  const from = await merging.askedFrom(base, approval.params);
  if (from === undefined || from === 'province') return approvals.placeOf(base, approval.id);
  return { department_ids: [...(approval.department_ids ?? []), ...from.department_ids] };
}

const allActs = Object.keys(approvals.acts) as approvals.Act[];

/** The acts whose permission of this sort some role of the reader carries. */
const actsWith = (at: At, what: 'decide' | 'review'): approvals.Act[] =>
  allActs.filter((act) => {
    const permission = approvals.declarations[act][what] as Permission | undefined;
    return permission !== undefined && carrying(at.staff.grants, permission).length > 0;
  });

async function list(at: At): Promise<void> {
  const { base, frame, scope } = at;
  const { lang } = frame;
  const t = sentences(lang).console.approvals;
  const all = { value: '', label: sentences(lang).console.table.all };
  const wanted = filters(at.ctx, {
    state: z.enum(approvals.states).optional(),
    act: z.enum(allActs as [approvals.Act]).optional(),
    waiting: z.literal('mine').optional(),
  });
  const rows = await approvals.list(
    base,
    {
      ...{ ...scope, reader: at.staff.staff_id, state: wanted.state, act: wanted.act },
      waiting: wanted.waiting && {
        decide: actsWith(at, 'decide'),
        review: actsWith(at, 'review'),
      },
    },
    { limit: at.limit + 1, after: after(at, z.tuple([id]))?.[0] },
  );
  const shown = pageOf(rows, at.limit, (row) => [row.id]);
  const names = await staff.names(
    base,
    shown.rows.map(({ asked_by }) => asked_by),
  );
  const now = base.clock.now();
  const { overdue } = await approvals.openCounts(base);
  await answerTable(at, {
    section: 'approvals',
    title: t.title,
    intro: overdue > 0 ? `${t.intro} ${t.overdue(overdue)}` : t.intro,
    empty: t.empty,
    filters: [
      {
        ...{ name: 'waiting', label: t.filters.waiting, value: wanted.waiting },
        options: [all, { value: 'mine', label: t.filters.mine }],
      },
      {
        ...{ name: 'state', label: t.filters.state, value: wanted.state },
        options: [all, ...approvals.states.map((value) => ({ value, label: t.states[value] }))],
      },
      {
        ...{ name: 'act', label: t.filters.act, value: wanted.act },
        options: [all, ...allActs.map((value) => ({ value, label: t.acts[value] }))],
      },
    ],
    ...shown,
    href: (row) => `/admin/approvals/${row.id}`,
    columns: [
      { title: t.columns.act, text: (row) => actWords(row.act, lang), leads: true },
      { title: t.columns.thing, text: (row) => thingOf(row.params) },
      { title: t.columns.asked_by, text: (row) => names.get(row.asked_by) ?? '' },
      { title: t.columns.asked_at, text: (row) => momentWords(row.asked_at, lang), whole: true },
      {
        title: t.columns.state,
        text: (row) => approvalState(row, now, lang).words,
        cell: (row) => approvalState(row, now, lang).cell,
      },
      {
        title: t.columns.due,
        text: (row) =>
          row.state === 'asked'
            ? momentWords(row.expires_at, lang)
            : row.review_due_at && !row.reviewed_at
              ? momentWords(row.review_due_at, lang)
              : '',
      },
    ],
  });
}

async function one(at: At): Promise<void> {
  const { base, frame, needs, params, staff: reader } = at;
  const approval = await approvals.read(base, params.id ?? '');
  const place = approval && (await approvals.placeOf(base, approval.id));
  if (!approval || !place) throw new Refusal('admin.not_here');
  const { act, asked_by, decided_by, reviewed_by } = approval;
  const people = [asked_by, decided_by, reviewed_by].filter((one) => one !== null);
  const names = await staff.names(base, people);
  const may = (what: 'decide' | 'review') =>
    needs.approvals.may(base, reader.staff_id, act, what, place);
  const failed = approval.failed_code as RefusalCode | null;
  answer(
    at,
    h(ApprovalPage, {
      frame,
      approval,
      now: base.clock.now(),
      facts: await askedFacts(base, approval, frame.lang),
      names,
      title: actWords(act, frame.lang),
      understood: approvals.isUnderstood(approval),
      own: asked_by === reader.staff_id,
      may_decide: await may('decide'),
      may_review: approval.emergency && (await may('review')),
      failed: failed ? sentences(frame.lang).refusals[failed].what : undefined,
    }),
  );
}

const may = 'see approvals';
const at = '/admin/approvals/:id';
const back = ({ params }: At) => `/admin/approvals/${params.id}`;

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/approvals', may, handle: list }),
  page({ path: at, may, place: placeOf, handle: one }),
  // Who may decide depends on the act: approvals ask that themselves, in the deciding transaction.
  post({
    ...{ path: `${at}/decide`, may, place: placeOf },
    fields: { reason, verdict: z.enum(['approve', 'refuse']) },
    async handle(at, input) {
      const decision = { ...input, id: at.params.id ?? '', by: at.staff.staff_id };
      const { state } = await approvals.decide(at.base, decision, at.needs.approvals);
      const codes = { executed: 'approved', failed: 'not_done', refused: 'refused' } as const;
      done(at, back(at), codes[state]);
    },
  }),
  post({
    ...{ path: `${at}/withdraw`, may, place: placeOf },
    fields: {},
    async handle(at) {
      await approvals.withdraw(at.base, { id: at.params.id ?? '', by: at.staff.staff_id });
      done(at, back(at), 'withdrawn');
    },
  }),
  post({
    ...{ path: `${at}/review`, may, place: placeOf },
    fields: { reason, verdict: z.enum(['right', 'wrong']) },
    async handle(at, input) {
      const review = { ...input, id: at.params.id ?? '', by: at.staff.staff_id };
      await approvals.review(at.base, review, at.needs.approvals);
      done(at, back(at), 'reviewed');
    },
  }),
];
