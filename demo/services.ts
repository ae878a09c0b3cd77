/** The hall and the two sub-halls of the sample province, and how each is registered at Songhua. */
import { join } from 'node:path';
import type * as clients from '../src/clients/clients.ts';
import {
  backchannelLogoutUri,
  type Matter,
  noticesUri,
  postLogoutRedirectUri,
  redirectUri,
  type Service,
} from './clients/service.ts';
import type { Places } from './places.ts';
import type { Secrets, ServiceId } from './secrets.ts';
import { type Words, words } from './words.ts';

const clientWords: Record<ServiceId, Words> = {
  jishiban: words('吉事办', '길사판', 'Online service hall'),
  'gjj-hall': words('公积金办事分厅', '공적금 봉사청', 'Provident fund sub-hall'),
  'shebao-hall': words('社保办事分厅', '사회보험 봉사청', 'Social insurance sub-hall'),
};

/** Everything of the demo listens on this machine. */
const loopback = ['127.0.0.0/8', '::1/128'];

/** Where a sub-hall keeps its own cases. */
export const casesFiles = (dataDir: string): Record<'gjj-hall' | 'shebao-hall', string> => ({
  'gjj-hall': join(dataDir, 'gjj-hall-cases.json'),
  'shebao-hall': join(dataDir, 'shebao-hall-cases.json'),
});

export function services(places: Places, secrets: Secrets, dataDir: string): Service[] {
  const named = (id: ServiceId) => clientWords[id]['zh-CN'];
  const switcher = [
    { name: named('jishiban'), address: places.hall },
    { name: named('gjj-hall'), address: places.fundHall },
    { name: named('shebao-hall'), address: places.insuranceHall },
  ];
  const common = (id: ServiceId) => ({
    issuer: places.gateway,
    places: switcher,
    client_id: id,
    client_secret: secrets.clients[id],
    place: id,
    name: named(id),
  });
  const files = casesFiles(dataDir);
  return [
    {
      ...common('jishiban'),
      address: places.hall,
      owner: '省政务服务部门',
      scope: 'openid profile phone realname records',
      matters: matters('JSB', ['社会保障卡申领', '不动产登记预约', '出生一件事']),
    },
    {
      ...common('gjj-hall'),
      address: places.fundHall,
      owner: '住房公积金管理中心',
      scope: 'openid profile realname idno',
      matters: matters('GJJ', ['购房提取', '租房提取', '贷款']),
      desk: { department_code: 'gjj', file: files['gjj-hall'] },
    },
    {
      ...common('shebao-hall'),
      address: places.insuranceHall,
      owner: '省社会保险经办部门',
      scope: 'openid profile realname idno',
      matters: matters('SB', ['社保卡补办', '养老保险关系转移', '失业保险金']),
      desk: { department_code: 'shebao', file: files['shebao-hall'] },
    },
  ];
}

const matters = (prefix: string, names: readonly string[]): Matter[] =>
  names.map((name, at) => ({ code: `${prefix}-${String(at + 1).padStart(3, '0')}`, name }));

export function clientOf({ client_id, address, scope, desk }: Service): clients.Registration {
  return {
    id: client_id,
    department_code: desk?.department_code ?? 'zhengwu',
    names: clientWords[client_id as ServiceId],
    sector: client_id,
    redirect_uris: [redirectUri(address)],
    post_logout_redirect_uris: [postLogoutRedirectUri(address)],
    home_uri: `${address}/`,
    backchannel_logout_uri: backchannelLogoutUri(address),
    networks: loopback,
    scopes: `${scope} offline_access${desk ? ' records:write' : ''}`,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    // Whoever shows cases wants to know when one has changed.
    ...(!desk && { notices_uri: noticesUri(address), subscriptions: ['records.changed'] }),
  };
}

/** A province of yesterday's demo, or one on another port, is brought up to date. */
export const differs = (client: clients.Client, wanted: clients.Registration): boolean =>
  client.scopes !== wanted.scopes ||
  client.notices_uri !== (wanted.notices_uri ?? null) ||
  JSON.stringify(client.redirect_uris) !== JSON.stringify(wanted.redirect_uris) ||
  JSON.stringify(client.networks) !== JSON.stringify(wanted.networks);
