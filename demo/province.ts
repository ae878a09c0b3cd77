/**
 * The sample province as Songhua is told of it: its departments, two login systems and a table of
 * accounts, the hall and two sub-halls. Registering the same again changes nothing.
 */
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import * as departments from '../src/departments/departments.ts';
import * as sources from '../src/sources/sources.ts';
import type { Service } from './clients/service.ts';
import type { Places } from './places.ts';
import type { Account } from './population.ts';
import type { Secrets } from './secrets.ts';
import { clientOf, differs } from './services.ts';
import type { DepartmentSystem } from './sources/department-system.ts';
import type { OldTable } from './sources/old-table.ts';
import { mappingOf, type SourceId, type SystemId } from './sources/vocabularies.ts';
import { type Words, words } from './words.ts';

const nodes: departments.NewDepartment[] = [
  {
    code: 'jilin',
    kind: 'region',
    names: words('吉林省', '길림성', 'Jilin Province'),
    gb_code: '220000',
  },
  {
    code: 'changchun',
    parent_code: 'jilin',
    kind: 'region',
    names: words('长春市', '장춘시', 'Changchun'),
    gb_code: '220100',
    position: 1,
  },
  {
    code: 'zhengwu',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省政务服务部门', '성정무봉사부문', 'Provincial Government Services'),
  },
  {
    code: 'yibao',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省医疗保障部门', '성의료보장부문', 'Provincial Medical Insurance'),
    position: 1,
  },
  {
    code: 'shebao',
    parent_code: 'jilin',
    kind: 'department',
    names: words('省社会保险经办部门', '성사회보험취급부문', 'Provincial Social Insurance'),
    position: 2,
  },
  {
    code: 'gjj',
    parent_code: 'changchun',
    kind: 'department',
    names: words('住房公积金管理中心', '주택공적금관리중심', 'Housing Provident Fund Centre'),
  },
];

const sourceWords: Record<SourceId, { names: Words; account: Words }> = {
  gjj: {
    names: words('公积金', '공적금', 'Provident fund'),
    account: words('公积金账号', '공적금 계정', 'Provident fund account'),
  },
  yibao: {
    names: words('医保', '의료보험', 'Medical insurance'),
    account: words('医保账号', '의료보험 계정', 'Medical insurance account'),
  },
  shebao: {
    names: words('社保', '사회보험', 'Social insurance'),
    account: words('社保账号', '사회보험 계정', 'Social insurance account'),
  },
};

export function departmentSystems(
  places: Places,
  secrets: Secrets,
  accounts: readonly Account[],
): DepartmentSystem[] {
  const titles: Record<SystemId, string> = { gjj: '住房公积金网上业务', yibao: '医疗保障网上服务' };
  return (['gjj', 'yibao'] as const).map((id) => ({
    id,
    address: places.sources[id],
    title: titles[id],
    account_word: sourceWords[id].account['zh-CN'],
    accounts: accounts.filter(({ source }) => source === id),
    client: {
      client_id: 'songhua',
      client_secret: secrets.sources[id].client_secret,
      redirect_uri: `${places.gateway}/callback/${id}`,
    },
    signing_key: secrets.sources[id].signing_key,
    cookie_key: secrets.sources[id].cookie_key,
  }));
}

/** Everything into the gateway's database, before anybody is let in. */
export async function seed(
  base: Base,
  systems: readonly DepartmentSystem[],
  table: OldTable,
  services: readonly Service[],
): Promise<void> {
  for (const node of nodes) await departments.add(base, node);
  await departments.seedRegions(base);
  for (const [position, system] of systems.entries()) {
    await sources.register(base, sourceOf(system, position));
  }
  await sources.register(base, tableSource(table, systems.length));
  const known = new Map((await clients.all(base)).map((client) => [client.id, client]));
  for (const service of services) {
    const client = known.get(service.client_id);
    const wanted = clientOf(service);
    if (!client || differs(client, wanted)) await clients.register(base, wanted);
    const hash = clients.hashOfSecret(base, service.client_secret);
    if (client?.secrets.some(({ secret_hash }) => secret_hash === hash)) continue;
    await clients.addSecret(base, { client_id: service.client_id, secret: service.client_secret });
  }
}

function sourceOf(system: DepartmentSystem, position: number): sources.Registration {
  return {
    id: system.id,
    protocol: 'oidc',
    department_code: system.id,
    names: sourceWords[system.id].names,
    account_words: sourceWords[system.id].account,
    registration: 'issued',
    ceiling: 2,
    position,
    settings: {
      issuer: system.address,
      client_id: system.client.client_id,
      client_secret: system.client.client_secret,
      scope: 'openid profile idno phone',
      allow_http: true,
    },
    mapping: mappingOf(system.id),
  };
}

function tableSource({ settings }: OldTable, position: number): sources.Registration {
  return {
    id: 'shebao',
    protocol: 'password-table',
    department_code: 'shebao',
    names: sourceWords.shebao.names,
    account_words: sourceWords.shebao.account,
    registration: 'issued',
    ceiling: 2,
    position,
    settings,
    mapping: mappingOf('shebao'),
  };
}

export const nameOfSource = (id: SourceId): string => sourceWords[id].names['zh-CN'];
