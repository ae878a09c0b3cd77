/**
 * The hall, the two sub-halls and the learning platform of the sample province, and how each is
 * registered at Songhua.
 */
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
  xuexi: words('终身学习平台', '평생학습플래트홈', 'Lifelong learning platform'),
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
    {
      ...common('xuexi'),
      places: [...switcher, { name: named('xuexi'), address: places.learning }],
      address: places.learning,
      owner: '省教育部门',
      scope: 'openid profile realname phone idno',
      matters: matters('XX', ['智能手机使用入门', '朝鲜语会话', '家庭急救']),
      claims: learningClaims,
    },
  ];
}

/** Learning is nobody's duty: what the platform would like to have of people it asks them for. */
const learningClaims: readonly clients.Claim[] = [
  {
    ...{ scope: 'profile', basis: 'duty', law: '教育法 第二十条' },
    purpose: words('开立学习账户', '학습계정을 개설하기 위하여', 'To open your learning account'),
  },
  {
    ...{ scope: 'realname', basis: 'consent', law: '个人信息保护法 第十三条第一款第一项' },
    purpose: words(
      '在结业证书上写明您的姓名',
      '수료증서에 성명을 밝히기 위하여',
      'To put your name on your certificates',
    ),
    kept_months: 60,
  },
  {
    ...{ scope: 'phone', basis: 'consent', law: '个人信息保护法 第十三条第一款第一项' },
    purpose: words(
      '开课前用短信提醒您',
      '개강전에 통보문으로 알려드리기 위하여',
      'To remind you by text message before a course begins',
    ),
    ...{ kept_months: 12, optional: true },
  },
  {
    ...{ scope: 'idno', basis: 'consent', law: '个人信息保护法 第十三条第一款第一项、第二十九条' },
    purpose: words(
      '把学习成果记入您的学分银行账户',
      '학습성과를 학점은행계정에 기록하기 위하여',
      'To enter what you have learnt into your credit bank account',
    ),
    ...{ kept_months: 60, optional: true },
  },
];

const matters = (prefix: string, names: readonly string[]): Matter[] =>
  names.map((name, at) => ({ code: `${prefix}-${String(at + 1).padStart(3, '0')}`, name }));

export function clientOf(service: Service): clients.Registration {
  const { client_id, address, scope, desk, claims } = service;
  return {
    id: client_id,
    department_code: desk?.department_code ?? (claims ? 'jiaoyu' : 'zhengwu'),
    names: clientWords[client_id as ServiceId],
    sector: client_id,
    redirect_uris: [redirectUri(address)],
    post_logout_redirect_uris: [postLogoutRedirectUri(address)],
    home_uri: `${address}/`,
    backchannel_logout_uri: backchannelLogoutUri(address),
    networks: loopback,
    scopes: `${scope} offline_access${desk ? ' records:write' : ''}`,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    // Whoever shows cases wants to know when one has changed; whoever asks for consent, when it is gone.
    ...(!desk && {
      notices_uri: noticesUri(address),
      subscriptions: [claims ? 'consent.withdrawn' : 'records.changed'],
    }),
  };
}

/** A province of yesterday's demo, or one on another port, is brought up to date. */
export const differs = (client: clients.Client, wanted: clients.Registration): boolean =>
  client.scopes !== wanted.scopes ||
  client.notices_uri !== (wanted.notices_uri ?? null) ||
  JSON.stringify(client.redirect_uris) !== JSON.stringify(wanted.redirect_uris) ||
  JSON.stringify(client.networks) !== JSON.stringify(wanted.networks);
