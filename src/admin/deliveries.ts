import { h } from 'preact';
import { z } from 'zod';
import {
  DeliveryPage,
  Destinations,
  deliveryState,
  Outages,
} from '../../views/admin/deliveries.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import { outagesOf } from '../outbox/outages.ts';
import * as outbox from '../outbox/overview.ts';
import { noticesTo } from '../outbox/subscriptions.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { behind, handleOf } from './handles.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { allows, type Scope } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

const ARTEFACTS = 'artefacts';
const states = ['due', 'delivered', 'dead'] as const;

/** The destinations of a scope with their names: two for each client, and for the province our own store and the ways to people. */
async function destinationsIn(at: At, scope: Scope): Promise<Map<string, string>> {
  const { lang } = at.frame;
  const t = sentences(lang).console.deliveries;
  const named = new Map<string, string>();
  if (scope.department_ids === 'all') {
    named.set(ARTEFACTS, t.artefacts);
    for (const [channel, name] of Object.entries(t.messages))
      named.set(`messages:${channel}`, name);
  }
  for (const { id, names } of await clients.within(at.base, scope)) {
    named.set(`client:${id}`, t.logout_to(inWords(names, lang)));
    named.set(noticesTo(id), t.notices_to(inWords(names, lang)));
  }
  return named;
}

async function list(at: At): Promise<void> {
  const { base, limit, frame } = at;
  const { lang } = frame;
  const t = sentences(lang).console.deliveries;
  const asked = filters(at.ctx, {
    destination: z.string().max(120).optional(),
    state: z.enum(states).optional(),
  });
  const named = await destinationsIn(at, at.scope);
  if (asked.destination && !named.has(asked.destination)) throw new Refusal('admin.not_here');
  const ids = asked.destination ? [asked.destination] : [...named.keys()];
  const [id] = after(at, z.tuple([z.uuid()])) ?? [];
  const looked = { destination_ids: ids, state: asked.state, after: id, limit: limit + 1 };
  const found = pageOf(await outbox.look(base, looked), limit, (row) => [row.id]);
  const all = { value: '', label: sentences(lang).console.table.all };
  const seen = id === undefined ? await outbox.destinations(base, ids) : [];
  const outages = asked.destination ? await outagesOf(base, asked.destination, 10) : [];
  await answerTable(at, {
    section: 'deliveries',
    title: t.title,
    intro: t.intro,
    filters: [
      {
        name: 'destination',
        label: t.destination,
        value: asked.destination,
        options: [all, ...[...named].map(([value, label]) => ({ value, label }))],
      },
      {
        name: 'state',
        label: t.state,
        value: asked.state,
        options: [all, ...states.map((value) => ({ value, label: t.states[value] }))],
      },
    ],
    columns: [
      { title: t.destination, text: (row) => named.get(row.destination_id) ?? row.destination_id },
      { title: t.kind, text: ({ kind }) => t.kinds[kind] },
      {
        title: t.state,
        text: ({ state }) => t.states[state],
        cell: ({ state }) => deliveryState(lang, state),
      },
      { title: t.attempts, text: ({ attempts }) => String(attempts), number: true },
      { title: t.created, text: ({ created_at }) => momentWords(created_at, lang), whole: true },
      { title: t.receipt, text: ({ receipt }) => receiptWords(at, receipt) },
    ],
    ...found,
    href: (row) => hrefOf(base, row.id),
    empty: t.empty,
    // What was asked of everybody stands below; of one destination it is what one came for.
    ...(seen.length > 0 && {
      [asked.destination ? 'above' : 'below']: h(
        'div',
        {},
        h(Destinations, { frame, seen, named, bound: outbox.BOUND }),
        h(Outages, { lang, outages }),
      ),
    }),
  });
}

const hrefOf = (base: Base, id: string) =>
  `/admin/deliveries/${handleOf(base.ring, 'delivery', id)}`;

function receiptWords({ frame }: At, receipt: outbox.Listed['receipt']): string {
  const t = sentences(frame.lang).console.deliveries;
  if (!receipt) return '';
  return 'fault' in receipt ? t.fault(receipt.fault) : t.answered(receipt.status, receipt.ms);
}

async function deliveryOf(base: Base, params: Record<string, string>) {
  const id = behind(base.ring, 'delivery', params['delivery']);
  return id === undefined ? undefined : outbox.delivery(base, id);
}

/** A delivery hangs where the client hangs that it is for. */
const place: PlaceOf = async (base, params) => {
  const found = await deliveryOf(base, params);
  if (!found) return undefined;
  const [, client_id] = /^(?:client|notices):(.*)$/s.exec(found.destination_id) ?? [];
  if (client_id === undefined) return 'province';
  const [client] = await clients.within(base, { department_ids: [], client_ids: [client_id] });
  return client ? { department_ids: [client.department_id], client_id } : 'province';
};

async function one(at: At): Promise<void> {
  const found = await deliveryOf(at.base, at.params);
  const where = await place(at.base, at.params);
  if (!found || !where) throw new Refusal('admin.not_here');
  const named = await destinationsIn(at, at.scope);
  const may = await allows(at.base, at.staff.grants, 'send a delivery again', where);
  const [seen] = await outbox.destinations(at.base, [found.destination_id]);
  answer(
    at,
    h(DeliveryPage, {
      frame: at.frame,
      found,
      destination: named.get(found.destination_id) ?? found.destination_id,
      receipt: receiptWords(at, found.receipt),
      again:
        may && outbox.maySendAgain(at.base, found, seen)
          ? `${hrefOf(at.base, found.id)}/again`
          : undefined,
    }),
  );
}

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/deliveries', may: 'see deliveries', handle: list }),
  page({ path: '/admin/deliveries/:delivery', may: 'see deliveries', place, handle: one }),
  post({
    path: '/admin/deliveries/:delivery/again',
    may: 'send a delivery again',
    place,
    fields: {},
    async handle(at) {
      const found = await deliveryOf(at.base, at.params);
      if (!found) throw new Refusal('admin.not_here');
      await outbox.sendAgain(at.base, found.id, actorOf(at));
      done(at, hrefOf(at.base, found.id), 'changed');
    },
  }),
];
