// No refusal of a form of the portal loses what was typed, and each says everything that is wrong.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import * as developers from '../../src/developers/developers.ts';
import { portalRoutes } from '../../src/portal/routes.ts';
import { forms as whole } from '../clients/forms.ts';
import { joined } from '../developers/people.ts';
import type { Visitor } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

const id = 'many-forms';
const names = { 'names.zh-CN': '社保<查询>', 'names.ko': '조회', 'names.en': 'Look-up' };
const inThree = (name: string) => ({
  ...{ [`${name}.zh-CN`]: '几句话', [`${name}.ko`]: '몇마디' },
  [`${name}.en`]: 'A few words',
});
const contact = (role: string) => ({
  [`contacts.${role}.name`]: '金负责',
  [`contacts.${role}.phone`]: '0431-88880000',
  [`contacts.${role}.mail`]: 'jin@office.example',
});
const long = (most: number) => `${'x'.repeat(most)}y`;

interface Filled {
  /** What somebody types. */
  typed: Record<string, string>;
  /** A field of it, and what is too much or nonsense there. */
  wrong: [field: string, value: string];
}

/** Every form of the portal into which something is typed; of the others nothing can be lost. */
const forms: Record<string, Filled | 'nothing is typed'> = {
  '/clients/join': 'nothing is typed',
  '/clients/decline': 'nothing is typed',
  '/clients/leave': 'nothing is typed',
  '/clients/sessions/end': 'nothing is typed',
  '/clients/sessions/end-others': 'nothing is typed',
  '/clients/decoder': { typed: {}, wrong: ['token', long(20_000)] },
  '/clients/new': {
    typed: { department: '', id: 'another-app', ...names },
    wrong: ['carried', long(60_000)],
  },
  '/clients/apps/:id/submit': {
    typed: Object.fromEntries(acceptance.excusable.map((code) => [`excuse.${code}`, '库没有开关'])),
    wrong: ['report', long(60_000)],
  },
  '/clients/apps/:id/withdraw': 'nothing is typed',
  '/clients/apps/:id/live': 'nothing is typed',
  '/clients/apps/:id/review': 'nothing is typed',
  '/clients/apps/:id/abandon': { typed: {}, wrong: ['named', 'another'] },
  '/clients/apps/:id/about': {
    typed: {
      ...{ ...names, ...inThree('descriptions'), matters: 'A0001234\r\nB0001234' },
      home_uri: 'https://app.example/',
    },
    wrong: ['purpose', 'short'],
  },
  '/clients/apps/:id/contacts': {
    typed: { ...contact('technical'), 'contacts.responsible.name': '朴负责' },
    wrong: ['contacts.responsible.mail', 'nowhere'],
  },
  '/clients/apps/:id/addresses': {
    typed: {
      ...{
        application_type: 'web',
        redirect_uris: 'https://app.example/a\r\nhttps://app.example/b',
      },
      ...{ post_logout_redirect_uris: 'https://app.example/', networks: '' },
      backchannel_logout_uri: 'https://app.example/out',
    },
    wrong: ['initiate_login_uri', 'app.example'],
  },
  '/clients/apps/:id/protocol': {
    typed: { auth_method: 'client_secret_post', id_token_alg: 'RS256', level_floor: '2' },
    wrong: ['profile', 'strict'],
  },
  '/clients/apps/:id/data': {
    typed: {
      ...{ 'scope.phone': 'yes', 'claims.phone.basis': 'duty', 'claims.phone.law': '某法 第一条' },
      ...inThree('claims.phone.purpose'),
    },
    wrong: ['claims.phone.kept_months', '-3'],
  },
  '/clients/apps/:id/more': {
    typed: { resources: 'urn:one', notices_uri: 'https://app.example/notices' },
    wrong: ['default_max_age', 'soon'],
  },
  '/clients/apps/:id/logo': 'nothing is typed',
  '/clients/apps/:id/logo/remove': 'nothing is typed',
  '/clients/apps/:id/credentials/secret': { typed: {}, wrong: ['earlier', '1999-01-01'] },
  '/clients/apps/:id/credentials/keys': {
    typed: { jwks: '{"keys":[{"kty":"EC","note":"typed"}]}' },
    wrong: ['jwks_uri', 'http://app.example/jwks'],
  },
  '/clients/apps/:id/credentials/program': 'nothing is typed',
  '/clients/apps/:id/acceptance': {
    typed: { start: 'https://app.example/', inside: 'https://app.example/me' },
    wrong: ['sign_out', 'https://elsewhere.example/'],
  },
  '/clients/apps/:id/failures': { typed: { switch: 'source_down' }, wrong: ['minutes', '7000'] },
  '/clients/apps/:id/failures/off': 'nothing is typed',
  '/clients/apps/:id/deliveries/again': 'nothing is typed',
};

let sandbox: Portal;
let province: Portal;
beforeAll(async () => {
  sandbox = await startPortal({ env: { SANDBOX: 'true' } });
  province = await startPortal();
}, 120_000);
afterAll(async () => {
  await province?.stop();
  await sandbox?.stop();
});

const memberOf = (at: Portal) => joined(at.base, { department_code: '220000-hall', by: at.by });

/** A developer of the department in a browser, with the application as a draft. */
async function developerAt(at: Portal) {
  const { token, developer_id } = await memberOf(at);
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  const cookie = `${name}=${token}`;
  const who = visitor();
  who.cookies.set(`${name} /`, { value: cookie, path: '/' });
  if (!(await clients.read(at.base, id)))
    await clients.draft(
      at.base,
      { id, department_code: '220000-hall', ...whole(id) },
      developers.actor(developer_id),
    );
  return { who, developer_id, cookie };
}

const csrfOf = async (at: Portal, who: Visitor) =>
  (await at.open(who, '/clients')).forms.flatMap(({ fields }) => fields['_csrf'] ?? [])[0] ?? '';

/** Posts as a browser does whose page is ours. */
async function post(
  at: Portal,
  path: string,
  { cookie, ...fields }: Record<string, string> & { cookie: string },
) {
  const answer = await fetch(`${at.issuer}${path.replace(':id', id)}`, {
    ...{ method: 'POST', redirect: 'manual' },
    headers: { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** What was typed stands there; what was ticked or chosen is marked still. */
function expectKept(html: string, typed: Record<string, string>, { choices = true } = {}) {
  for (const [name, value] of Object.entries(typed)) {
    if (value === '') continue;
    const chosen =
      /^(scope\.|switch|profile|auth_method|id_token_alg|level_floor|application_type)|basis$/;
    if (!chosen.test(name)) expect(html.includes(escaped(value)), `${name} is lost`).toBe(true);
    else if (choices)
      expect(html, `${name} is lost`).toMatch(
        new RegExp(`<(input|option)[^>]* value="${value}"[^>]* (checked|selected)`),
      );
  }
}

/** The summary leads to fields that are there, each with what is wrong beside it. */
function expectNamed(html: string) {
  const [, summary = ''] = /<div class="summary"([\s\S]*?)<\/div>/.exec(html) ?? [];
  const leads = [...summary.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to);
  expect(leads.length, summary).toBeGreaterThan(0);
  for (const to of leads) {
    expect(html, to).toMatch(new RegExp(`<\\w+[^>]* id="${to}"`));
    expect(html, to).toMatch(new RegExp(`id="${to}-error"`));
    expect(html, to).toMatch(new RegExp(`aria-describedby="[^"]*${to}-error"`));
  }
}

const filled = Object.entries(forms).flatMap(([path, form]) =>
  typeof form === 'string' ? [] : [[path, form] as const],
);

test('every form of the portal is in this table', () => {
  const posts = portalRoutes.filter(({ method }) => method === 'post').map(({ path }) => path);
  expect(Object.keys(forms).sort()).toEqual([...posts].sort());
});

describe.each(filled)('%s', (path, { typed, wrong: [field, value] }) => {
  const all = { ...typed, [field]: value };

  test('stands there again as it was typed, with what is wrong beside it', async () => {
    const { who, cookie } = await developerAt(sandbox);
    // In the sandbox nobody shows a report.
    const at = path.endsWith('/submit') ? province : sandbox;
    const mine = at === sandbox ? { who, cookie } : await developerAt(province);
    const _csrf = await csrfOf(at, mine.who);
    // An act is folded, and its name says which of them it was.
    const last = path.split('/').at(-1) ?? '';
    const _form = { submit: 'submit', abandon: 'abandon', secret: 'add' }[last];
    const sent = { cookie: mine.cookie, _csrf, ...(_form && { _form }) };
    // Until when an earlier one is good is asked where there is one.
    if (last === 'secret') await post(at, path, sent);
    const answer = await post(at, path, { ...sent, ...all });
    expect(answer.status, answer.html).toBe(400);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    // How long a failure may last is chosen: what cannot be stands nowhere.
    expectKept(answer.html, field === 'minutes' ? typed : all);
    expectNamed(answer.html);
  });

  test.each(['over', 'of another sign-in', 'of somebody who was let go'])(
    'whose session is %s shows what was typed, and does nothing',
    async (how) => {
      const { who, cookie, developer_id } = await developerAt(sandbox);
      const _csrf = how === 'of another sign-in' ? 'stale' : await csrfOf(sandbox, who);
      const { base } = sandbox;
      if (how === 'over')
        await base
          .db('developer_sessions')
          .update({ ended_at: base.clock.now(), end_reason: 'idle' });
      if (how === 'of somebody who was let go')
        await base
          .db('developer_memberships')
          .where({ developer_id })
          .update({ ended_at: base.clock.now(), ended_by: null });
      const answer = await post(sandbox, path, { cookie, _csrf, ...all });
      const gone = path.includes('/:id') || how !== 'of somebody who was let go';
      expect(answer.status).toBeGreaterThanOrEqual(400);
      if (gone) expect([401, 403, 404]).toContain(answer.status);
      expectKept(answer.html, all, { choices: false });
    },
  );
});

test('a network that is none is named by its line, beside an address to which something is sent', async () => {
  const { who, cookie } = await developerAt(sandbox);
  const _csrf = await csrfOf(sandbox, who);
  const typed = {
    ...{ application_type: 'web', redirect_uris: 'https://app.example/a' },
    backchannel_logout_uri: 'https://127.0.0.1/out',
  };
  for (const networks of ['abc', '10.20.0.0/33', '127.0.0.0/8\r\n10.20.0.0/33']) {
    const sent = { cookie, _csrf, ...typed, networks };
    const { status, html } = await post(sandbox, '/clients/apps/:id/addresses', sent);
    expect(status, networks).toBe(400);
    expectNamed(html);
    const lines = networks.split('\r\n');
    expect(html).toContain(`${lines.at(-1)}：`);
    expect(html).toMatch(
      new RegExp(`<textarea[^>]* name="networks"[^>]*>${lines.join('\\r?\\n')}<`),
    );
  }
});

test('an address for the robot that is missing is named with those that cannot stand', async () => {
  const { who, cookie } = await developerAt(sandbox);
  const _csrf = await csrfOf(sandbox, who);
  const typed = { start: 'https://elsewhere.example/', inside: 'nowhere', sign_out: ' ' };
  const sent = { cookie, _csrf, ...typed };
  const { status, html } = await post(sandbox, '/clients/apps/:id/acceptance', sent);
  expect(status).toBe(400);
  expectNamed(html);
  const wrong = [...html.matchAll(/<input[^>]*>/g)].flatMap(([input]) =>
    input.includes('aria-invalid="true"') ? (/ name="(\w+)"/.exec(input)?.[1] ?? []) : [],
  );
  expect(wrong).toEqual(['start', 'inside', 'sign_out']);
  const { base } = sandbox;
  expect(await base.db('acceptance_runs').where({ client_id: id })).toEqual([]);
});

test('what a foreign page posts is shown to nobody', async () => {
  const { cookie } = await developerAt(sandbox);
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    {},
  ]) {
    const answer = await fetch(`${sandbox.issuer}/clients/apps/${id}/about`, {
      method: 'POST',
      headers: { cookie, accept: 'text/html', ...(headers as Record<string, string>) },
      body: new URLSearchParams({ purpose: 'Call 110 and give your password', _csrf: 'x' }),
    });
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.not.stringContaining('give your password'),
    ]);
  }
});

test('a report that cannot be verified now stands in its form still', async () => {
  const { who, cookie } = await developerAt(province);
  const _csrf = await csrfOf(province, who);
  const report = `eyJ${'a'.repeat(5_000)}.b.c`;
  const path = `/clients/apps/${id}/submit`;
  const answer = await post(province, path, { cookie, _csrf, _form: 'submit', report });
  expect([answer.status, answer.html]).toEqual([
    503,
    expect.stringContaining('clients.no_sandbox'),
  ]);
  expect(answer.html).toMatch(new RegExp(`<textarea id="report"[^>]*>${report}<`));
  expect(answer.html).toMatch(/<details class="act" id="submit" open/);
});

test('what is missing is named all at once, with the page on which each is asked for', async () => {
  const { who, cookie, developer_id } = await developerAt(province);
  const one = 'quite-empty';
  const draft = { id: one, department_code: '220000-hall', names: whole(id).names };
  await clients.draft(province.base, draft, developers.actor(developer_id));
  const _csrf = await csrfOf(province, who);
  const { status, html } = await post(province, `/clients/apps/${one}/submit`, { cookie, _csrf });
  expect(status).toBe(409);
  const [, summary = ''] = /<div class="summary"([\s\S]*?)<\/div>/.exec(html) ?? [];
  const leads = [...summary.matchAll(/href="([^"]+)"/g)].map(([, to]) => to);
  expect(leads).toEqual(
    ['about', 'about', 'contacts', 'addresses', 'addresses'].map(
      (part) => `/clients/apps/${one}/${part}`,
    ),
  );
});

test('all that is wrong with an application that is brought along is said at once', async () => {
  const { who, cookie } = await developerAt(sandbox);
  const overview = await sandbox.open(who, `/clients/apps/${id}`);
  const [, text = ''] = /(\{[^<]*songhua_registration[^<]*\})/.exec(overview.html) ?? [];
  const plain = JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  const carried = JSON.stringify({
    ...plain,
    ...{ id: 'Not An Id', profile: 'lax', level_floor: 9, purpose: 'short', surplus: 1 },
    redirect_uris: ['https://good.example/', 'https://*.bad.example/', 'ftp://bad.example/'],
    networks: ['10.20.0.0/16'],
    claims: [
      { scope: 'phone', basis: 'perhaps', law: '', purpose: { 'zh-CN': '', ko: '', en: '' } },
    ],
  });
  const _csrf = await csrfOf(sandbox, who);
  const fields = {
    department: 'nobodys',
    id: '',
    'names.zh-CN': '',
    'names.ko': '',
    'names.en': '',
  };
  const { status, html } = await post(sandbox, '/clients/new', {
    cookie,
    _csrf,
    ...fields,
    carried,
  });
  expect(status).toBe(400);
  expectNamed(html);
  for (const said of [
    '请选择您所属的部门',
    '应用编号（client_id）：须是 3 到 60 个小写字母',
    '规范：请选择其中之一：standard, strict',
    '最低认证级别：须是 4 或更小',
    '用途：至少写 10 个字符',
    'surplus：没有这一项',
    '返回地址：https://*.bad.example/：不能含有 *',
    '返回地址：ftp://bad.example/：须用 https',
    '后台所在网段：10.20.0.0/16：沙箱中的应用只能位于 127.0.0.0/8, ::1/128',
    'phone · 依据：请选择其中之一：duty, consent',
    'phone · 法律条款或协议：',
  ])
    expect(html).toContain(said);
  expect(html).toContain(escaped(carried));
  expect(html).not.toContain('https://good.example/：');

  // What is typed counts instead of what was brought: nothing is missing there.
  const { id: _, names: __, ...less } = plain;
  const typed = { ...fields, department: '', id: 'Not An Id', ...names };
  const again = await post(sandbox, '/clients/new', {
    ...{ cookie, _csrf, ...typed, carried: JSON.stringify({ ...less, networks: [] }) },
  });
  const [, summary = ''] = /<div class="summary"([\s\S]*?)<\/div>/.exec(again.html) ?? [];
  expect(again.status).toBe(400);
  expect(summary.match(/href="#/g)).toHaveLength(1);
  expect(summary).toContain('须是 3 到 60 个小写字母');
});
