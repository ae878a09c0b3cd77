import { renameSync, writeFileSync } from 'node:fs';
import { postLogoutRedirectUri, redirectUri, type Service } from './clients/service.ts';
import type { Places } from './places.ts';
import type { Account, PersonKind } from './population.ts';
import { nameOfSource } from './province.ts';
import type { DepartmentSystem } from './sources/department-system.ts';

interface Ready {
  places: Places;
  databaseUrl: string;
  services: readonly Service[];
  systems: readonly DepartmentSystem[];
  accounts: readonly Account[];
}

/** For programs. Whoever sees the file sees it whole. */
export function writeJson(file: string, ready: Ready): void {
  const { places, services, systems, accounts } = ready;
  const content = {
    issuer: places.gateway,
    account_url: `${places.gateway}/account`,
    database_url: ready.databaseUrl,
    clients: services.map(({ client_id, client_secret, address, name }) => ({
      client_id,
      client_secret,
      redirect_uri: redirectUri(address),
      post_logout_redirect_uri: postLogoutRedirectUri(address),
      home: `${address}/`,
      name,
    })),
    sources: systems.map(({ id }) => ({ id, protocol: 'oidc', name: nameOfSource(id) })),
    accounts: accounts.map(({ person, source, username, password }) => ({
      person,
      source,
      username,
      password,
    })),
  };
  // It holds secrets, though of a sample province only.
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const worthTrying: [PersonKind, string][] = [
  ['plain', '两处都有账号 · has accounts at both'],
  ['fifteen_digits', '公积金仍记 15 位号码 · 15-digit number in the old file'],
  ['rare_character', '生僻字 · rare character'],
  ['korean', '延边，朝鲜族姓名 · Korean name'],
  ['residence_permit', '港澳台居民居住证 · residence permit'],
  ['passport', '护照 · passport'],
  ['shared_number', '与他人同号不同名 · shares a number with somebody else'],
];

/** For people: where to go, and whom to be. */
export function announce({ places, services, accounts }: Ready): void {
  const lines = [
    '',
    '松花示例已就绪 · The sample province is ready',
    '',
    ...services.map(({ name, address }) => line(name, `${address}/`)),
    line('我的统一身份 · account', `${places.gateway}/account`),
    line('松花 · gateway', places.gateway),
    '',
    '样例账号（人员均为虚构） · Accounts (all people are made up)',
    '',
    ...worthTrying.flatMap(([kind, about]) => [`  ${about}`, ...linesFor(kind, accounts), '']),
    'Ctrl-C 停止，数据保留；--reset 重新开始 · Ctrl-C stops, data is kept; --reset begins anew',
    '',
  ];
  console.log(lines.join('\n'));
}

const line = (what: string, where: string) => `  ${where.padEnd(32)} ${what}`;

function linesFor(kind: PersonKind, accounts: readonly Account[]): string[] {
  const first = accounts.find((account) => account.kind === kind);
  const number = first?.document.number;
  return accounts
    .filter(({ document }) => document.number === number)
    .map(
      ({ source, username, password, name }) =>
        `    ${nameOfSource(source).padEnd(6, '　')} ${username.padEnd(9)} ${password.padEnd(16)} ${name}`,
    );
}
