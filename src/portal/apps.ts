import { h } from 'preact';
import { z } from 'zod';
import { NewAppPage } from '../../views/clients/new.tsx';
import { AppOverviewPage } from '../../views/clients/overview.tsx';
import type { AppShown, Group } from '../../views/clients/shown.ts';
import type { Lang } from '../../views/frame.ts';
import { transaction } from '../base.ts';
import * as acceptance from '../clients/acceptance/acceptance.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import * as developers from '../developers/developers.ts';
import { Refusal } from '../errors.ts';
import type { Fault } from '../faults.ts';
import { type At, actorOf, answer, answerFile, done } from './at.ts';
import { carriedFrom, readCarried } from './carry.ts';
import { rulesOf } from './needs.ts';
import { askedAt, openParts } from './parts.ts';
import { file, type PortalRoute, page, post } from './route.ts';

/** One application from its beginning to the day it goes live: what is missing, and the next step. */

/** The application of the address, which the guard has found within reach. */
export async function appOf(at: At): Promise<AppShown> {
  const { base, params } = at;
  const found = await clients.read(base, params['id'] ?? '');
  if (!found) throw new Refusal('developers.not_here');
  return { ...found, claims: await clients.claimsOf(base, found.id) };
}

async function newPage(at: At): Promise<void> {
  const { base, frame, needs, developer } = at;
  const belongs = await developers.departmentsOf(base, developer.developer_id);
  answer(at, h(NewAppPage, { frame, departments: belongs, own: needs.gate.sandbox }));
}

/** A draft of one of the developer's departments; in the sandbox also of nobody's but their own. */
async function begin(
  at: At,
  input: { department: string; id: string; carried?: string | undefined } & Record<
    `names.${Lang}`,
    string
  >,
): Promise<void> {
  const { base, developer, needs, frame } = at;
  const { developer_id } = developer;
  const brought = input.carried?.trim()
    ? readCarried(input.carried, frame.lang, rulesOf(needs))
    : undefined;
  const id = input.id.trim() || (brought?.said.id ?? '');
  const own = input.department === '';
  const belongs = await developers.departmentsOf(base, developer_id);
  const mayBegin = own ? needs.gate.sandbox : belongs.some(({ code }) => code === input.department);
  const found: Fault[] = [
    ...(mayBegin ? [] : [{ field: 'department', rule: 'department' } as const]),
    ...(brought?.faults ?? []).filter(({ field }) => !isTyped(input, field)),
  ];
  await transaction(base, async (base) => {
    const names = {
      'zh-CN': input['names.zh-CN'],
      ko: input['names.ko'],
      en: input['names.en'],
    };
    const department_code = own ? await provinceCode(at) : input.department;
    const said = Object.values(names).some((name) => name.trim()) ? { names } : undefined;
    const draft = { names, ...brought?.said, ...said, id, department_code };
    await clients.draft(base, draft, actorOf(at), found);
    if (own) await developers.ownDraft(base, { client_id: id, developer_id });
  });
  done(at, `/clients/apps/${id}`, 'begun');
}

/** Typed here, the id and the names count instead of those that were brought along. */
const isTyped = (input: Record<string, string | undefined>, field: string): boolean =>
  Object.entries(input).some(
    ([name, value]) => name.split('.')[0] === field.split('.')[0] && value?.trim(),
  );

/** A draft that no department has hangs on the province (ADR 0041). */
async function provinceCode({ base }: At): Promise<string> {
  const root = await departments.rootId(base);
  return (await departments.named(base, [root])).get(root)?.code ?? '';
}

async function overview(at: At): Promise<void> {
  const { base, frame, needs } = at;
  const app = await appOf(at);
  const [missing] = clients.missingIn(app as never);
  const keys = app.auth_method === 'private_key_jwt' || app.auth_method === 'none';
  const [latest] = await clients.changesOf(base, app.id, 1);
  answer(
    at,
    h(AppOverviewPage, {
      ...{ frame, app, open: openParts(at), sandbox: needs.gate.sandbox },
      carried: carriedFrom(app),
      missing: missing && (askedAt(missing) as Group),
      excusable: await excusableOf(at, app),
      credentials: keys || app.secrets.length > 0,
      to_excuse: (await acceptance.leftToExcuse(base, app.id))?.length,
      // Whose is a draft of nobody's department cannot be handed in (issue 6).
      may_submit: isDepartments(at, app.id),
      latest: latest && {
        ...{ state: latest.state, asked_at: latest.asked_at, fields: latest.fields },
        answer: latest.answer,
      },
      review: clients.standingOf(app, base.clock.now()),
      ending: await clients.endingOf(base, app.id),
    }),
  );
}

/** The registration as a text for another portal, in the sandbox. */
async function registration(at: At): Promise<void> {
  if (!at.needs.gate.sandbox) throw new Refusal('http.not_found');
  const app = await appOf(at);
  const name = `${app.id}-registration.json`;
  answerFile(at, { name, type: 'application/json', text: carriedFrom(app) });
}

const isDepartments = ({ reach }: At, id: string) => !reach.client_ids.includes(id);

const idOf = ({ params }: At) => params['id'] ?? '';
const back = (at: At) => `/clients/apps/${idOf(at)}`;
const text = (most: number) => z.string().max(most);

/** Why a point is to be excused: those of the closed list, and no other field. */
const reasons: Record<string, z.ZodOptional<z.ZodString>> = Object.fromEntries(
  acceptance.excusable.map((code) => [`excuse.${code}`, text(2_000).optional()]),
);

/**
 * The points that the form of handing in has a line for. In a sandbox those of the latest run; elsewhere
 * the report that will be shown is not known yet.
 */
async function excusableOf({ base, needs }: At, app: AppShown) {
  if (app.state !== 'draft' || app.profile !== 'standard') return [];
  if (!needs.gate.sandbox) return acceptance.excusable;
  return (await acceptance.latest(base, app.id))?.to_excuse ?? [];
}

export const routes: readonly PortalRoute[] = [
  page('/clients/new', newPage),
  post(
    '/clients/new',
    z.object({
      ...{ department: text(40), id: text(60), carried: text(60_000).optional() },
      ...{ 'names.zh-CN': text(200), 'names.ko': text(200), 'names.en': text(200) },
    }),
    begin,
  ),
  page('/clients/apps/:id', overview),
  file('/clients/apps/:id/registration', registration),
  post(
    '/clients/apps/:id/submit',
    z.object({ report: text(60_000).optional(), ...reasons }),
    async (at, { report, ...typed }: Record<string, string | undefined>) => {
      if (!isDepartments(at, idOf(at))) throw new Refusal('developers.not_here');
      const shown = report?.trim() || undefined;
      const excuses = Object.fromEntries(
        acceptance.excusable.map((code) => [code, typed[`excuse.${code}`] ?? '']),
      );
      const said = { report: shown, excuses, actor: actorOf(at) };
      await clients.submit(at.base, idOf(at), said, at.needs.accepted);
      done(at, back(at), 'submitted');
    },
  ),
  post('/clients/apps/:id/withdraw', z.object({}), async (at) => {
    await clients.withdraw(at.base, idOf(at), actorOf(at));
    done(at, back(at), 'withdrawn');
  }),
  post('/clients/apps/:id/live', z.object({}), async (at) => {
    await clients.goLive(at.base, idOf(at), actorOf(at));
    done(at, back(at), 'live');
  }),
  post('/clients/apps/:id/review', z.object({}), async (at) => {
    await clients.review(at.base, idOf(at), actorOf(at));
    done(at, back(at), 'reviewed');
  }),
  post('/clients/apps/:id/abandon', z.object({ named: text(60) }), async (at, { named }) => {
    if (named.trim() !== idOf(at)) throw new Refusal('admin.not_named', { field: 'named' });
    await clients.abandon(at.base, idOf(at), actorOf(at));
    done(at, back(at), 'abandoned');
  }),
];
