import { h } from 'preact';
import { z } from 'zod';
import { InitialTokenPage, TakenTokenPage } from '../../views/admin/initial-tokens.tsx';
import { type Offered, TokenAskAct } from '../../views/admin/initial-tokens-ask.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as tokens from '../clients/dynamic/initial-tokens.ts';
import { authMethods, profiles } from '../clients/protocol.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { nodeInScope } from './departments-place.ts';
import { behind, handleOf } from './handles.ts';
import { placesIn } from './places.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { allows, scopeOf } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

/** Initial tokens, by which programs register a department's applications: asked for, taken, revoked (ADR 48). */

const path = '/admin/registration-tokens';
const see = 'see registration tokens';
const mayAsk = 'ask for a registration token';
const mayRevoke = 'revoke a registration token';

const offered: Offered = {
  scopes: [...clients.scopesKnown],
  profiles,
  auth_methods: authMethods.map((type) => ({ name: type.replace('client_secret_', ''), type })),
  grant_types: clients.grantTypes.map((type) => ({ name: type.split(':').at(-1) ?? type, type })),
};

/** The id behind the handle of an address: no internal id leaves the gateway. */
const idOf = ({ ring }: Base, { token }: Record<string, string>) =>
  behind(ring, 'initial_token', token);

async function tokenOf(base: Base, params: Record<string, string>) {
  const id = idOf(base, params);
  return id === undefined ? undefined : tokens.read(base, id);
}

const place: PlaceOf = async (base, params) => {
  const found = await tokenOf(base, params);
  return found && { department_ids: [found.department_id] };
};

async function list(at: At): Promise<void> {
  const { base, frame, limit, scope, staff } = at;
  const { lang } = frame;
  const t = sentences(lang).console.tokens;
  const [handle] = after(at, z.tuple([z.string()])) ?? [];
  const from = behind(base.ring, 'initial_token', handle);
  if (handle !== undefined && from === undefined)
    throw new Refusal('http.bad_input', { field: 'after' });
  const page = { limit: limit + 1, after: from };
  const rows = await tokens.list(base, scope.department_ids, page);
  const named = await departments.named(base, [...new Set(rows.map((one) => one.department_id))]);
  const asking = await scopeOf(base, staff.grants, mayAsk);
  await answerTable(at, {
    ...{ section: 'clients', title: t.title, intro: t.intro, empty: t.empty },
    above: h('p', null, h('a', { href: '/admin/clients' }, t.to_clients)),
    ...pageOf(rows, limit, ({ id }) => [handleOf(base.ring, 'initial_token', id)]),
    href: ({ id }) => `${path}/${handleOf(base.ring, 'initial_token', id)}`,
    columns: [
      {
        title: t.department,
        text: (one) => inWords(named.get(one.department_id)?.names ?? '', lang),
      },
      { title: t.hosts, text: ({ policy }) => policy.hosts.join(' ') },
      { title: t.uses, text: (one) => t.used(one.uses, one.most_uses), whole: true },
      { title: t.until, text: (one) => momentWords(one.expires_at, lang), whole: true },
      { title: t.standing, text: ({ standing }) => t.standings[standing], whole: true },
    ],
    ...(asking && {
      below: h(TokenAskAct, { frame, offered, places: await placesIn(at, asking) }),
    }),
  });
}

/** What the pages of one token say of it. */
async function shown(at: At) {
  const { base, params } = at;
  const token = await tokenOf(base, params);
  if (!token) throw new Refusal('admin.not_here');
  const named = await departments.named(base, [token.department_id]);
  const department = named.get(token.department_id)?.names ?? '';
  return { token, department, frame: at.frame, href: `${path}/${params['token']}` };
}

async function one(at: At): Promise<void> {
  const { base, staff } = at;
  const page = await shown(at);
  const where = { department_ids: [page.token.department_id] };
  answer(
    at,
    h(InitialTokenPage, {
      ...page,
      applications: await tokens.registeredBy(base, page.token.id, 100),
      may: {
        take: await allows(base, staff.grants, mayAsk, where),
        revoke: await allows(base, staff.grants, mayRevoke, where),
      },
    }),
  );
}

/** A box for each value: a form of ours has no field twice. */
const boxes = {
  scopes: offered.scopes,
  profiles: offered.profiles,
  auth_methods: offered.auth_methods.map(({ name }) => name),
  grant_types: offered.grant_types.map(({ name }) => name),
} as const;

const fields = {
  ...{ reason, department: z.string().trim().min(1).max(40) },
  ...{ hosts: z.string().max(2_000), networks: z.string().max(1_000) },
  ...{ sector: z.string().trim().max(60), level_floor: z.string().regex(/^[0-4]$/) },
  ...{ most_uses: z.string().regex(/^\d{1,4}$/), days: z.string().regex(/^\d{1,2}$/) },
  ...(Object.fromEntries(
    Object.entries(boxes).flatMap(([group, values]) =>
      values.map((value) => [`${group}.${value}`, z.literal('yes').optional()]),
    ),
  ) as Record<`box.${string}`, z.ZodOptional<z.ZodLiteral<'yes'>>>),
};

type Asked = z.infer<z.ZodObject<typeof fields>>;

async function ask(at: At, form: Asked): Promise<void> {
  const { base, staff, needs } = at;
  const node = await nodeInScope(at, form.department, 'department');
  const ticked = form as Record<string, unknown>;
  const chosen = (group: keyof typeof boxes) =>
    boxes[group].filter((value) => ticked[`${group}.${value}`] === 'yes');
  const typesOf = (group: 'auth_methods' | 'grant_types') =>
    offered[group].flatMap(({ name, type }) => (chosen(group).includes(name) ? type : []));
  const wanted = {
    department_id: node.id,
    policy: {
      scopes: chosen('scopes'),
      profiles: chosen('profiles'),
      auth_methods: typesOf('auth_methods'),
      grant_types: typesOf('grant_types'),
      hosts: listed(form.hosts.toLowerCase()),
      networks: listed(form.networks),
      sector: form.sector || null,
      level_floor: Number(form.level_floor),
    } as tokens.Policy,
    ...{ most_uses: Number(form.most_uses), days: Number(form.days) },
  };
  await tokens.check(base, wanted);
  const asked = { act: 'initial_token.grant', params: wanted } as const;
  const asking = { place: { department_ids: [node.id] }, reason: form.reason, by: staff.staff_id };
  await approvals.ask(base, { ...asked, ...asking }, needs.approvals);
  done(at, path, 'asked');
}

const listed = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter(Boolean))];

export const routes: readonly ConsoleRoute[] = [
  page({ path, may: see, handle: list }),
  post({ ...{ path: `${path}/ask`, may: mayAsk, fields, handle: ask } }),
  page({ path: `${path}/:token`, may: see, place, handle: one }),
  post({
    ...{ path: `${path}/:token/take`, may: mayAsk, place, fields: {} },
    async handle(at) {
      const page = await shown(at);
      const secret = await tokens.take(at.base, page.token.id, at.staff.staff_id);
      answer(at, h(TakenTokenPage, { ...page, secret }));
    },
  }),
  post({
    ...{ path: `${path}/:token/revoke`, may: mayRevoke, place, fields: {} },
    async handle(at) {
      const id = idOf(at.base, at.params) ?? '';
      const revoked = await tokens.revoke(at.base, id, at.staff.staff_id);
      done(at, `${path}/${at.params['token']}`, revoked ? 'changed' : 'nothing');
    },
  }),
];
