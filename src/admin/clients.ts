import { h } from 'preact';
import { z } from 'zod';
import { ClientPage, clientState } from '../../views/admin/clients.tsx';
import { ClientsLinks } from '../../views/admin/progress.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { lifeOf, lifeRoutes, placeOfClient } from './client-life.ts';
import { claimsOf, doneWith, registeredOf } from './client-shown.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

/** The department applications: how each is registered, its life, and asking for what it may receive. */

async function list(at: At): Promise<void> {
  const { lang } = at.frame;
  const t = sentences(lang).console.clients;
  const wanted = filters(at.ctx, {
    q: z.string().max(100).optional(),
    state: z.enum(clients.states).optional(),
    department: z.string().max(60).optional(),
    review: z.enum(['late', 'staff']).optional(),
  });
  const more = sentences(lang).applications;
  const department_id = wanted.department && (await departmentOf(at, wanted.department));
  const rows = await clients.list(at.base, at.scope, {
    ...{ limit: at.limit + 1, named: wanted.q?.trim(), state: wanted.state },
    ...(department_id && { department_id }),
    ...(wanted.review && { due_by: clients.reviewDueBy(at.base, wanted.review) }),
    after: after(at, z.tuple([z.string()]))?.[0],
  });
  await answerTable(at, {
    section: 'clients',
    title: t.title,
    intro: t.intro,
    empty: t.empty,
    filters: [
      { name: 'q', label: t.search, value: wanted.q },
      {
        ...{ name: 'state', label: t.columns.state, value: wanted.state },
        options: [
          { value: '', label: sentences(lang).console.table.all },
          ...Object.entries(t.states).map(([value, label]) => ({ value, label })),
        ],
      },
      { name: 'department', label: more.staff.department, value: wanted.department },
      {
        ...{ name: 'review', label: more.staff.review, value: wanted.review },
        options: [
          { value: '', label: sentences(lang).console.table.all },
          ...Object.entries(more.staff.reviews).map(([value, label]) => ({ value, label })),
        ],
      },
    ],
    above: h(ClientsLinks, { frame: at.frame }),
    ...pageOf(rows, at.limit, (one) => [one.id]),
    href: (one) => `/admin/clients/${one.id}`,
    columns: [
      { title: t.columns.name, text: (one) => inWords(one.names, lang) },
      { title: t.columns.id, text: (one) => one.id },
      { title: t.columns.department, text: (one) => inWords(one.department_names, lang) },
      {
        title: t.columns.state,
        text: (one) => t.states[one.state],
        cell: (one) => clientState(one.state, lang),
      },
      { title: t.columns.sector, text: (one) => one.sector },
      { title: t.columns.floor, text: (one) => String(one.level_floor), number: true },
      { title: t.columns.scopes, text: (one) => one.scopes },
    ],
  });
}

/** Of a department that there is none of, nothing is listed. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const departmentOf = async ({ base }: At, code: string): Promise<string> =>
  (await departments.idOf(base, code.trim())) ?? NOBODY;

async function one(at: At): Promise<void> {
  const { base, params, staff, frame } = at;
  const [client, where] = [
    await clients.read(base, params.id ?? ''),
    await placeOfClient(base, params),
  ];
  if (!client || !where) throw new Refusal('admin.not_here');
  answer(
    at,
    h(ClientPage, {
      frame,
      client,
      life: await lifeOf(at, client, where),
      scopes: [...clients.scopesKnown],
      may_ask: await allows(base, staff.grants, 'ask for claims of a client', where),
      shown: {
        registered: registeredOf(client, frame.lang),
        claims: await claimsOf(at, client.id),
        history: await doneWith(at, client.id),
      },
    }),
  );
}

/** One box for each scope: a form of ours has no field twice. */
const BOX = 'scope.';
const boxes: Record<string, z.ZodOptional<z.ZodLiteral<'yes'>>> = Object.fromEntries(
  [...clients.scopesKnown].map((scope) => [BOX + scope, z.literal('yes').optional()]),
);

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/clients', may: 'see clients', handle: list }),
  page({ path: '/admin/clients/:id', may: 'see clients', place: placeOfClient, handle: one }),
  post({
    path: '/admin/clients/:id/scopes',
    may: 'ask for claims of a client',
    place: placeOfClient,
    fields: { reason, ...boxes },
    async handle(at, { reason, ...checked }) {
      const { base, params, staff, needs } = at;
      const [client, place] = [
        await clients.read(base, params.id ?? ''),
        await placeOfClient(base, params),
      ];
      if (!client || !place) throw new Refusal('admin.not_here');
      const boxed = Object.entries(checked).flatMap(([box, value]) => (value === 'yes' ? box : []));
      const to = clients.scopesOf(boxed.map((box) => box.slice(BOX.length)).join(' '));
      const was = clients.scopesOf(client.scopes);
      const back = `/admin/clients/${client.id}`;
      if (to === was) return done(at, back, 'nothing');
      clients.checkScopes(client, to);
      await approvals.ask(
        base,
        {
          ...{ act: 'client.approve', params: { client_id: client.id, to, was } },
          ...{ place, reason, by: staff.staff_id },
        },
        needs.approvals,
      );
      done(at, back, 'asked');
    },
  }),
  ...lifeRoutes,
];
