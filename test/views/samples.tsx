// Samples of the pages of citizens. Those of the console have none: test/journeys/console-pages.test.ts
// sweeps every one of them as it stands in a running gateway, with things in it.

import type { JSX } from 'preact';
import { pictureOf } from '../../src/http/picture.ts';
import { type BlockRow, BlocksPage, type Look } from '../../views/account/blocks.tsx';
import { CasePage, type CaseProps } from '../../views/account/case.tsx';
import { CasesPage } from '../../views/account/cases.tsx';
import {
  AddAppPage,
  AddPasskeyPage,
  CodesPage,
  ProvePage as ProveFactorPage,
} from '../../views/account/factor-adding.tsx';
import { type FactorRow, FactorsPage } from '../../views/account/factors.tsx';
import { HistoryPage } from '../../views/account/history.tsx';
import { HomePage } from '../../views/account/home.tsx';
import { KioskCodePage, KioskPage, KioskTooLowPage } from '../../views/account/kiosk.tsx';
import { JoinedPage, MergingPage } from '../../views/account/merging.tsx';
import { SetPasswordPage } from '../../views/account/password.tsx';
import { ReceivedPage } from '../../views/account/received.tsx';
import { SessionsPage } from '../../views/account/sessions.tsx';
import { SignInPage } from '../../views/account/sign-in.tsx';
import { StopPage, StoppedPage } from '../../views/account/stop.tsx';
import { AcceptanceReport } from '../../views/clients/acceptance-report.tsx';
import type { CaseLine } from '../../views/components/case-entry.tsx';
import type { LeavingProps } from '../../views/components/leaving.tsx';
import type { Receipt } from '../../views/components/receipts.tsx';
import { ErrorPage } from '../../views/error.tsx';
import type { Lang, PageFrame, Words } from '../../views/frame.ts';
import { Layout } from '../../views/layout.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import { AskedPasswordPage } from '../../views/login/asked-password.tsx';
import { ConsentPage } from '../../views/login/consent.tsx';
import { ContinueAsPage } from '../../views/login/continue-as.tsx';
import { Logout } from '../../views/login/logout.tsx';
import { NewPasswordPage } from '../../views/login/new-password.tsx';
import { NoticePage } from '../../views/login/notice.tsx';
import { PaperPage } from '../../views/login/paper.tsx';
import { PasswordPage } from '../../views/login/password.tsx';
import { type PickerGroup, PickerPage, type PickerSource } from '../../views/login/picker.tsx';
import { ProvePage } from '../../views/login/prove.tsx';
import { RecoverCodePage, RecoverPage, RecoverStandingPage } from '../../views/login/recover.tsx';
import { RegainPage } from '../../views/login/regain.tsx';
import { SecondFactorPage } from '../../views/login/second-factor.tsx';
import { SignedOut } from '../../views/login/signed-out.tsx';
import { StepUpPage } from '../../views/login/step-up.tsx';
import { ToldPage } from '../../views/login/told.tsx';
import { VisitPage } from '../../views/login/visit.tsx';
import { PrivacyPage } from '../../views/privacy.tsx';
import { newcomerSamples } from './newcomer-samples.tsx';

/** Forty characters, as departments really are called. */
export const longDepartment =
  '延边朝鲜族自治州住房公积金管理中心延吉铁路分中心个人贷款与提取业务联合受理部窗口';
/** Thirty characters: the passport name of somebody who came from far away. */
export const longName = 'MARIA*************************';

const at = (text: string) => new Date(`2026-11-${text}+08:00`);
const hall: Words = { 'zh-CN': '吉事办', ko: '길사판', en: 'Jishiban service hall' };
const fund: Words = { 'zh-CN': '公积金', ko: '공적금', en: 'Housing fund' };
const health: Words = { 'zh-CN': '医保', ko: '의료보험', en: 'Medical insurance' };
const fundAccount: Words = { 'zh-CN': '公积金账号', ko: '공적금 계정', en: 'Housing fund account' };
const healthAccount: Words = {
  'zh-CN': '医保账号',
  ko: '의료보험 계정',
  en: 'Medical insurance account',
};
const long: Words = { 'zh-CN': longDepartment, ko: longDepartment, en: longDepartment };
const leaving = (more: Partial<Omit<LeavingProps, 'frame'>>): Omit<LeavingProps, 'frame'> => ({
  source_id: 'a',
  names: fund,
  state: 'none',
  reachable: true,
  goes_on: false,
  action: '/x',
  ...more,
});

const owner: Words = {
  'zh-CN': '吉林省政务服务和数字化建设管理局',
  ko: '길림성 정무봉사 및 수자화건설관리국',
  en: 'Jilin Administration of Government Services',
};

const words = (all: Words, frame: PageFrame) => all[frame.lang];

const yanbian: Words = {
  'zh-CN': '延边朝鲜族自治州',
  ko: '연변조선족자치주',
  en: 'Yanbian',
};
const yanji: Words = { 'zh-CN': '延吉市', ko: '연길시', en: 'Yanji' };

function source(frame: PageFrame, over: Partial<PickerSource> = {}): PickerSource {
  return {
    id: 'gjj',
    name: words(fund, frame),
    account_word: words(fundAccount, frame),
    health: 'ok',
    reach: 2,
    ...over,
  };
}

function groups(frame: PageFrame): PickerGroup[] {
  const insurance = source(frame, {
    id: 'ybj',
    name: words(health, frame),
    account_word: words(healthAccount, frame),
  });
  return [
    {
      region: words({ 'zh-CN': '吉林省', ko: '길림성', en: 'Jilin Province' }, frame),
      departments: [
        {
          name: words(
            { 'zh-CN': '吉林省医疗保障局', ko: '길림성의료보장국', en: 'Healthcare Security' },
            frame,
          ),
          sources: [insurance],
        },
      ],
    },
    {
      region: words({ 'zh-CN': '长春市', ko: '장춘시', en: 'Changchun' }, frame),
      departments: [
        {
          name: words(
            {
              'zh-CN': '长春市住房公积金管理中心',
              ko: '장춘시주택공적금관리중심',
              en: 'Fund Centre',
            },
            frame,
          ),
          sources: [source(frame)],
        },
      ],
    },
  ];
}

function manyGroups(frame: PageFrame): PickerGroup[] {
  const long = [source(frame, { id: 'long', name: longDepartment, health: 'down', reach: 1 })];
  return [
    ...groups(frame),
    { region: '延边朝鲜族自治州', departments: [{ name: longDepartment, sources: long }] },
    ...['吉林市', '四平市', '通化市', '白城市'].map((region, index) => ({
      region,
      departments: [
        { name: `${region}社会保险局`, sources: [source(frame, { id: `a${index}`, reach: 1 })] },
        { name: `${region}税务局`, sources: [source(frame, { id: `b${index}`, reach: 3 })] },
      ],
    })),
  ];
}

const receipts: Receipt[] = [
  { client: hall, state: 'confirmed', at: at('22T09:31:00') },
  { client: fund, state: 'pending' },
  { client: longDepartment, state: 'failed' },
];

const asked = (frame: PageFrame): PageFrame => ({ ...frame, client: { name: hall, owner } });
const inside = (frame: PageFrame, masked_name = '张*'): PageFrame => ({
  ...frame,
  person: { masked_name, sign_out: '/session/end' },
});

/** What a browser is asked for a passkey; nobody answers in the gallery. */
const options = { challenge: 'AAAA', rpId: 'localhost', allowCredentials: [] };

const factor = (over: Partial<FactorRow>): FactorRow => ({
  ...{ id: 'f', kind: 'passkey', bound_level: 2, suspended: false },
  ...{ created_at: at('02T10:00:00'), last_used_at: null },
  ...over,
});

const link = {
  id: '1',
  source_name: fund,
  account_word: fundAccount,
  department: longDepartment,
  linked_at: at('02T10:00:00'),
  last_used_at: at('22T08:10:00'),
  own_password: false,
  suspended: false,
};

const session = {
  id: '1',
  device: 'Chrome · Windows',
  network: '10.20.30.0/24',
  started_at: at('22T08:10:00'),
  current: true,
  source_name: fund,
  level: 2,
  clients: [hall, fund],
};

const fundCentre: Words = {
  'zh-CN': '延边朝鲜族自治州住房公积金管理中心',
  ko: '연변조선족자치주 주택공적금관리중심',
  en: 'Yanbian Housing Fund Centre',
};
const healthBureau: Words = {
  'zh-CN': '吉林省医疗保障局',
  ko: '길림성의료보장국',
  en: 'Jilin Healthcare Security',
};

const line: CaseLine = {
  id: '019aab3c-51f0-7c2e-9d41-2b6f0e8a0001',
  matter: '住房公积金提取（退休）',
  department: fundCentre,
  state: 2,
  status_text: '材料已收齐，正在审核，预计 3 个工作日内完成',
  state_at: at('22T09:12:00'),
  at_counter: false,
};
const lines: CaseLine[] = [
  line,
  {
    id: '019aab3c-51f0-7c2e-9d41-2b6f0e8a0002',
    matter: '异地就医备案',
    department: healthBureau,
    state: 1,
    status_text: '已收件',
    state_at: at('21T16:40:00'),
    at_counter: true,
  },
  {
    id: '019aab3c-51f0-7c2e-9d41-2b6f0e8a0003',
    matter: '城乡居民基本养老保险参保登记',
    department: longDepartment,
    state: 3,
    status_text: '',
    state_at: at('02T10:00:00'),
    organisation: '长春市某某建筑工程有限责任公司',
    at_counter: false,
  },
];

const one: Omit<CaseProps, 'frame'> = {
  matter: line.matter,
  case_number: 'GJJ-2226-20261120-000417',
  department: fundCentre,
  area: [
    { 'zh-CN': '吉林省', ko: '길림성', en: 'Jilin Province' },
    { 'zh-CN': '延边朝鲜族自治州', ko: '연변조선족자치주', en: 'Yanbian Prefecture' },
    { 'zh-CN': '延吉市', ko: '연길시', en: 'Yanji' },
  ],
  state: 2,
  status_text: line.status_text,
  reached: { 1: at('20T14:05:00'), 2: at('21T10:30:00') },
  updated_at: at('22T09:12:00'),
  promised_at: at('27T00:00:00'),
  deep_link: 'https://gjj.yanbian.test/cases/417',
  at_counter: false,
  history: [
    {
      at: at('22T09:12:00'),
      type: 'progressed',
      status_text: line.status_text,
      words: '退休证请补交清晰的照片。\n可以在网上补交，也可以带到延吉市公园路窗口。',
    },
    { at: at('21T10:30:00'), type: 'progressed', status_text: '初审通过' },
    { at: at('20T14:05:00'), type: 'accepted', status_text: '已收件' },
  ],
};

/** What a broken or hostile department might send: no blanks, another direction, markup, many lines. */
const hostileText = `\u202e\u2067${'办'.repeat(3000)}${'x'.repeat(2000)}\n\n<script>alert(1)</script>مرحبا`;

const blockRow = (over: Partial<BlockRow>): BlockRow => ({
  id: 'gjj',
  name: fund,
  account_word: fundAccount,
  department: fund,
  paused: false,
  used: false,
  at: undefined,
  needed: false,
  ...over,
});

const whole: Look = {
  many: false,
  query: undefined,
  count: 0,
  next: undefined,
  trail: [],
  regions: [],
};

/** Every page in every state worth looking at: empty, one, many, broken, and with long names. */
export const samples: Record<string, (frame: PageFrame) => JSX.Element> = {
  ...newcomerSamples,
  'picker-two': (frame) => (
    <PickerPage frame={asked(frame)} groups={groups(frame)} action="/x" local leave="/x" />
  ),
  'picker-many': (frame) => (
    <PickerPage
      frame={asked(frame)}
      groups={manyGroups(frame)}
      last_used={{ ...source(frame), department: '长春市住房公积金管理中心' }}
      needed_level={2}
      action="/x"
      local
      leave="/x"
    />
  ),
  'picker-regions': (frame) => (
    <PickerPage
      frame={asked(frame)}
      groups={manyGroups(frame).slice(0, 1)}
      trail={[
        { code: 'jilin', name: '吉林省' },
        { code: 'yanbian', name: words(yanbian, frame) },
      ]}
      regions={[
        { code: 'yanji', name: words(yanji, frame), count: 60, enough: 12 },
        { code: 'long', name: longDepartment, count: 1, enough: 0 },
      ]}
      count={200}
      next={40}
      last_used={{
        ...source(frame, { health: 'paused' }),
        department: '长春市住房公积金管理中心',
      }}
      instead={[source(frame, { id: 'near' })]}
      needed_level={2}
      action="/x"
      forget="/x"
      local
      leave="/x"
    />
  ),
  'picker-paused': (frame) => (
    <PickerPage
      frame={asked(frame)}
      groups={[
        ...groups(frame),
        {
          region: words(yanji, frame),
          departments: [
            {
              name: longDepartment,
              sources: [
                source(frame, {
                  ...{ id: 'off', name: longDepartment, health: 'paused' },
                  instead: [words(healthAccount, frame)],
                }),
              ],
            },
          ],
        },
      ]}
      hinted={source(frame, { id: 'down', health: 'down', instead: [words(healthAccount, frame)] })}
      last_used={source(frame)}
      action="/x"
      forget="/x"
      local
    />
  ),
  'picker-hint-unusable': (frame) => (
    <PickerPage frame={asked(frame)} groups={groups(frame)} hint_unusable action="/x" local />
  ),
  'picker-found-many': (frame) => (
    <PickerPage
      frame={asked(frame)}
      groups={manyGroups(frame)}
      query="公积金"
      count={91}
      next={40}
      action="/x"
      local
    />
  ),
  'picker-found-none': (frame) => (
    <PickerPage frame={asked(frame)} groups={[]} query="税务" action="/x" local leave="/x" />
  ),
  'picker-empty': (frame) => (
    <PickerPage frame={asked(frame)} groups={[]} action="/x" local={false} leave="/x" />
  ),
  'picker-broken': (frame) => (
    <PickerPage
      frame={{ ...asked(frame), client: { name: longDepartment, owner: longDepartment } }}
      groups={[
        {
          region: words({ 'zh-CN': '长春市', ko: '장춘시', en: 'Changchun' }, frame),
          departments: [{ name: longDepartment, sources: [source(frame, { health: 'down' })] }],
        },
      ]}
      error={{ code: 'source_down' }}
      action="/x"
      local={false}
    />
  ),
  password: (frame) => (
    <PasswordPage
      frame={asked(frame)}
      source={source(frame)}
      sets_here
      username="gjj000123"
      action="/x"
      back="/y"
    />
  ),
  'password-wrong': (frame) => (
    <PasswordPage
      frame={asked(frame)}
      source={source(frame, { id: 'local', account_word: words(fundAccount, frame) })}
      username={longName}
      error={{ code: 'wrong', field: 'username' }}
      action="/x"
      back="/y"
    />
  ),
  'password-too-many': (frame) => (
    <PasswordPage
      frame={asked(frame)}
      source={source(frame, { name: longDepartment, account_word: longDepartment })}
      sets_here
      error={{ code: 'too_many', minutes: 15 }}
      action="/x"
      back="/y"
    />
  ),
  'continue-as': (frame) => (
    <ContinueAsPage frame={asked(frame)} masked_name="张*" action="/x" other="/y" />
  ),
  'continue-as-long': (frame) => (
    <ContinueAsPage frame={asked(frame)} masked_name={longName} action="/x" other="/y" />
  ),
  notice: (frame) => (
    <NoticePage
      frame={asked(frame)}
      version="2026-11"
      source_name={words(fund, frame)}
      action="/x"
      leave="/x"
    />
  ),
  prove: (frame) => (
    <ProvePage frame={asked(frame)} source_name={words(health, frame)} action="/x" leave="/x" />
  ),
  'new-password': (frame) => (
    <NewPasswordPage frame={asked(frame)} source_name={words(fund, frame)} action="/x" leave="/x" />
  ),
  'new-password-wrong': (frame) => (
    <NewPasswordPage
      frame={asked(frame)}
      source_name={longDepartment}
      error={{ code: 'credentials.password_common', field: 'password' }}
      action="/x"
      leave="/x"
    />
  ),
  'told-conflict': (frame) => <ToldPage frame={asked(frame)} kind="conflict" action="/x" />,
  'told-blocked': (frame) => <ToldPage frame={asked(frame)} kind="blocked" action="/x" />,
  'told-suspended': (frame) => (
    <ToldPage
      frame={asked(frame)}
      kind="suspended"
      suspended={{ links: 1, credentials: 1, contacts: 2 }}
      action="/x"
    />
  ),
  'second-factor': (frame) => (
    <SecondFactorPage
      frame={asked(frame)}
      needed_level={3}
      code
      passkey={options}
      action="/f"
      other="/o"
      ways="/y"
      leave="/x"
    />
  ),
  'second-factor-wrong': (frame) => (
    <SecondFactorPage
      frame={asked(frame)}
      error={{ code: 'wrong_factor', field: 'code' }}
      code
      action="/f"
      ways="/y"
      leave="/x"
    />
  ),
  'step-up': (frame) => (
    <StepUpPage
      frame={asked(frame)}
      level={1}
      needed_level={3}
      factor="/f"
      passkey={{ options, action: '/p' }}
      linked={[{ ...source(frame, { reach: 3 }), department: longDepartment }]}
      others={[{ ...source(frame, { id: 'ybj', name: longName, reach: 3 }), department: longName }]}
      action="/s"
      checks={['operator', 'face']}
      check="/c"
      all="/y"
      leave="/x"
    />
  ),
  'step-up-taken': (frame) => (
    <StepUpPage
      frame={asked(frame)}
      error={{ code: 'check_number_taken' }}
      level={0}
      needed_level={1}
      linked={[]}
      others={[]}
      action="/s"
      checks={['name_and_number', 'operator', 'face']}
      check="/c"
      all="/y"
      leave="/x"
    />
  ),
  'step-up-none': (frame) => (
    <StepUpPage
      frame={asked(frame)}
      level={1}
      needed_level={4}
      linked={[]}
      others={[]}
      action="/s"
      all="/y"
      leave="/x"
    />
  ),
  'password-local': (frame) => (
    <PasswordPage
      frame={asked(frame)}
      source={{ id: 'local', name: '', account_word: words(hall, frame) }}
      action="/p"
      passkey={{ options, action: '/k' }}
      back="/y"
    />
  ),
  'told-changed': (frame) => (
    <ToldPage
      frame={asked(frame)}
      kind="changed"
      intervened={[{ kind: 'factor_added', reason_code: 'own_request' }]}
      action="/t"
    />
  ),
  'factors-none': (frame) => (
    <FactorsPage frame={inside(frame)} rows={[]} level={1} codes_left={0} always={false} />
  ),
  factors: (frame) => (
    <FactorsPage
      frame={inside(frame, longName)}
      done={{ code: 'factor_added' }}
      rows={[
        factor({ id: 'a', kind: 'totp' }),
        factor({ id: 'b', label: longDepartment, bound_level: 3, last_used_at: at('22T08:10:00') }),
        factor({ id: 'c', bound_level: 0 }),
        factor({ id: 'd', suspended: true }),
      ]}
      level={2}
      codes_left={9}
      always
    />
  ),
  'factor-app': (frame) => (
    <AddAppPage
      frame={inside(frame)}
      error={{ code: 'wrong_factor', field: 'code' }}
      entry="e"
      level={2}
      app={pictureOf('otpauth://totp/x', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')}
    />
  ),
  'factor-passkey': (frame) => (
    <AddPasskeyPage frame={inside(frame)} entry="e" level={2} options={options} />
  ),
  'factor-codes': (frame) => (
    <CodesPage frame={inside(frame)} codes={['ABCDE-23456', 'FGHJK-789AB', 'MNPQR-CDEFG']} />
  ),
  'factor-prove': (frame) => (
    <ProveFactorPage frame={inside(frame)} asks="factor" code passkey={options} action="/p" />
  ),
  'factor-prove-anew': (frame) => (
    <ProveFactorPage frame={inside(frame)} asks="sign_in" code={false} action="/p" />
  ),
  visit: (frame) => (
    <VisitPage frame={asked(frame)} source={{ name: longDepartment }} url="/gone" fields={{}} />
  ),
  logout: (frame) => (
    <Logout frame={inside(frame)} action="/x" xsrf="x" clients={[hall, longDepartment]} />
  ),
  'signed-out': (frame) => (
    <SignedOut frame={asked(frame)} receipts={receipts} back="/y" again="/z" sign_in="/w" />
  ),
  'logout-offered': (frame) => (
    <Logout frame={inside(frame)} action="/x" xsrf="x" clients={[hall]} offers={[fund]} />
  ),
  'signed-out-offered': (frame) => (
    <SignedOut
      frame={asked(frame)}
      receipts={receipts}
      leavings={[leaving({ names: long })]}
      sign_in="/w"
    />
  ),
  'signed-out-came-back': (frame) => (
    <SignedOut
      frame={asked(frame)}
      receipts={[]}
      leavings={[
        leaving({ state: 'ended' }),
        leaving({ source_id: 'b', names: health, state: 'not_ended' }),
        leaving({ source_id: 'c', names: long, state: 'gone' }),
        leaving({ source_id: 'd', names: health, reachable: false }),
      ]}
      back="/y"
      sign_in="/w"
    />
  ),
  'visit-sign-out': (frame) => (
    <VisitPage
      frame={asked(frame)}
      source={{ name: longDepartment }}
      url="/gone"
      fields={{}}
      purpose="sign_out"
    />
  ),
  'signed-out-plain': (frame) => <SignedOut frame={frame} receipts={[]} sign_in="/w" />,
  error: (frame) => (
    <ErrorPage
      frame={asked(frame)}
      refusal="http.form_expired"
      ways_on={[
        { kind: 'client', href: '/y', name: hall },
        { kind: 'other_way', href: '/z' },
      ]}
    />
  ),
  'error-field': (frame) => (
    <ErrorPage
      frame={frame}
      refusal="http.bad_input"
      field="redirect_uri"
      retry_after={90}
      ways_on={[]}
    />
  ),
  privacy: (frame) => <PrivacyPage frame={frame} />,
  home: (frame) => (
    <HomePage
      waiting={[
        { what: 'recovery', at: '2026-11-29 21:00' },
        { what: 'paper', at: '2026-11-28 09:00' },
      ]}
      frame={inside(frame)}
      who={{
        masked_name: '张*',
        alias: '장＊＊',
        documents: [{ type: 'resident_id', masked: '2200**********0018', standing: 'owned' }],
        masked_phone: '199****0001',
        level: 2,
        level_until: at('30T10:00:00'),
      }}
      cases={lines}
      ways={{
        sources: [
          { name: fund, own_password: true },
          { name: health, own_password: false },
        ],
        password: true,
      }}
      sessions={[session, { ...session, device: 'Safari · iPhone', current: false }]}
      received={{ clients: 2, last: { client: hall, at: at('22T08:11:00') } }}
    />
  ),
  'home-bare': (frame) => (
    <HomePage
      frame={inside(frame, longName)}
      done={{ code: 'link_conflict' }}
      who={{
        masked_name: longName,
        documents: [{ type: 'strange', masked: 'E****0001', standing: 'claimed' }],
        level: 0,
      }}
      cases={[]}
      ways={{ sources: [], password: false }}
      sessions={[]}
      received={{ clients: 0 }}
    />
  ),
  cases: (frame) => (
    <CasesPage
      frame={inside(frame)}
      cases={lines}
      next="/account/cases?after=abc"
      may_raise
      services={[]}
    />
  ),
  'cases-older': (frame) => (
    <CasesPage frame={inside(frame)} cases={[]} older may_raise={false} services={[]} />
  ),
  'cases-none': (frame) => (
    <CasesPage
      frame={inside(frame)}
      cases={[]}
      may_raise
      services={[
        { name: hall, href: 'https://hall.test/' },
        { name: longDepartment, href: 'https://other.test/' },
      ]}
    />
  ),
  'cases-nowhere': (frame) => (
    <CasesPage frame={inside(frame)} cases={[]} may_raise={false} services={[]} />
  ),
  'cases-hostile': (frame) => (
    <CasesPage
      frame={inside(frame, longName)}
      cases={[
        { ...line, matter: hostileText, status_text: hostileText, department: hostileText },
        line,
      ]}
      older
      may_raise={false}
      services={[]}
    />
  ),
  case: (frame) => <CasePage frame={inside(frame)} {...one} />,
  'case-accepted': (frame) => (
    <CasePage
      frame={inside(frame)}
      {...one}
      state={1}
      status_text="已收件"
      area={undefined}
      deep_link={undefined}
      at_counter
      history={one.history.slice(2)}
    />
  ),
  'case-done': (frame) => (
    <CasePage
      frame={inside(frame)}
      {...one}
      department={longDepartment}
      state={3}
      status_text="已到账"
      reached={{ ...one.reached, 3: at('23T11:00:00') }}
      organisation={{ uscc: '91220100YYYYYYY17A', name: '长春市某某建筑工程有限责任公司' }}
      history={[
        { at: at('23T11:10:00'), type: 'corrected' },
        { at: at('23T11:00:00'), type: 'done', status_text: '已到账' },
        ...one.history,
      ]}
    />
  ),
  'case-withdrawn': (frame) => (
    <CasePage
      frame={inside(frame)}
      {...one}
      state={3}
      ending="withdrawn"
      status_text="申请人已撤回"
      reached={{ 1: at('20T14:05:00'), 3: at('21T09:00:00') }}
      deep_link={undefined}
      history={[
        { at: at('21T09:00:00'), type: 'withdrawn', status_text: '申请人已撤回' },
        ...one.history.slice(2),
      ]}
    />
  ),
  'case-hostile': (frame) => (
    <CasePage
      frame={inside(frame, longName)}
      {...one}
      matter={hostileText}
      case_number={'9'.repeat(50)}
      department={hostileText}
      area={hostileText}
      status_text={hostileText}
      deep_link={`https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.test/`}
      organisation={{ uscc: hostileText, name: hostileText }}
      history={[
        { at: at('22T09:12:00'), type: 'done', status_text: hostileText, words: hostileText },
      ]}
    />
  ),
  'blocks-none': (frame) => (
    <BlocksPage
      frame={inside(frame)}
      fresh
      blocked={[]}
      used={[blockRow({ id: 'gjj', used: true })]}
      others={[]}
      look={whole}
    />
  ),
  blocks: (frame) => (
    <BlocksPage
      frame={inside(frame)}
      done={{ code: 'source_blocked' }}
      fresh={false}
      new_since={at('20T09:00:00')}
      blocked={[
        blockRow({ id: 'a', at: at('21T10:00:00'), used: true }),
        blockRow({
          id: 'b',
          account_word: longDepartment,
          department: longDepartment,
          paused: true,
        }),
      ]}
      used={[blockRow({ id: 'gjj', used: true })]}
      others={['c', 'd'].map((id) => blockRow({ id, account_word: healthAccount }))}
      look={{
        ...whole,
        ...{ many: true, count: 198, next: 40 },
        trail: [
          { code: 'jilin', name: '吉林省' },
          { code: 'yanbian', name: words(yanbian, frame) },
        ],
        regions: [{ code: 'yanji', name: words(yanji, frame), said: '60' }],
      }}
    />
  ),
  'blocks-last': (frame) => (
    <BlocksPage
      frame={inside(frame)}
      error={{ code: 'last_way_block' }}
      fresh
      blocked={[]}
      used={[blockRow({ id: 'gjj', used: true, needed: true })]}
      others={[]}
      look={{ ...whole, many: true, query: '税务' }}
    />
  ),
  'sign-in': (frame) => (
    <SignInPage
      frame={inside(frame)}
      done={{
        code: 'unlinked',
        name: health,
        told: { confirmed: 3, pending: 1, failed: 0 },
      }}
      links={[
        { ...link, own_password: true },
        { ...link, id: '2', department: owner, suspended: true },
      ]}
      addable={[
        { id: 'ybj', name: health, account_word: healthAccount },
        { id: 'long', name: longDepartment, account_word: longDepartment },
      ]}
      factors={{ count: 2, always: true }}
      password={{ set: true, login_name: 'songhua.li', changed_at: at('03T10:00:00') }}
      removable
    />
  ),
  'sign-in-last': (frame) => (
    <SignInPage
      frame={inside(frame)}
      error={{ code: 'last_way' }}
      links={[link]}
      addable={[]}
      factors={{ count: 2, always: true }}
      password={{ set: false }}
      removable={false}
    />
  ),
  'sign-in-none': (frame) => (
    <SignInPage
      frame={inside(frame)}
      links={[]}
      addable={[]}
      factors={{ count: 2, always: true }}
      password={{ set: true }}
      removable={false}
    />
  ),
  sessions: (frame) => (
    <SessionsPage
      frame={inside(frame)}
      done={{ code: 'session_ended', told: { confirmed: 3, pending: 1, failed: 1 } }}
      sessions={[
        session,
        { ...session, id: '2', device: 'Safari · iPhone', current: false, clients: [] },
        {
          ...session,
          id: '3',
          device: 'Firefox · Linux',
          current: false,
          clients: [hall, fund, health, longDepartment],
          source_name: undefined,
        },
      ]}
      ended={[
        {
          id: '4',
          device: 'Edge · Windows',
          ended_at: at('21T18:00:00'),
          reason: 'sign_out',
          receipts,
        },
        {
          id: '5',
          device: 'Chrome · Android',
          ended_at: at('20T18:00:00'),
          reason: 'a-new-reason',
          receipts: [],
        },
      ]}
    />
  ),
  kiosk: (frame) => (
    <KioskPage
      frame={inside(frame)}
      user_code="BCDF-GHJK"
      hall={{
        'zh-CN': '延边朝鲜族自治州政务服务大厅一楼自助服务区',
        ko: '연변조선족자치주 정무봉사청사 1층 자조봉사구역',
        en: 'Yanbian government service hall, ground floor, self-service area',
      }}
      machine={{ 'zh-CN': '自助机 3', ko: '자조기 3', en: 'Machine 3' }}
      client={hall}
      owner={longDepartment}
      receives={['idno', 'realname', 'openid']}
    />
  ),
  consent: (frame) => (
    <ConsentPage
      frame={{ ...frame, client: { name: hall, owner: longDepartment } }}
      action="/signin/0/consent"
      items={[
        {
          scope: 'phone',
          purpose: {
            'zh-CN': '通知您办件的进度',
            ko: '안건의 진행정형을 알려드리기 위하여',
            en: 'To tell you how your case goes',
          },
          law: '个人信息保护法第十三条第一款第一项',
          kept_months: 24,
          example: '138****0001',
          optional: true,
          sensitive: false,
        },
        {
          scope: 'idno',
          purpose: {
            'zh-CN': '核对您的缴存记录',
            ko: '귀하의 적립기록을 대조하기 위하여',
            en: 'To check your contributions',
          },
          law: '个人信息保护法第二十九条',
          example: '2200**********0018',
          optional: false,
          sensitive: true,
        },
      ]}
      duty={[{ scope: 'realname', law: '社会保险法第五十八条' }]}
    />
  ),
  'kiosk-code': (frame) => <KioskCodePage frame={inside(frame)} />,
  'kiosk-code-wrong': (frame) => (
    <KioskCodePage
      frame={inside(frame)}
      typed="BCDF-GHJL"
      error={{ code: 'device_code', field: 'user_code' }}
    />
  ),
  'kiosk-level': (frame) => (
    <KioskTooLowPage frame={inside(frame)} user_code="BCDF-GHJK" level={{ needed: 3, now: 2 }} />
  ),
  'kiosk-source': (frame) => <KioskTooLowPage frame={inside(frame)} user_code="BCDF-GHJK" />,
  'sessions-one': (frame) => <SessionsPage frame={inside(frame)} sessions={[session]} ended={[]} />,
  received: (frame) => (
    <ReceivedPage
      frame={inside(frame)}
      now={at('20T12:00:00')}
      rows={[
        {
          client: hall,
          owner,
          href: 'https://hall.example/start',
          scopes: ['openid', 'realname', 'idno'],
          first_at: at('01T09:00:00'),
          last_at: at('22T08:11:00'),
        },
        {
          client: longDepartment,
          owner: longDepartment,
          href: 'https://long.example/',
          scopes: ['openid', 'profile', 'phone', 'nation'],
          first_at: at('01T09:00:00'),
          last_at: at('22T08:11:00'),
        },
      ]}
      next="/older"
    />
  ),
  history: (frame) => (
    <HistoryPage
      frame={inside(frame)}
      older={false}
      rows={[
        {
          ...{ id: '4', kind: 'source_blocked', reason_code: 'own_choice', unseen: true },
          own: { way: fundAccount },
          at: at('22T10:00:00'),
        },
        {
          ...{ id: '3', kind: 'evidence_required', reason_code: 'evidence_doubt', unseen: true },
          at: at('22T09:00:00'),
        },
        {
          ...{ id: '2', kind: 'viewed', reason_code: 'help_call', unseen: false },
          department: { 'zh-CN': longDepartment, ko: longDepartment, en: longDepartment },
          at: at('21T09:00:00'),
        },
        {
          ...{ id: '1', kind: 'suspended', reason_code: 'misuse_reported', unseen: false },
          department: owner,
          at: at('20T09:00:00'),
          ended_at: at('20T15:30:00'),
        },
      ]}
      next="/older"
    />
  ),
  'history-none': (frame) => <HistoryPage frame={inside(frame)} older={false} rows={[]} />,
  'told-intervened': (frame) => (
    <ToldPage
      frame={asked(frame)}
      kind="intervened"
      intervened={[
        { kind: 'restored', reason_code: 'settled' },
        { kind: 'suspended', reason_code: 'misuse_suspected' },
      ]}
      action="/signin/x/told"
    />
  ),
  'told-recovered': (frame) => (
    <ToldPage
      frame={asked(frame)}
      kind="recovered"
      intervened={[
        { kind: 'regained', reason_code: 'by_check' },
        { kind: 'paper_printed', reason_code: 'no_phone' },
      ]}
      action="/signin/x/told"
    />
  ),
  paper: (frame) => <PaperPage frame={frame} action="/signin/x/paper" back="/signin/x/ways" />,
  'paper-wrong': (frame) => (
    <PaperPage
      frame={frame}
      error={{ code: 'recovery.paper_wrong', field: 'code' }}
      number="220000190001010018"
      action="/signin/x/paper"
      back="/signin/x/ways"
    />
  ),
  recover: (frame) => (
    <RecoverPage
      frame={frame}
      typed={{}}
      id_types={['resident_id', 'passport']}
      offered={{ operator: true, face: true }}
      wait_hours={72}
      action="/signin/x/recover"
      paper="/signin/x/paper"
      back="/signin/x/ways"
    />
  ),
  'recover-wrong': (frame) => (
    <RecoverPage
      frame={frame}
      error={{ code: 'recovery.no_match', field: 'number' }}
      typed={{
        name: '张试',
        id_type: 'resident_id',
        number: '220000190001010018',
        phone: '19900000001',
      }}
      id_types={['resident_id', 'passport']}
      offered={{ operator: true, face: false }}
      wait_hours={72}
      action="/signin/x/recover"
      paper="/signin/x/paper"
      back="/signin/x/ways"
    />
  ),
  'recover-counter': (frame) => (
    <RecoverPage
      frame={frame}
      typed={{}}
      id_types={[]}
      offered={{ operator: false, face: false }}
      wait_hours={72}
      action="/signin/x/recover"
      paper="/signin/x/paper"
      back="/signin/x/ways"
    />
  ),
  'recover-code': (frame) => (
    <RecoverCodePage
      frame={frame}
      error={{ code: 'recovery.code_wrong', field: 'code' }}
      masked_phone="199****0001"
      proved={false}
      action="/signin/x/recover/code"
      back="/signin/x/recover"
    />
  ),
  'recover-proved': (frame) => (
    <RecoverCodePage
      frame={frame}
      masked_phone="199****0001"
      proved
      action="/signin/x/recover/code"
      back="/signin/x/recover"
    />
  ),
  'recover-begun': (frame) => (
    <RecoverStandingPage
      frame={frame}
      at="begun"
      due_at={at('29T21:00')}
      told
      back="/signin/x/ways"
      leave="/signin/x/leave"
    />
  ),
  'recover-stopped': (frame) => (
    <RecoverStandingPage
      frame={frame}
      at="stopped"
      told={false}
      back="/signin/x/ways"
      leave="/signin/x/leave"
    />
  ),
  'acceptance-failed': (frame) => (
    <Layout frame={{ ...frame, sandbox: true }} title={sentences(frame.lang).acceptance.title}>
      <AcceptanceReport
        frame={frame}
        state="done"
        passed={false}
        to_excuse={[]}
        points={[
          {
            ...{ code: 'id_token.signature', result: 'failed', advised: false },
            ...{ standard: 'OpenID Connect Core 1.0 §3.1.3.7' },
            evidence: [['client_answered', 200], ['signed_in']],
          },
          {
            ...{ code: 'header.csp', result: 'failed', advised: true },
            ...{ standard: 'OWASP ASVS 5.0 §3.4.3' },
            evidence: [['header_absent', 'script-src']],
          },
          {
            ...{ code: 'sign_out.hint', result: 'not_reached', advised: false },
            ...{ standard: 'OpenID Connect RP-Initiated Logout 1.0 §2', evidence: [] },
          },
          {
            ...{ code: 'request.pkce', result: 'passed', advised: false },
            ...{ standard: 'RFC 7636 §4.2', evidence: 'method S256, 43 characters' },
          },
        ]}
      />
    </Layout>
  ),
  'acceptance-excusable': (frame) => (
    <Layout frame={{ ...frame, sandbox: true }} title={sentences(frame.lang).acceptance.title}>
      <AcceptanceReport
        frame={frame}
        state="done"
        passed={false}
        to_excuse={['id_token.alg_none']}
        points={[
          {
            ...{ code: 'id_token.alg_none', result: 'failed', advised: false },
            ...{ standard: 'OpenID Connect Core 1.0 §3.1.3.7' },
            evidence: [['client_answered', 200], ['signed_in']],
          },
        ]}
      />
    </Layout>
  ),
  'acceptance-running': (frame) => (
    <Layout frame={{ ...frame, sandbox: true }} title={sentences(frame.lang).acceptance.title}>
      <AcceptanceReport frame={frame} state="running" passed={false} points={[]} to_excuse={[]} />
    </Layout>
  ),
  'stop-sandbox': (frame) => <StopPage frame={{ ...frame, sandbox: true }} action="/stop/x" />,
  stop: (frame) => <StopPage frame={frame} action="/stop/x" />,
  stopped: (frame) => <StoppedPage frame={frame} stopped />,
  regain: (frame) => (
    <RegainPage frame={frame} by="paper" action="/signin/x/regain" leave="/signin/x/leave" />
  ),
  'regain-wrong': (frame) => (
    <RegainPage
      frame={frame}
      error={{ code: 'credentials.login_name_taken', field: 'login_name' }}
      login_name="zhang.shi"
      by="recovery"
      action="/signin/x/regain"
    />
  ),
  'asked-password': (frame) => (
    <AskedPasswordPage
      frame={asked(frame)}
      reason="password_leaked"
      action="/signin/x/asked-password"
      leave="/signin/x/leave"
    />
  ),
  merging: (frame) => (
    <MergingPage frame={inside(frame)} questions={['1']} step={{ at: 'second' }} />
  ),
  'merging-first': (frame) => (
    <MergingPage frame={inside(frame)} questions={[]} step={{ at: 'first' }} />
  ),
  'merging-confirm': (frame) => (
    <MergingPage
      frame={inside(frame)}
      questions={[]}
      step={{
        ...{ at: 'confirm', proof_id: '1', until: at('22T09:10:00') },
        accounts: [
          {
            ...{ masked_name: longName, masked_phone: '199****0001', level: 3 },
            documents: [{ type: 'resident_id', masked: '220***********0018' }],
          },
          { masked_name: '张**', documents: [], level: 0 },
        ],
      }}
    />
  ),
  merged: (frame) => <JoinedPage frame={frame} />,
  'received-none': (frame) => (
    <ReceivedPage frame={inside(frame)} rows={[]} now={at('20T12:00:00')} />
  ),
  'set-password': (frame) => (
    <SetPasswordPage
      frame={inside(frame)}
      set
      removable
      login_name="松花江畔"
      error={{ code: 'password_common', field: 'password' }}
    />
  ),
  'set-password-first': (frame) => (
    <SetPasswordPage frame={inside(frame)} set={false} removable={false} />
  ),
};

/** The frame that a gallery page stands in. */
export function sampleFrame(lang: Lang, elder: boolean): PageFrame {
  return {
    lang,
    elder,
    path: '/signin/sample',
    code: '019aab3c-51f0-7c2e-9d41-2b6f0e8a77c1',
    csrf: 'sample-token',
    help_line: '0431-12345',
  };
}
