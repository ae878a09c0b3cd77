import { h } from 'preact';
import { z } from 'zod';
import {
  type FaultOf,
  type LookShown,
  SourcePreviewPage,
} from '../../views/admin/source-preview.tsx';
import * as audit from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import { readQuery } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import type { Arrival } from '../sources/contract.ts';
import * as editing from '../sources/editing.ts';
import { type Came, kindOf, originsOf, preview } from '../sources/previewing.ts';
import type * as sources from '../sources/sources.ts';
import { addTester, sealTester } from '../sources/tester-entry.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { maskedAttributes, maskedSaid, maskedSubject } from './preview-masks.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { allows } from './scope.ts';
import { placeOfSource, sourceAt } from './source-place.ts';

/**
 * A sign-in that somebody of the staff makes to see what a source says and what would follow. Its
 * result is shown once, to the session that began it, and kept nowhere.
 */

const path = '/admin/sources/:id/preview';
const may = 'connect a source';
const mayTest = 'ask for a change of a source';

async function show(
  at: At,
  row: sources.SourceRow,
  look?: LookShown,
  subject?: string,
): Promise<void> {
  // The form leads to the department's own pages.
  formsMayLeadTo(at.ctx, originsOf(at.base, row));
  const kind = kindOf(row);
  const tester =
    subject !== undefined && editing.changedAlone(row.state) && (await mayName(at))
      ? sealTester(at.base, { source_id: row.id, staff_session_id: at.staff.id }, subject)
      : undefined;
  answer(at, h(SourcePreviewPage, { frame: at.frame, source: row, kind, look, tester }));
}

/** Whether they may name testers here, as on the page of the source. */
async function mayName({ base, params, staff }: At): Promise<boolean> {
  const where = await placeOfSource(base, params);
  return where !== undefined && allows(base, staff.grants, mayTest, where);
}

async function arrived(at: At): Promise<void> {
  const row = await sourceAt(at);
  const { visit } = readQuery(
    at.ctx,
    z.looseObject({
      visit: z
        .string()
        .regex(/^[\w-]{43}$/)
        .optional(),
    }),
  );
  if (visit === undefined) return show(at, row);
  const taken = await at.needs.previews.take(visit, at.staff.id);
  if (taken.source_id !== row.id) throw new Refusal('login.visit_unknown', { field: 'state' });
  await seen(at, row, async () => {
    const source = preview(at.base, row);
    if (source.kind !== 'redirect') throw new Refusal('sources.changed_meanwhile');
    return source.complete(taken.answer, taken.remembered);
  });
}

/** Nobody finds out by hundreds of made-up people who is known here: after a few tries each next one waits. */
async function slowDown({ base, staff }: At): Promise<void> {
  const { wait } = await rateLimit.slowDown(base, { account: `previewing ${staff.staff_id}` });
  if (wait > 0) throw new Refusal('http.too_many_requests', { retry_after: wait });
}

async function begin(at: At, typed: { username?: string; password?: string }): Promise<void> {
  const row = await sourceAt(at);
  if (row.state === 'retired') throw new Refusal('sources.no_such_step');
  const { base, ctx, staff, needs } = at;
  const { username = '', password = '' } = typed;
  if (kindOf(row) === 'password' && (username.trim() === '' || password === ''))
    throw new Refusal('http.bad_input', {
      field: username.trim() === '' ? 'username' : 'password',
    });
  await slowDown(at);
  if (kindOf(row) === 'redirect')
    return needs.previews.begin(ctx, { row, staff_session_id: staff.id, frame: at.frame });
  await seen(at, row, async () => {
    const source = preview(base, row);
    if (source.kind !== 'password') throw new Refusal('sources.changed_meanwhile');
    return tryTyped(at, row, source, { username, password });
  });
}

/** Counted with the tries at the sign-in page: this is no way around them. */
async function tryTyped(
  { base, ctx }: At,
  row: sources.SourceRow,
  source: Extract<ReturnType<typeof preview>, { kind: 'password' }>,
  { username, password }: { username: string; password: string },
) {
  const tried: rateLimit.Who[] = [];
  const admit = async (who: rateLimit.Who) => {
    const { wait } = await rateLimit.slowDown(base, who);
    if (wait > 0) return false;
    tried.push(who);
    return true;
  };
  const account = `${row.id} ${identities.asCounted(base, username)}`;
  if (!(await admit({ account, network: ctx.ip })))
    return { refused: 'too_often', knew: false } as const;
  const ended = (how: (base: At['base'], who: rateLimit.Who) => Promise<unknown>) =>
    Promise.all(tried.map((who) => how(base, who)));
  try {
    const came = await source.verify(username.trim(), password, (key) =>
      admit({ account: `${row.id} account ${key}` }),
    );
    const right = !('refused' in came) || came.knew;
    await ended(right ? rateLimit.goodTry : rateLimit.wrongTry);
    return came;
  } catch (thrown) {
    await ended(rateLimit.noTry);
    throw thrown;
  }
}

type Brought = Came | 'cancelled' | { refused: string; knew: boolean };

/** Shows what came, and writes down that somebody looked; never what they saw. */
async function seen(at: At, row: sources.SourceRow, bring: () => Promise<Brought>): Promise<void> {
  let subject: string | undefined;
  const look = await bring().then(
    (brought) => {
      if (typeof brought === 'object' && 'arrival' in brought) subject = brought.arrival.subject;
      return lookOf(at, row, brought);
    },
    (thrown: unknown): LookShown => {
      if (!(thrown instanceof Refusal)) throw thrown;
      at.ctx.state.refusal = thrown.code;
      const fault = String(thrown.detail.words?.['fault'] ?? thrown.code);
      return { came: 'failed', fault, of: faultOf(row, fault) };
    },
  );
  await audit.append(at.base, {
    kind: 'source.previewed',
    actor: actorOf(at),
    object: { kind: 'source', id: row.id },
    source_id: row.id,
    outcome: look.came === 'somebody' ? 'ok' : 'failed',
    detail:
      look.came === 'somebody'
        ? { outcome: look.outcome, reason: look.reason, level: look.level }
        : { came: look.came, ...(look.came === 'refused' && { reason: look.refused }) },
  });
  await show(at, row, look, subject);
}

async function lookOf({ base }: At, row: sources.SourceRow, brought: Brought): Promise<LookShown> {
  if (brought === 'cancelled') return { came: 'cancelled' };
  if ('refused' in brought) return { came: 'refused', refused: brought.refused };
  const { said, arrival, asserted } = brought;
  const { outcome, reason } = await identities.preview(base, arrival);
  return {
    came: 'somebody',
    said: maskedSaid(said),
    word: said.acr?.slice(0, 100),
    subject: maskedSubject(arrival.subject),
    became: maskedAttributes(arrival),
    ...{ asserted, ceiling: row.ceiling, level: arrival.level, outcome, reason },
  };
}

/** What is to be put right in the settings or the mapping; undefined of any other fault. */
function faultOf({ protocol }: sources.SourceRow, fault: string): FaultOf | undefined {
  const [, missing] = /^settings ([\w.]+)$/.exec(fault) ?? [];
  if (missing !== undefined) return { fault: 'in_the_way', protocol, setting: missing };
  const [, field = '', what] = /^(\w+) (refused|repeated)$/.exec(fault) ?? [];
  if (fault === 'subject refused')
    return { fault: 'subject', protocol, setting: subjectSettings[protocol] };
  return what && Object.hasOwn(attributeNames, field)
    ? { fault: what as 'refused' | 'repeated', field }
    : undefined;
}

/** Where each protocol is told what the account's lasting key is; an OpenID provider says `sub`. */
const subjectSettings = {
  oidc: undefined,
  oauth2: 'userinfo.subject',
  cas: 'subject',
  ldap: 'subject',
  'password-table': 'columns.subject',
  saml: 'subject_attribute',
  ticket: 'user.subject',
} as const satisfies Record<sources.SourceRow['protocol'], string | undefined>;

const attributeNames = {
  ...{ name: true, alias: true, id_type: true, id_number: true, phone_number: true },
  ...{ email: true, gender: true, birthdate: true },
} as const satisfies Record<keyof Arrival['attributes'], true>;

async function nameTester(at: At, { entry }: { entry: string }): Promise<void> {
  const row = await sourceAt(at);
  const whose = { source_id: row.id, staff_session_id: at.staff.id };
  const added = await addTester(at.base, whose, entry, actorOf(at));
  done(at, `/admin/sources/${row.id}`, added ? 'testers_named' : 'nothing');
}

const typed = {
  username: z.string().max(200).optional(),
  password: z.string().max(1_024).optional(),
};

export const routes: readonly ConsoleRoute[] = [
  page({ path, may, place: placeOfSource, handle: arrived }),
  post({ path, may, place: placeOfSource, fields: typed, handle: begin }),
  post({
    ...{ path: `${path}/tester`, may: mayTest, place: placeOfSource },
    ...{ fields: { entry: z.string().max(2_000) }, handle: nameTester },
  }),
];
