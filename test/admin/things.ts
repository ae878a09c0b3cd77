// Longer than 250 lines on purpose: one list of a thing for every page of the console.
import { handleOf } from '../../src/admin/handles.ts';
import type { ConsoleRoute } from '../../src/admin/route.ts';
import * as approvals from '../../src/approvals/approvals.ts';
import { makeExport, queueExport } from '../../src/audit/exports.ts';
import { search } from '../../src/audit/search.ts';
import * as clients from '../../src/clients/clients.ts';
import { register } from '../../src/clients/dynamic/dynamic.ts';
import * as initialTokens from '../../src/clients/dynamic/initial-tokens.ts';
import { newId } from '../../src/crypto/ids.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as identities from '../../src/identities/identities.ts';
import * as merging from '../../src/merging/merging.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { apply } from '../../src/records/apply.ts';
import * as records from '../../src/records/overview.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import * as support from '../../src/support/support.ts';
import { initialToken, metadata } from '../clients/tokens.ts';
import { invited, joined } from '../developers/people.ts';
import { issued, number } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { two } from '../merging/desk.ts';
import { event } from '../records/desk.ts';
import { seedStaff } from '../staff/people.ts';
import type { Console } from './console.ts';

type Side = 'inside' | 'outside';
type Hangs = 'department' | 'client' | 'province';
type Named = Record<string, string>;

/** One thing of each kind that an address of the console may name, in each of the two regions. */
export interface Things {
  /** What fills the address for somebody of the staff; throws for a kind that there is nothing of. */
  params(route: Pick<ConsoleRoute, 'path'>, side: Side, staff_id: string): Promise<Named>;
  /** Where things of this kind hang. */
  hangs(route: Pick<ConsoleRoute, 'path'>): Hangs;
  /** By which text each thing of a region is known on a list; the region's own code is in most names. */
  marks(side: Side): Record<string, string>;
}

export async function things(hall: Console): Promise<Things> {
  const made = { inside: await region(hall, 'yanji'), outside: await region(hall, 'shuangyang') };
  /** Only who opened a person's page sees it. */
  const opening = async (side: Side, staff_id: string) => ({
    id: await support.open(
      hall.base,
      { typed: made[side].number, reason_code: 'help_call', note: '来电说无法登录，请求协助' },
      { staff_id, department_id: hall.node.province, departments: 'all' },
    ),
  });
  /** The first that an address begins with. */
  const kinds: readonly [
    begins: string,
    Hangs,
    (side: Side, staff_id: string) => Named | Promise<Named>,
  ][] = [
    ['/admin/sources/:', 'department', (side) => ({ id: made[side].source_id })],
    ['/admin/clients/:', 'client', (side) => ({ id: made[side].client_id })],
    [
      '/admin/developers/invited/:',
      'department',
      (side) => ({ invitation: made[side].invitation }),
    ],
    ['/admin/developers/:', 'department', (side) => ({ member: made[side].developer })],
    ['/admin/registration-tokens/:', 'department', (side) => ({ token: made[side].token })],
    ['/admin/departments/:', 'department', (side) => ({ code: made[side].department_code })],
    [
      '/admin/staff/:',
      'department',
      (side) => ({ id: handleOf(hall.base.ring, 'staff', made[side].staff_id) }),
    ],
    ['/admin/sessions/:', 'department', (side) => ({ session: made[side].session })],
    ['/admin/deliveries/:', 'client', (side) => ({ delivery: made[side].delivery })],
    ['/admin/records/:', 'department', (side) => ({ case: made[side].case })],
    ['/admin/conflicts/merges/:', 'department', (side) => ({ id: made[side].merge_id })],
    ['/admin/conflicts/:', 'department', (side) => ({ id: made[side].conflict_id })],
    ['/admin/identities/:', 'department', opening],
    ['/admin/support/:', 'department', opening],
    ['/admin/counter/:', 'department', (side) => ({ number: made[side].paper })],
    ['/admin/trail/events/:', 'province', async () => ({ event: await anEvent(hall) })],
    [
      '/admin/trail/exports/:',
      'province',
      async (_side, staff_id) => ({ id: await anExport(hall, staff_id) }),
    ],
    ['/admin/trail', 'province', () => ({})],
    ['/admin/approvals/:', 'client', (side) => ({ id: made[side].approval_id })],
  ];
  const kindOf = ({ path }: Pick<ConsoleRoute, 'path'>) => {
    const found = kinds.find(([begins]) => path.startsWith(begins));
    if (!found) throw new Error(`things.ts has nothing for ${path}`);
    return found;
  };
  return {
    params: async (route, side, staff_id) =>
      route.path.includes('/:') ? kindOf(route)[2](side, staff_id) : {},
    hangs: (route) => kindOf(route)[1],
    marks(side) {
      const { number: _number, staff_id, ...ids } = made[side];
      const member = handleOf(hall.base.ring, 'staff', staff_id);
      return { ...ids, member, region: side === 'inside' ? 'yanji' : 'shuangyang' };
    },
  };
}

const anEvent = async ({ base }: Console): Promise<string> => {
  const { events } = await search(base, {}, { limit: 1 });
  return handleOf(base.ring, 'event', events[0]?.id ?? '');
};

async function anExport({ base }: Console, asked_by: string): Promise<string> {
  const id = newId(base.clock);
  await queueExport(base, { id, asked_by, from: '2026-01-01', until: '2026-01-01' });
  await makeExport(base, id);
  return id;
}

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

/** What hangs on the fund of a region. */
async function region(hall: Console, code: string) {
  const { base } = hall;
  const department_code = `${code}-fund`;
  const [source_id, client_id] = [`${code}-src`, `${code}-app`];
  await sources.register(base, source(source_id, department_code));
  await clients.register(base, {
    ...{ id: client_id, department_code, names: words(`${code} 分厅`), sector: client_id },
    redirect_uris: ['https://fund.example/callback'],
    backchannel_logout_uri: 'https://fund.example/logout',
    home_uri: 'https://fund.example/',
    scopes: 'openid profile records:write',
    grant_types: ['authorization_code', 'client_credentials'],
  });
  const id_number = number();
  const identity_id = await person(hall, source_id, department_code, '张测试', id_number);
  const staff = await seedStaff(base, { roles: ['operator'], department_code });
  return {
    ...{ department_code, source_id, client_id, number: id_number, staff_id: staff.staff_id },
    conflict_id: await conflict(hall, source_id, department_code),
    merge_id: await merging.merge(base, {
      survivor_id: identity_id,
      absorbed_id: await person(hall, source_id, department_code, '张测试'),
      ...{ reason: '同一人', by: two },
    }),
    session: await session(hall, identity_id, source_id),
    delivery: await delivery(hall, identity_id, client_id),
    case: await aCase(hall, client_id, identity_id),
    approval_id: await approval(hall, client_id),
    ...(await developer(hall, department_code, staff.staff_id)),
    paper: await paper(hall, department_code),
    token: await token(hall, department_code),
  };
}

const source = (id: string, department_code: string): sources.Registration => ({
  ...{ id, department_code, protocol: 'oidc', registration: 'issued', ceiling: 2 },
  ...{ names: words(`来源 ${id}`), account_words: words(`账号 ${id}`) },
  settings: {
    issuer: 'https://login.fund.example',
    client_id: 'songhua',
    client_secret: 'a-secret-of-the-sample',
    scope: 'openid',
  },
});

let accounts = 0;

async function person(
  { base }: Console,
  source_id: string,
  authority: string,
  name: string,
  id_number = number(),
): Promise<string> {
  accounts += 1;
  const attributes = { name, id_type: 'resident_id', id_number };
  const { identity_id } = await identities.resolve(
    base,
    issued(`account-${accounts}`, { source_id, authority, level: 2, attributes }),
    { notice: '2026-11' },
  );
  if (!identity_id) throw new Error('the made-up person did not come to be');
  return identity_id;
}

/** Two names under one number. */
async function conflict(hall: Console, source_id: string, authority: string): Promise<string> {
  const shared = number();
  await person(hall, source_id, authority, '李测试', shared);
  const second = await person(hall, source_id, authority, '吴测试', shared);
  const [asked] = (
    await conflicts.list(
      hall.base,
      { state: 'open', department_ids: null, newest: true } as never,
      50,
    )
  ).filter(({ identity_id }) => identity_id === second);
  if (!asked) throw new Error('no question about two of one number');
  return asked.id;
}

async function session({ base }: Console, identity_id: string, source_id: string): Promise<string> {
  const id = await sessions.start(base, {
    ...{ uid: `uid-${source_id}`, identity_id, level: 2, factor_reach: 2, amr: ['pwd'], source_id },
    ...{ device: 'Firefox · Linux', network: '192.0.2.0/24' },
  });
  return handleOf(base.ring, 'session', id);
}

async function delivery({ base }: Console, identity_id: string, client_id: string) {
  await outbox.owe(base, [
    {
      ...{ destination_id: `client:${client_id}`, kind: 'logout' },
      body: { session_id: identity_id, identity_id, client_id, sid: 'sid' },
    },
  ]);
  const { id } = await base
    .db('outbox')
    .where({ destination_id: `client:${client_id}` })
    .first('id');
  return handleOf(base.ring, 'delivery', id);
}

async function aCase({ base }: Console, client_id: string, identity_id: string): Promise<string> {
  const client = (await clients.all(base)).find(({ id }) => id === client_id);
  if (!client) throw new Error('no client to report a case');
  const writer = { ...client, department_code: client_id.replace('-app', '-fund') };
  const applicant = { sub: subjectIn(base.ring, client.sector, identity_id) };
  const accepted = event(writer, 'accepted', { case_number: '2026-1', data: { applicant } });
  await apply(base, writer, [accepted]);
  const row = await base.db('records').where({ client_id }).first('id');
  if (!row) throw new Error('no case');
  return records.publicIdOf(base, row.id);
}

async function paper({ base }: Console, department_code: string): Promise<string> {
  const { number: of } = await printed(
    base,
    { name: '郑测试', id_number: number() },
    department_code,
  );
  return of;
}

/** A token by which programs register a department's applications, and one that it registered. */
async function token({ base }: Console, department_code: string): Promise<string> {
  const { id, secret } = await initialToken(base, { department_code });
  const good = await initialTokens.found(base, secret);
  if (!good) throw new Error('the token that was just made is good for nothing');
  await register(base, good, metadata());
  return handleOf(base.ring, 'initial_token', id);
}

/** Somebody who belongs to a department, and an invitation to somebody else. */
async function developer({ base }: Console, department_code: string, by: string) {
  const member = await joined(base, { department_code, by });
  const invitation = await invited(base, { department_code, by });
  return {
    developer: handleOf(base.ring, 'membership', member.membership_id),
    invitation: handleOf(base.ring, 'invitation', invitation.id),
  };
}

async function approval(hall: Console, client_id: string): Promise<string> {
  const { base } = hall;
  const { staff_id } = await hall.as('department_administrator', 'province');
  const client = (await clients.all(base)).find(({ id }) => id === client_id);
  return approvals.ask(
    base,
    {
      act: 'client.approve',
      params: { client_id, to: 'openid profile phone', was: client?.scopes ?? '' },
      place: { department_ids: [client?.department_id ?? ''], client_id },
      ...{ reason: '业务需要手机号', by: staff_id },
    },
    { may: async () => true },
  );
}
