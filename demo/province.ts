/**
 * The sample province as Songhua is told of it: its departments, the two login systems, the two
 * services. Registering the same again changes nothing.
 */
import type { Base } from '../src/base.ts';
import * as clients from '../src/clients/clients.ts';
import * as departments from '../src/departments/departments.ts';
import * as sources from '../src/sources/sources.ts';
import {
  backchannelLogoutUri,
  postLogoutRedirectUri,
  redirectUri,
  type Service,
} from './clients/service.ts';
import type { Places } from './places.ts';
import type { Account } from './population.ts';
import type { Secrets } from './secrets.ts';
import type { DepartmentSystem } from './sources/department-system.ts';
import { type SourceId, vocabularies } from './sources/vocabularies.ts';

type Words = departments.Words;

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
};

const clientWords = {
  jishiban: words('吉事办', '길사판', 'Online service hall'),
  'gjj-hall': words('公积金办事分厅', '공적금 봉사청', 'Provident fund sub-hall'),
};

/** Everything of the demo listens on this machine. */
const loopback = ['127.0.0.0/8', '::1/128'];

function words(zh: string, ko: string, en: string): Words {
  return { 'zh-CN': zh, ko, en };
}

export function departmentSystems(
  places: Places,
  secrets: Secrets,
  accounts: readonly Account[],
): DepartmentSystem[] {
  const titles: Record<SourceId, string> = { gjj: '住房公积金网上业务', yibao: '医疗保障网上服务' };
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

export function services(places: Places, secrets: Secrets): Service[] {
  const switcher = [
    { name: clientWords.jishiban['zh-CN'], address: places.hall },
    { name: clientWords['gjj-hall']['zh-CN'], address: places.fundHall },
  ];
  const common = { issuer: places.gateway, places: switcher };
  return [
    {
      ...common,
      client_id: 'jishiban',
      client_secret: secrets.clients.jishiban,
      address: places.hall,
      place: 'jishiban',
      name: clientWords.jishiban['zh-CN'],
      owner: '省政务服务部门',
      scope: 'openid profile phone realname',
      matters: ['我的办件', '社会保障卡申领', '不动产登记预约', '出生一件事'],
    },
    {
      ...common,
      client_id: 'gjj-hall',
      client_secret: secrets.clients['gjj-hall'],
      address: places.fundHall,
      place: 'gjj-hall',
      name: clientWords['gjj-hall']['zh-CN'],
      owner: '住房公积金管理中心',
      scope: 'openid profile realname idno',
      matters: ['公积金余额与明细', '购房提取', '租房提取', '贷款进度'],
    },
  ];
}

/** Everything into the gateway's database, before anybody is let in. */
export async function seed(
  base: Base,
  systems: readonly DepartmentSystem[],
  services: readonly Service[],
): Promise<void> {
  for (const node of nodes) await departments.add(base, node);
  for (const [position, system] of systems.entries()) {
    await sources.register(base, sourceOf(system, position));
  }
  const known = new Map((await clients.all(base)).map((client) => [client.id, client]));
  for (const service of services) {
    const client = known.get(service.client_id);
    const there =
      client?.redirect_uris.includes(redirectUri(service.address)) && client.networks.length > 0;
    if (!there) await clients.register(base, clientOf(service));
    const hash = clients.hashOfSecret(base, service.client_secret);
    if (client?.secrets.some(({ secret_hash }) => secret_hash === hash)) continue;
    await clients.addSecret(base, { client_id: service.client_id, secret: service.client_secret });
  }
}

function sourceOf(system: DepartmentSystem, position: number): sources.Registration {
  const { claims, documents } = vocabularies[system.id];
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
      claims,
      id_types: Object.fromEntries(
        Object.entries(documents).map(([ours, theirs]) => [theirs, ours]),
      ),
      allow_http: true,
    },
  };
}

function clientOf({ client_id, address, scope }: Service): clients.Registration {
  return {
    id: client_id,
    department_code: client_id === 'gjj-hall' ? 'gjj' : 'zhengwu',
    names: clientWords[client_id as keyof typeof clientWords],
    sector: client_id,
    redirect_uris: [redirectUri(address)],
    post_logout_redirect_uris: [postLogoutRedirectUri(address)],
    home_uri: `${address}/`,
    backchannel_logout_uri: backchannelLogoutUri(address),
    networks: loopback,
    scopes: `${scope} offline_access`,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  };
}

export const nameOfSource = (id: SourceId): string => sourceWords[id].names['zh-CN'];
