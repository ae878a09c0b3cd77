import type { Difference } from '../../views/admin/client-life.tsx';
import { inWords, type Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import { Refusal } from '../errors.ts';
import { reason } from './asking.ts';
import { type At, actorOf, done } from './at.ts';
import { type ConsoleRoute, post } from './route.ts';
import { allows, type Place } from './scope.ts';

/** What staff do about the life of an application: back it, send it back, stop it, let it go on. */

const at = '/admin/clients/:id';
const back = ({ params }: At) => `/admin/clients/${params.id}`;

export async function placeOfClient(
  base: Base,
  { id = '' }: Record<string, string>,
): Promise<Extract<Place, object> | undefined> {
  const client = await clients.read(base, id);
  return client && { department_ids: [client.department_id], client_id: client.id };
}

/** What is asked beside what stands, in words; of a registration that is new, all of it. */
export function differencesOf(
  change: Pick<clients.Change, 'body' | 'was' | 'fields' | 'first'>,
  lang: Lang,
): Difference[] {
  const labels: Record<clients.Field, string> = sentences(lang).console.clients.life.fields;
  const said = (value: unknown) => wordsOf(value, lang);
  return change.fields
    .filter((field) => !change.first || said(change.body[field]) !== '')
    .map((field) => ({
      label: labels[field],
      to: said(change.body[field]),
      ...(!change.first && { was: said(change.was[field]) }),
    }));
}

/** What of its acceptance is to be excused, in words: before all else that is read. */
export function excusedOf({ acceptance }: Pick<clients.Change, 'acceptance'>, lang: Lang) {
  const words: Record<string, readonly string[]> = sentences(lang).acceptance.points;
  return (acceptance?.excused ?? []).map(({ code, reason }) => ({
    ...{ code, reason, point: words[code]?.[0] ?? code },
  }));
}

function wordsOf(value: unknown, lang: Lang): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => wordsOf(one, lang)).join('\n');
  if (typeof value !== 'object') return String(value);
  if ('zh-CN' in value) return inWords(value as Parameters<typeof inWords>[0], lang);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${wordsOf(inner, lang)}`)
    .join(' · ');
}

/** What the page of a client says of its life, and what its reader may do about it. */
export async function lifeOf({ base, staff, frame }: At, client: Client, place: Place) {
  const { lang } = frame;
  const [change, past, waiting, ending] = await Promise.all([
    clients.openChange(base, client.id),
    clients.changesOf(base, client.id),
    approvals.openOnClient(base, client.id),
    clients.endingOf(base, client.id),
  ]);
  const may = (permission: Parameters<typeof allows>[2]) =>
    allows(base, staff.grants, permission, place);
  const waits = (act: approvals.Act) => waiting.some((one) => one.act === act);
  const live = client.state === 'live';
  const offered = {
    approval:
      change !== undefined &&
      !waits(change.first ? 'client.admit' : 'client.change') &&
      (await may('ask for a client to be approved')),
    return: change !== undefined && (await may('send a client back')),
    open: client.state === 'approved' && (await may('bring a client')),
    stop: live && !waits('client.suspend') && (await may('ask to stop or end a client')),
    stop_now: live && (await may('stop a client at once')),
    // One that ends is not asked whether it goes on as it was approved.
    review:
      (live || client.state === 'suspended') && !client.ends_at && (await may('bring a client')),
    retire:
      (live || client.state === 'suspended') &&
      !client.ends_at &&
      !waits('client.retire') &&
      (await may('ask to stop or end a client')),
    receipt:
      ending?.ended_at != null &&
      !ending.receipt_at &&
      (await may('hand in a receipt of deletion')),
    resume:
      client.state === 'suspended' &&
      !waits('client.resume') &&
      (await may('ask to stop or end a client')),
  };
  return {
    offered,
    ending,
    review: clients.standingOf(client, base.clock.now()),
    waiting: waiting.map(({ id, act }) => ({ id, act })),
    change: change && {
      ...{ first: change.first, asked_at: change.asked_at },
      acceptance: change.acceptance && { excused: excusedOf(change, lang) },
      logo: change.body.logo ?? undefined,
      differences: differencesOf(change, lang),
    },
    past: past.filter(({ state }) => state !== 'asked'),
  };
}

type Client = NonNullable<Awaited<ReturnType<typeof clients.read>>>;

async function clientAt({ base, params }: At) {
  const [client, place] = [
    await clients.read(base, params.id ?? ''),
    await placeOfClient(base, params),
  ];
  if (!client || !place) throw new Refusal('admin.not_here');
  return { client, place };
}

async function ask(on: At, act: 'client.suspend' | 'client.resume', why: string): Promise<void> {
  const { client, place } = await clientAt(on);
  const asked = { act, params: { client_id: client.id } } as const;
  const asking = { ...asked, place, reason: why, by: on.staff.staff_id };
  await approvals.ask(on.base, asking, on.needs.approvals);
  done(on, back(on), 'asked');
}

export const lifeRoutes: readonly ConsoleRoute[] = [
  // The department answers for what its developers handed in; the province decides.
  post({
    ...{ path: `${at}/approval`, may: 'ask for a client to be approved', place: placeOfClient },
    fields: { reason },
    async handle(on, { reason }) {
      const { client, place } = await clientAt(on);
      const change = await clients.openChange(on.base, client.id);
      if (!change) throw new Refusal('clients.wrong_state');
      const act = change.first ? ('client.admit' as const) : ('client.change' as const);
      const params = { client_id: client.id, change_id: change.id };
      const asking = { act, params, place, reason, by: on.staff.staff_id };
      await approvals.ask(on.base, asking, on.needs.approvals);
      done(on, back(on), 'asked');
    },
  }),
  post({
    ...{ path: `${at}/return`, may: 'send a client back', place: placeOfClient },
    fields: { reason },
    async handle(on, { reason }) {
      const { client } = await clientAt(on);
      const change = await clients.openChange(on.base, client.id);
      const asked = { client_id: client.id, change_id: change?.id ?? '' };
      if (!change || !(await clients.refuse(on.base, asked, { reason, actor: actorOf(on) })))
        throw new Refusal('clients.wrong_state');
      done(on, back(on), 'changed');
    },
  }),
  post({
    ...{ path: `${at}/open`, may: 'bring a client', place: placeOfClient },
    fields: {},
    async handle(on) {
      const { client } = await clientAt(on);
      await clients.goLive(on.base, client.id, actorOf(on));
      done(on, back(on), 'changed');
    },
  }),
  post({
    ...{ path: `${at}/stop`, may: 'ask to stop or end a client', place: placeOfClient },
    fields: { reason },
    handle: (on, { reason }) => ask(on, 'client.suspend', reason),
  }),
  post({
    ...{ path: `${at}/stop-now`, may: 'stop a client at once', place: placeOfClient },
    fields: { reason },
    confirm: async (_base, { id = '' }) => id,
    async handle(on, { reason }) {
      const { client, place } = await clientAt(on);
      const asked = { act: 'client.suspend', params: { client_id: client.id } } as const;
      const asking = { ...asked, place, reason, by: on.staff.staff_id };
      await approvals.actNow(on.base, asking, on.needs.approvals);
      done(on, back(on), 'switched_off');
    },
  }),
  post({
    ...{ path: `${at}/review`, may: 'bring a client', place: placeOfClient },
    fields: {},
    async handle(on) {
      const { client } = await clientAt(on);
      await clients.review(on.base, client.id, actorOf(on));
      done(on, back(on), 'changed');
    },
  }),
  post({
    ...{ path: `${at}/retire`, may: 'ask to stop or end a client', place: placeOfClient },
    fields: { reason, on: clients.lastDay },
    confirm: async (_base, { id = '' }) => id,
    async handle(on, { reason, on: day }) {
      const { client, place } = await clientAt(on);
      const asked = { act: 'client.retire', params: { client_id: client.id, on: day } } as const;
      const asking = { ...asked, place, reason, by: on.staff.staff_id };
      await approvals.ask(on.base, asking, on.needs.approvals);
      done(on, back(on), 'asked');
    },
  }),
  post({
    ...{ path: `${at}/receipt`, may: 'hand in a receipt of deletion', place: placeOfClient },
    fields: clients.receiptShape.shape,
    async handle(on, receipt) {
      const { client } = await clientAt(on);
      await clients.receive(on.base, client.id, receipt, actorOf(on));
      done(on, back(on), 'changed');
    },
  }),
  post({
    ...{ path: `${at}/resume`, may: 'ask to stop or end a client', place: placeOfClient },
    fields: { reason },
    handle: (on, { reason }) => ask(on, 'client.resume', reason),
  }),
];
