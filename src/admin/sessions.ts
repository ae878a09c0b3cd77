import { h } from 'preact';
import { z } from 'zod';
import { endingReasons, SessionPage } from '../../views/admin/sessions.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as overview from '../sessions/overview.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { behind, handleOf } from './handles.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { allows, covers } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

/** Accounts of ours; no source has such an id. */
const OURS = '-';

/** How many came through each source, or with `?source=` or `?client=` the newest of one. */
async function list(at: At): Promise<void> {
  const asked = filters(at.ctx, {
    source: z.string().max(40).optional(),
    client: z.string().max(120).optional(),
  });
  if (asked.source) return newest(at, { source_id: asked.source === OURS ? null : asked.source });
  if (asked.client) return newest(at, { client_id: asked.client });
  return bySource(at);
}

async function bySource(at: At): Promise<void> {
  const { base, scope, frame } = at;
  const { lang } = frame;
  const t = sentences(lang).console.sessions;
  const listed = (await sources.list(base)).filter(({ department }) =>
    covers(scope, { department_ids: [department.id] }),
  );
  const live = await overview.counts(
    base,
    listed.map(({ id }) => id),
  );
  const rows = listed.map(({ id, names }) => ({
    id,
    name: inWords(names, lang),
    live: live.get(id) ?? 0,
  }));
  if (scope.department_ids === 'all')
    rows.push({ id: OURS, name: t.ours, live: await overview.countOurs(base) });
  const named = await clients.within(base, scope);
  await answerTable(at, {
    section: 'sessions',
    title: t.title,
    intro: t.intro,
    filters: [
      {
        name: 'client',
        label: t.client,
        options: [
          { value: '', label: sentences(lang).console.table.all },
          ...named.map(({ id, names }) => ({ value: id, label: inWords(names, lang) })),
        ],
      },
    ],
    columns: [
      { title: t.source, text: (row) => row.name },
      {
        title: t.live,
        text: (row) => (row.live >= overview.BOUND ? t.more(overview.BOUND - 1) : String(row.live)),
        number: true,
      },
    ],
    rows,
    href: ({ id }) => `/admin/sessions?source=${encodeURIComponent(id)}`,
    empty: t.no_sources,
  });
}

async function newest(at: At, of: overview.Looked['of']): Promise<void> {
  const { base, limit, frame } = at;
  const { lang } = frame;
  const t = sentences(lang).console.sessions;
  const name = await nameOf(at, of);
  const [id] = after(at, z.tuple([z.uuid()])) ?? [];
  const rows = await overview.look(base, {
    of,
    after: id,
    limit: limit + 1,
    absolute: at.needs.absolute,
  });
  await answerTable(at, {
    section: 'sessions',
    title: `${t.list}: ${name}`,
    columns: [
      { title: t.started, text: (row) => momentWords(row.started_at, lang), whole: true },
      { title: t.ends, text: (row) => momentWords(row.ends_at, lang), whole: true },
      { title: t.level, text: (row) => String(row.level), number: true },
      { title: t.kind, text: (row) => t.kinds[row.kind] },
      { title: t.clients, text: (row) => String(row.clients), number: true },
    ],
    ...pageOf(rows, limit, (row) => [row.id]),
    href: (row) => hrefOf(base, row.id),
    empty: t.empty,
  });
}

/** The name of what is looked at; what lies outside the scope is not there. */
async function nameOf(at: At, of: overview.Looked['of']): Promise<string> {
  const { base, scope, frame } = at;
  const t = sentences(frame.lang).console.sessions;
  if ('client_id' in of) {
    const client = (await clients.within(base, scope)).find(({ id }) => id === of.client_id);
    if (!client) throw new Refusal('admin.not_here');
    return inWords(client.names, frame.lang);
  }
  const where = await placeOfSource(base, of.source_id);
  if (!where || !covers(scope, where)) throw new Refusal('admin.not_here');
  if (of.source_id === null) return t.ours;
  const source = await sources.read(base, of.source_id);
  return source ? inWords(source.names, frame.lang) : t.ours;
}

/** A session hangs where its source hangs; one that began with an account of ours, on the province. */
async function placeOfSource(base: Base, source_id: string | null) {
  if (source_id === null) return 'province';
  const source = await sources.read(base, source_id);
  const id = source && (await departments.idOf(base, source.department_code));
  return id === undefined ? undefined : { department_ids: [id] };
}

const hrefOf = (base: Base, id: string) => `/admin/sessions/${handleOf(base.ring, 'session', id)}`;

async function sessionOf(base: Base, params: Record<string, string>) {
  const id = behind(base.ring, 'session', params['session']);
  return id === undefined ? undefined : overview.live(base, id);
}

const place: PlaceOf = async (base, params) => {
  const found = await sessionOf(base, params);
  return found && placeOfSource(base, found.source_id);
};

async function one(at: At): Promise<void> {
  const found = await sessionOf(at.base, at.params);
  const where = await place(at.base, at.params);
  if (!found || !where) throw new Refusal('admin.not_here');
  const may = await allows(at.base, at.staff.grants, 'end a session', where);
  answer(
    at,
    h(SessionPage, {
      frame: at.frame,
      found,
      source: await nameOf(at, { source_id: found.source_id }),
      end: may ? `${hrefOf(at.base, found.id)}/end` : undefined,
    }),
  );
}

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/sessions', may: 'see sessions', handle: list }),
  page({ path: '/admin/sessions/:session', may: 'see sessions', place, handle: one }),
  post({
    path: '/admin/sessions/:session/end',
    may: 'end a session',
    place,
    fields: { why: z.enum(endingReasons) },
    async handle(at, { why }) {
      const found = await sessionOf(at.base, at.params);
      if (!found) throw new Refusal('admin.not_here');
      const actor = actorOf(at);
      const ended = await sessions.end(
        at.base,
        { ids: [found.id] },
        { reason: 'staff', actor, said: why },
      );
      const to = `/admin/sessions?source=${encodeURIComponent(found.source_id ?? OURS)}`;
      done(at, to, ended > 0 ? 'changed' : 'nothing');
    },
  }),
];
