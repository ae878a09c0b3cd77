import { h } from 'preact';
import { z } from 'zod';
import { LastSuccess, lastWords, SourcePage, sourceStates } from '../../views/admin/sources.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import { type Base, transaction } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import * as measures from '../measures/measures.ts';
import * as sources from '../sources/sources.ts';
import { reason } from './asking.ts';
import { type At, answer, done, filters } from './at.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows, type Place } from './scope.ts';
import { drainOf, watchedOf } from './source-health.ts';
import { changedRules, ruleFields } from './source-rules.ts';
import { answerTable } from './table.ts';

/** The department login systems: how they do, and asking for them to be switched or changed. */

async function placeOf(
  base: Base,
  { id = '' }: Record<string, string>,
): Promise<Place | undefined> {
  const row = await sources.read(base, id);
  const department = row && (await departments.idOf(base, row.department_code));
  return department === undefined ? undefined : { department_ids: [department] };
}

const at = '/admin/sources/:id';
const back = ({ params }: At) => `/admin/sources/${params.id}`;
const confirm = async (_base: Base, params: Record<string, string>) => params.id ?? '';

const counted = ['login.succeeded', 'login.failed'] as const;

async function list(at: At): Promise<void> {
  const t = sentences(at.frame.lang).console;
  const wanted = filters(at, {
    q: z.string().max(100).optional(),
    state: z.enum(sources.states).optional(),
    health: z.enum(['ok', 'down', 'not_open']).optional(),
  });
  const lang = at.frame.lang;
  const all = await sources.overview(at.base, at.scope.department_ids);
  const counts = await measures.bySeries(at.base, '24h', { series: 'source' }, counted);
  const lasts = await measures.last(at.base, 'source', 'login.succeeded');
  const count = (id: string, measure: string) =>
    String(
      counts
        .filter((one) => one.series_id === id && one.measure === measure)
        .reduce((sum, one) => sum + one.count, 0),
    );
  const named = wanted.q?.trim().toLowerCase();
  const rows = all.filter(
    (one) =>
      (!wanted.state || one.state === wanted.state) &&
      (!wanted.health || one.health === wanted.health) &&
      (!named || `${one.id} ${Object.values(one.names).join(' ')}`.toLowerCase().includes(named)),
  );
  const { columns } = t.sources;
  const options = <K extends string>(words: Record<K, string>) => [
    { value: '', label: t.table.all },
    ...Object.entries<string>(words).map(([value, label]) => ({ value, label })),
  ];
  await answerTable(at, {
    section: 'sources',
    title: t.sources.title,
    intro: t.sources.intro,
    empty: t.sources.empty,
    filters: [
      { name: 'q', label: t.sources.search, value: wanted.q },
      {
        name: 'state',
        label: columns.state,
        value: wanted.state,
        options: options(t.sources.states),
      },
      {
        name: 'health',
        label: columns.health,
        value: wanted.health,
        options: options(t.sources.health),
      },
    ],
    rows,
    href: (one) => `/admin/sources/${one.id}`,
    columns: [
      { title: columns.name, text: (one) => inWords(one.names, lang) },
      { title: columns.id, text: (one) => one.id },
      { title: columns.department, text: (one) => inWords(one.department.names, lang) },
      {
        title: columns.state,
        text: (one) => t.sources.states[one.state],
        cell: (one) => sourceStates.state(one, lang),
      },
      {
        title: columns.health,
        text: (one) => t.sources.health[one.health],
        cell: (one) => sourceStates.health(one, lang),
      },
      { title: columns.ceiling, text: (one) => String(one.ceiling), number: true },
      { title: columns.registration, text: (one) => t.sources.registrations[one.registration] },
      {
        title: columns.last,
        text: (one) => lastWords(lasts.get(one.id), lang),
        cell: (one) => h(LastSuccess, { last: lasts.get(one.id), lang }),
      },
      { title: columns.ok, text: (one) => count(one.id, 'login.succeeded'), number: true },
      { title: columns.failed, text: (one) => count(one.id, 'login.failed'), number: true },
    ],
  });
}

/** The trail names who compared: with fewer counts than this one could tell what theirs gave. */
const COMPARED_FROM = 20;

async function comparedEnough(base: Base, id: string) {
  const counts = await sources.comparedSoFar(base, id);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return all < COMPARED_FROM ? undefined : counts;
}

async function one(at: At): Promise<void> {
  const { base, params, staff, frame } = at;
  const { id = '' } = params;
  const [row, where] = [await sources.read(base, id), await placeOf(base, params)];
  const [source] = (await sources.overview(base)).filter((source) => source.id === id);
  if (!row || !where || !source) throw new Refusal('admin.not_here');
  const may = (permission: Parameters<typeof allows>[2]) =>
    allows(base, staff.grants, permission, where);
  answer(
    at,
    h(SourcePage, {
      frame,
      source,
      settings: sources.settingsShown(base, row),
      steps: sources.stepsOf(row),
      testers: sources.testersOf(base, row).length,
      compared: await comparedEnough(base, id),
      compared_from: COMPARED_FROM,
      invitation: `${at.needs.issuer}/account/sign-in?try=${id}`,
      last: (await measures.last(base, 'source', 'login.succeeded')).get(id),
      watched: await watchedOf(base, row),
      drain: await drainOf(base, id),
      sessions: await measures.activeSessions(base, { series: 'source', ids: [id] }),
      may_ask: await may('ask for a change of a source'),
      may_now: await may('switch a source off at once'),
      may_see_sessions: await may('see sessions'),
    }),
  );
}

/** Asks for an act on the source of the address, and comes back to its page. */
async function ask(at: At, asked: approvals.Asked, reason: string): Promise<void> {
  const { base, staff, params } = at;
  const place = await placeOf(base, params);
  if (!place) throw new Refusal('admin.not_here');
  await approvals.ask(base, { ...asked, place, reason, by: staff.staff_id }, at.needs.approvals);
  done(at, back(at), 'asked');
}

const may = 'ask for a change of a source';

/** What becomes of the sessions that came through it; not said: they end. */
const sessions = z.enum(['end', 'keep']).optional();

const disabling = ({ params }: At, sessions: 'end' | 'keep' | undefined) => ({
  source_id: params.id ?? '',
  ...(sessions && { sessions }),
});

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/sources', may: 'see sources', handle: list }),
  page({ path: at, may: 'see sources', place: placeOf, handle: one }),
  post({
    ...{ path: `${at}/on`, may, place: placeOf },
    fields: { reason },
    handle: (at, input) =>
      ask(at, { act: 'source.enable', params: { source_id: at.params.id ?? '' } }, input.reason),
  }),
  post({
    ...{ path: `${at}/off`, may, place: placeOf, confirm },
    fields: { reason, sessions },
    handle: (at, { reason, sessions }) =>
      ask(at, { act: 'source.disable', params: disabling(at, sessions) }, reason),
  }),
  post({
    ...{ path: `${at}/off-now`, may: 'switch a source off at once', place: placeOf, confirm },
    fields: { reason, sessions },
    async handle(at, { reason, sessions }) {
      const { base, staff, params, needs } = at;
      const place = await placeOf(base, params);
      if (!place) throw new Refusal('admin.not_here');
      const asked = { act: 'source.disable', params: disabling(at, sessions) } as const;
      await approvals.actNow(
        base,
        { ...asked, place, reason, by: staff.staff_id },
        needs.approvals,
      );
      done(at, back(at), 'switched_off');
    },
  }),
  post({
    ...{ path: `${at}/move`, may, place: placeOf },
    fields: { reason, to: z.enum(sources.states) },
    async handle(at, { reason, to }) {
      const row = await sources.read(at.base, at.params.id ?? '');
      if (!row) throw new Refusal('admin.not_here');
      if (!sources.stepsOf(row).includes(to)) throw new Refusal('sources.no_such_step');
      await ask(
        at,
        { act: 'source.move', params: { source_id: row.id, to, was: row.state } },
        reason,
      );
    },
  }),
  // One person names them: they come in only while two have put the source into test.
  post({
    ...{ path: `${at}/testers`, may, place: placeOf },
    fields: { testers: z.string().max(20_000) },
    async handle(at, { testers }) {
      const actor = { kind: 'staff', id: at.staff.staff_id } as const;
      const named = testers.split(/\r?\n/).filter((line) => line.trim() !== '');
      const source_id = at.params.id ?? '';
      await transaction(at.base, async (base) => {
        const subjects = await sources.nameTesters(base, source_id, named, actor);
        await identities.endAccounts(base, { source_id, subjects }, actor);
      });
      done(at, back(at), 'testers_named');
    },
  }),
  post({
    ...{ path: `${at}/change`, may, place: placeOf },
    fields: { reason, ...ruleFields },
    async handle(at, { reason, ...input }) {
      const row = await sources.read(at.base, at.params.id ?? '');
      if (!row) throw new Refusal('admin.not_here');
      const was = sources.rulesOf(row);
      const to = changedRules(was, input);
      if (Object.keys(to).length === 0) return done(at, back(at), 'nothing');
      // Said now rather than after a second person has read it.
      await transaction(at.base, (base) => sources.tenable(base, to));
      await ask(at, { act: 'source.change', params: { source_id: row.id, to, was } }, reason);
    },
  }),
];
