import { h } from 'preact';
import { z } from 'zod';
import { Actor, Coded, TrailBelow, TrailEvent, TrailReached } from '../../views/admin/trail.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import * as audit from '../audit/audit.ts';
import * as exported from '../audit/exports.ts';
import { archivedMonths, oneEvent } from '../audit/one.ts';
import { type FoundEvent, search } from '../audit/search.ts';
import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import * as staff from '../staff/staff.ts';
import { reason } from './asking.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { codeWords, kindWords, party, UUID } from './event-words.ts';
import { behind, handleOf } from './handles.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { after, answerTable } from './table.ts';
import * as trailFilters from './trail-filters.ts';

/**
 * The trail: searching it, one event with its seal, exports. Reading it changes nothing, and is written
 * down itself: what audit administrators do is audited too (GB/T 22239-2019 8.1.5.2).
 */

async function list(at: At): Promise<void> {
  const { base, frame, limit } = at;
  const { lang } = frame;
  const t = sentences(lang).console.trail;
  const asked = trailFilters.asked(at);
  const wanted = trailFilters.wantedOf(at, asked);
  const found = await search(base, wanted, { limit, after: cursor(at) });
  // A file says so itself.
  if (at.ctx.query['format'] !== 'csv') await searched(at, Object.keys(asked), wanted.identity_id);
  const names = await staffIn(base, found.events);
  const may_ask = await allows(base, at.staff.grants, 'ask for an export of the trail', 'province');
  await answerTable(at, {
    section: 'trail',
    title: t.title,
    intro: t.intro,
    filters: await trailFilters.formOf(at, asked),
    columns: [
      { title: t.at, text: (event) => momentWords(new Date(event.at), lang), whole: true },
      {
        title: t.kind,
        text: ({ kind }) => kindWords(kind, lang),
        cell: ({ kind }) => h(Coded, { words: kindWords(kind, lang), code: kind }),
      },
      { title: t.kind_code, text: ({ kind }) => kind, file_only: true },
      {
        title: t.actor,
        text: (event) => party(at, event.actor_kind, event.actor_id, names),
        cell: (event) =>
          h(Actor, {
            words: party(at, event.actor_kind, event.actor_id, names),
            ...(names.has(event.actor_id ?? '') && {
              href: `/admin/trail?staff=${handleOf(base.ring, 'staff', event.actor_id ?? '')}`,
            }),
          }),
      },
      {
        title: t.object,
        text: (event) => party(at, event.object_kind, event.object_id, names),
      },
      { title: t.client, text: (event) => event.client_id ?? '' },
      { title: t.source, text: (event) => event.source_id ?? '' },
      { title: t.outcome, text: ({ outcome }) => t[outcome as 'ok'] ?? outcome },
      {
        title: t.code,
        text: ({ code }) => code ?? '',
        cell: ({ code }) => h(Coded, { words: codeWords(code, lang), code }),
      },
      { title: t.code_words, text: ({ code }) => codeWords(code, lang), file_only: true },
    ],
    rows: found.events,
    next: found.next && cursorOf(at, found.next),
    href: (event) => `/admin/trail/events/${handleOf(base.ring, 'event', event.id)}`,
    empty: t.empty,
    ...(found.reached && { above: h(TrailReached, { frame, at: found.reached }) }),
    below: h(TrailBelow, {
      ...{ frame, may_ask },
      exports: await exported.exportsNow(base, at.staff.staff_id),
      archives: await archivedMonths(base),
    }),
  });
}

/** The names of the staff that events are of: the trail has their ids only. */
const staffIn = (base: At['base'], events: readonly FoundEvent[]) =>
  staff.names(
    base,
    events.flatMap(({ actor_kind, actor_id, object_kind, object_id }) => [
      ...(actor_kind === 'staff' && actor_id ? [actor_id] : []),
      ...(object_kind === 'staff' && object_id ? [object_id] : []),
    ]),
  );

/** By which filters, never by which values: anything may be typed there. */
async function searched(at: At, by: readonly string[], identity?: string): Promise<void> {
  await audit.append(at.base, {
    kind: 'audit.searched',
    actor: actorOf(at),
    ...(identity &&
      identity !== trailFilters.NOBODY && { object: { kind: 'identity', id: identity } }),
    outcome: 'ok',
    detail: { by: by.join(' '), on: at.ctx.query['after'] !== undefined },
  });
}

const cursorOf = ({ base }: At, id: string) =>
  Buffer.from(JSON.stringify([handleOf(base.ring, 'event', id)])).toString('base64url');

const cursor = (at: At): string | undefined => {
  const [handle] = after(at, z.tuple([z.string()])) ?? [];
  const id = behind(at.base.ring, 'event', handle);
  if (handle !== undefined && id === undefined)
    throw new Refusal('http.bad_input', { field: 'after' });
  return id;
};

const idOf = ({ ring }: At['base'], { event }: Record<string, string>) =>
  behind(ring, 'event', event);

async function one(at: At): Promise<void> {
  const { base, frame, params } = at;
  const { lang } = frame;
  const found = await oneEvent(base, idOf(base, params) ?? trailFilters.NOBODY);
  if (!found) throw new Refusal('admin.not_here');
  const { event, seal, genuine } = found;
  await audit.append(base, {
    kind: 'audit.event_read',
    actor: actorOf(at),
    object: { kind: 'event', id: event.id },
    outcome: 'ok',
  });
  const names = await staffIn(base, [event]);
  const shown = (part: FoundEvent['detail'][string]) =>
    typeof part === 'string' && UUID.test(part)
      ? handleOf(base.ring, 'identity', part)
      : String(part);
  answer(
    at,
    h(TrailEvent, {
      ...{ frame, seal, genuine, kind: event.kind, at: event.at, outcome: event.outcome },
      ...{ words: kindWords(event.kind, lang), code_words: codeWords(event.code, lang) },
      ...{ actor: party(at, event.actor_kind, event.actor_id, names), code: event.code },
      object: party(at, event.object_kind, event.object_id, names),
      ...{ client: event.client_id, source: event.source_id },
      detail: Object.entries(event.detail).map(([name, part]) => ({
        ...{ name, value: shown(part) },
        words: typeof part === 'string' ? codeWords(part, lang) : '',
      })),
    }),
  );
}

/** A number goes no further than here: what comes into the address is the handle of whom it belongs to. */
async function byNumber(at: At, { number }: { number: string }): Promise<void> {
  const id = await identities.findByIdentifier(at.base, number);
  await audit.append(at.base, {
    kind: 'audit.number_searched',
    actor: actorOf(at),
    ...(id && { object: { kind: 'identity', id } }),
    outcome: id ? 'ok' : 'failed',
  });
  seeOther(
    at.ctx,
    `/admin/trail?identity=${handleOf(at.base.ring, 'identity', id ?? trailFilters.NOBODY)}`,
  );
}

async function ask(at: At, { reason, ...params }: { reason: string; from: string; until: string }) {
  const { base, staff, needs } = at;
  const asking = { act: 'trail.export', params, place: 'province', reason } as const;
  await approvals.ask(base, { ...asking, by: staff.staff_id }, needs.approvals);
  done(at, '/admin/trail', 'asked');
}

async function fetchFile(at: At): Promise<void> {
  const id = at.params['id'] ?? '';
  const found = await exported.fetchExport(at.base, { id, by: at.staff.staff_id });
  if (!found) throw new Refusal('admin.not_here');
  at.ctx.type = 'application/gzip';
  at.ctx.attachment(found.name);
  at.ctx.body = found.file;
}

const may = 'read the trail';

/** The trail is one, of the whole province: no smaller scope holds any of it. */
const whole = async () => 'province' as const;

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/trail', may, place: whole, handle: list }),
  post({
    path: '/admin/trail/number',
    place: whole,
    may,
    fields: { number: z.string().max(64) },
    handle: byNumber,
  }),
  page({
    ...{ path: '/admin/trail/events/:event', may, handle: one },
    place: async (base, params) =>
      (await oneEvent(base, idOf(base, params) ?? trailFilters.NOBODY)) ? 'province' : undefined,
  }),
  post({
    ...{ path: '/admin/trail/exports', may: 'ask for an export of the trail', handle: ask },
    place: whole,
    fields: { reason, from: z.iso.date(), until: z.iso.date() },
  }),
  page({
    ...{
      path: '/admin/trail/exports/:id',
      may: 'ask for an export of the trail',
      handle: fetchFile,
    },
    place: async (_base, { id }) => (UUID.test(id ?? '') ? 'province' : undefined),
  }),
];
