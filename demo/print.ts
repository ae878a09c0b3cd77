import { renameSync, writeFileSync } from 'node:fs';
import type * as clients from '../src/clients/clients.ts';
import { citizens, PASSWORD } from '../src/oidc/sandbox/citizens.ts';
import type { SelfService } from './clients/machine.ts';
import { postLogoutRedirectUri, redirectUri, type Service } from './clients/service.ts';
import { machineEntry } from './machine.ts';
import { newcomers } from './people/newcomers.ts';
import type { Places } from './places.ts';
import type { Account, Condition, PersonKind } from './population.ts';
import type { Secrets } from './secrets.ts';
import type { LoginSystem } from './sources/login-system.ts';
import { secondOf } from './sources/second.ts';
import { type SourceId, sourceIds } from './sources/vocabularies.ts';
import { nameOf } from './sources/words.ts';
import { accessOf, members } from './staff/members.ts';
import { strictEntry } from './strict.ts';

interface Ready {
  places: Places;
  sandbox: boolean;
  databaseUrl: string;
  services: readonly Service[];
  machine: SelfService;
  systems: readonly LoginSystem[];
  accounts: readonly Account[];
  secrets: Secrets;
  redis: string | undefined;
}

/** For programs. Whoever sees the file sees it whole. */
export function writeJson(file: string, ready: Ready): void {
  const { places, services, machine, systems, accounts, secrets } = ready;
  const content = {
    issuer: places.gateway,
    portal_url: portalOf(places),
    ...(ready.sandbox ? { sandbox: sandboxEntry(places) } : { sandbox_issuer: places.sandbox }),
    account_url: `${places.gateway}/account`,
    database_url: ready.databaseUrl,
    clients: [
      ...services.map(({ client_id, client_secret, address, name, scope, claims }) => ({
        client_id,
        client_secret,
        profile: 'standard',
        scope,
        ...(claims && { consent: consentOf(claims) }),
        redirect_uri: redirectUri(address),
        post_logout_redirect_uri: postLogoutRedirectUri(address),
        home: `${address}/`,
        name,
      })),
      strictEntry(places, secrets),
    ],
    machines: [machineEntry(machine)],
    sources: systems.map((system) => {
      const { id, protocol, address, database_url, settings } = system;
      return {
        ...{ id, protocol, name: nameOf(id) },
        accounts: accounts.filter(({ source }) => source === id).length,
        ...(address && { address }),
        ...(database_url && { database_url }),
        ...{ settings, second: secondOf(system) },
      };
    }),
    records: records(places, services),
    console_url: `${places.gateway}/admin`,
    authenticator_url: `${places.authenticator}/`,
    messages_url: `${places.authenticator}/phones.json`,
    newcomers: newcomers.map(({ name, id_number, phone }) => ({
      ...{ name, id_type: 'resident_id', id_number, phone },
    })),
    staff: members.map(({ key, name, roles }) => ({ name, roles, ...accessOf(secrets, key) })),
    accounts: accounts.map(({ document, condition, ...account }) => ({
      person: account.person,
      source: account.source,
      username: account.username,
      password: account.password,
      ...(condition && { condition }),
      name: account.name,
      id_type: document.type,
      id_number: document.number,
      phone: account.phone,
    })),
  };
  // It holds secrets, though of a sample province only.
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The scopes that people are asked about; what may be left out is given by its own box alone. */
const consentOf = (claims: readonly clients.Claim[]) =>
  Object.fromEntries(
    claims
      .filter(({ basis }) => basis === 'consent')
      .map(({ scope, optional }) => [scope, optional ? 'optional' : 'needed']),
  );

/** What only a sandbox has. */
const sandboxEntry = ({ gateway }: Places) => ({
  citizens_url: `${gateway}/sandbox`,
  messages_url: `${gateway}/clients/messages`,
  citizens: citizens.map(({ code, level, places, attributes, blocked }) => ({
    ...{ username: code, password: PASSWORD, level, places, ...attributes },
    ...(blocked && { blocked }),
  })),
});

const portalOf = ({ gateway }: Places) => `${gateway}/clients`;

/** The client that may write cases, one that people sign in to as well: its `sub` may be named. */
function records({ gateway }: Places, services: readonly Service[]) {
  const writer = services.find(({ desk }) => desk) as Service;
  return {
    client_id: writer.client_id,
    client_secret: writer.client_secret,
    scope: 'records:write',
    token_endpoint: `${gateway}/token`,
    events_endpoint: `${gateway}/api/records/events`,
    content_type: 'application/cloudevents-batch+json',
    source: `urn:songhua:department:${writer.desk?.department_code}`,
    deep_link_base: `${writer.address}/`,
    cases_endpoint: `${gateway}/api/records`,
  };
}

const of = (kind: PersonKind) => (account: Account) => account.kind === kind;
const whose = (condition: Condition) => (account: Account) => account.condition === condition;

/** Who is worth trying, where, and why. */
const worthTrying: [
  which: (account: Account) => boolean,
  at: readonly SourceId[],
  about: string,
][] = [
  [of('plain'), sourceIds, '七处都有账号 · has accounts at all seven'],
  [
    whose('weak_password'),
    ['shebao', 'gjj'],
    '社保密码太弱，登录后须设新密码 · weak old password: a new one is asked for',
  ],
  [whose('locked'), ['shebao'], '社保账号已锁定 · locked at the social insurance'],
  [
    of('fifteen_digits'),
    ['gjj', 'yibao'],
    '公积金仍记 15 位号码 · 15-digit number in the old file',
  ],
  [of('rare_character'), ['gjj', 'jiaoyu'], '生僻字 · rare character'],
  [of('korean'), ['gjj', 'weijian'], '延边，朝鲜族姓名 · Korean name'],
  [of('residence_permit'), ['gjj', 'shuiwu'], '港澳台居民居住证 · residence permit'],
  [of('passport'), ['gjj', 'bdc'], '护照 · passport'],
  [of('shared_number'), ['gjj', 'yibao'], '与他人同号不同名 · shares a number with somebody else'],
];

/** For people: where to go, and whom to be. */
export function announce(ready: Ready): void {
  const { places, sandbox, services, machine, systems, accounts, redis } = ready;
  const spoken = systems.map(({ id, protocol }) => `${nameOf(id)} ${protocol}`);
  const lines = [
    '',
    ...(sandbox ? sandboxLines(places) : ['松花示例已就绪 · The sample province is ready']),
    '',
    ...services.map(({ name, address }) => line(name, `${address}/`)),
    line(`${machine.name} · ${machine.machine}`, `${machine.address}/`),
    line('我的统一身份 · account', `${places.gateway}/account`),
    line('松花 · gateway', places.gateway),
    line('管理台 · console for staff', `${places.gateway}/admin`),
    line('样例人员、密码和验证码 · staff, passwords and their codes', `${places.authenticator}/`),
    ...(sandbox
      ? []
      : [
          line(
            '手机，收到的短信和邮件 · text messages and mails',
            `${places.authenticator}/phones`,
          ),
        ]),
    ...(sandbox ? [] : [line('应用接入平台 · application portal', portalOf(places))]),
    '',
    `  七个部门的登录系统 · seven departments' own login systems: ${spoken.join('，')}`,
    ...(redis ? ['', '  会话和授权码在 Redis 里 · what passes is kept in Redis'] : []),
    '',
    '样例账号（人员均为虚构） · Accounts (all people are made up)',
    '',
    ...worthTrying.flatMap(([which, at, about]) => [
      `  ${about}`,
      ...linesFor(which, at, accounts),
      '',
    ]),
    '  没有任何账号，可新注册：姓名、身份证号码、手机 · has no account anywhere, and registers',
    ...newcomers
      .slice(0, 1)
      .map(({ name, id_number, phone }) => `    ${name.padEnd(6, '　')} ${id_number} ${phone}`),
    '',
    'Ctrl-C 停止，数据保留；--reset 重新开始 · Ctrl-C stops, data is kept; --reset begins anew',
    '',
  ];
  console.log(lines.join('\n'));
}

/** What a developer comes for, before all that is as in any other province. */
const sandboxLines = (places: Places) => [
  '松花沙箱已就绪 · The sandbox is ready',
  '',
  line('应用接入平台，任意邮箱可登录 · application portal, any address', portalOf(places)),
  line('测试居民和密码 · test citizens and their password', `${places.gateway}/sandbox`),
  line('短信和邮件，登录后看 · what it sends to citizens', `${portalOf(places)}/messages`),
  line('样例的全部短信和邮件 · all messages, developers’ too', `${places.authenticator}/phones`),
];

const line = (what: string, where: string) => `  ${where.padEnd(32)} ${what}`;

function linesFor(
  which: (account: Account) => boolean,
  at: readonly SourceId[],
  accounts: readonly Account[],
): string[] {
  const number = accounts.find(which)?.document.number;
  return accounts
    .filter(({ source, document }) => at.includes(source) && document.number === number)
    .map(
      ({ source, username, password, name }) =>
        `    ${nameOf(source).padEnd(6, '　')} ${username.padEnd(9)} ${password.padEnd(16)} ${name}`,
    );
}
