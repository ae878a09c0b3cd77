import { h } from 'preact';
import { z } from 'zod';
import { SourcePage } from '../../views/admin/sources.tsx';
import * as approvals from '../approvals/approvals.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import * as measures from '../measures/measures.ts';
import * as sources from '../sources/sources.ts';
import * as staff from '../staff/staff.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { drainOf, isYoung, watchedOf } from './source-health.ts';
import { placeOfSource } from './source-place.ts';
import { changedRules, ruleFields } from './source-rules.ts';
import { list } from './sources-list.ts';

/** The department login systems: how they do, and asking for them to be switched or changed. */

const at = '/admin/sources/:id';
const back = ({ params }: At) => `/admin/sources/${params.id}`;
const confirm = async (_base: Base, params: Record<string, string>) => params.id ?? '';

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
  const [row, where] = [await sources.read(base, id), await placeOfSource(base, params)];
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
      in_the_way: sources.settingInTheWay(base, row),
      steps: sources.stepsOf(row),
      testers: sources.testersOf(base, row).length,
      compared: await comparedEnough(base, id),
      compared_from: COMPARED_FROM,
      invitation: `${at.needs.issuer}/account/sign-in?try=${id}`,
      last: (await measures.last(base, 'source', 'login.succeeded')).get(id),
      young: isYoung(base, row),
      watched: await watchedOf(base, row),
      drain: await drainOf(base, id),
      sessions: await measures.activeSessions(base, { series: 'source', ids: [id] }),
      pending: await pendingOn(base, id),
      may_ask: await may('ask for a change of a source'),
      may_connect: await may('connect a source'),
      may_now: await may('switch a source off at once'),
      may_see_sessions: await may('see sessions'),
    }),
  );
}

/** What waits for a second person about a source, and who asked. */
async function pendingOn(base: Base, id: string) {
  const open = await approvals.openOn(base, id);
  const names = await staff.names(
    base,
    open.map(({ asked_by }) => asked_by),
  );
  return open.map(({ id, act, asked_by }) => ({ id, act, by: names.get(asked_by) ?? '' }));
}

/** Asks for an act on the source of the address, and comes back to its page. */
async function ask(at: At, asked: approvals.Asked, reason: string): Promise<void> {
  const { base, staff, params } = at;
  const place = await placeOfSource(base, params);
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
  page({ path: at, may: 'see sources', place: placeOfSource, handle: one }),
  post({
    ...{ path: `${at}/on`, may, place: placeOfSource },
    fields: { reason },
    handle: (at, input) =>
      ask(at, { act: 'source.enable', params: { source_id: at.params.id ?? '' } }, input.reason),
  }),
  post({
    ...{ path: `${at}/off`, may, place: placeOfSource, confirm },
    fields: { reason, sessions },
    handle: (at, { reason, sessions }) =>
      ask(at, { act: 'source.disable', params: disabling(at, sessions) }, reason),
  }),
  post({
    ...{ path: `${at}/off-now`, may: 'switch a source off at once', place: placeOfSource, confirm },
    fields: { reason, sessions },
    async handle(at, { reason, sessions }) {
      const { base, staff, params, needs } = at;
      const place = await placeOfSource(base, params);
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
    ...{ path: `${at}/move`, may, place: placeOfSource },
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
    ...{ path: `${at}/testers`, may, place: placeOfSource },
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
    ...{ path: `${at}/change`, may, place: placeOfSource },
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
