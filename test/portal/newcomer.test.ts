import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { PASSWORD } from '../../src/oidc/sandbox/citizens.ts';
import { invited } from '../developers/people.ts';
import { type DepartmentApp, startDepartmentApp } from '../doubles/department-app.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

/** The afternoon of somebody who knows nothing but the address of the sandbox, over HTTP alone. */
let sandbox: Portal;
let province: Portal;
let app: DepartmentApp;
beforeAll(async () => {
  sandbox = await startPortal({
    env: { SANDBOX: 'true' },
    robotWaits: async (ms) => app.advance(ms),
  });
  province = await startPortal({
    env: { SANDBOX_ISSUER: sandbox.issuer, OUTSIDE_NETWORKS: '127.0.0.0/8,::1/128' },
  });
  app = await startDepartmentApp('first-app', () => sandbox.issuer);
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await province?.stop();
  await sandbox?.stop();
});

type Who = ReturnType<typeof visitor>;

/** Posts what was typed to the form that leads to `path`, with every other field of it, as browsers do. */
async function fill(at: Portal, who: Who, path: string, typed: Record<string, string>) {
  const shown = await at.open(who, path.replace(/\/(submit|secret)$/, ''));
  const forms = shown.forms.filter(({ action }) => action.pathname === path);
  expect(forms.length, `${path}: ${shown.text}`).toBeGreaterThan(0);
  const [form] = forms as [Page['forms'][number]];
  const page = { ...shown, forms: [{ ...form, fields: { ...form.fields, ...typed } }] };
  const came = await who.submit(page);
  expect(came.status, came.text).toBeLessThan(400);
  return came;
}

const names = { 'names.zh-CN': '社保查询', 'names.ko': '조회', 'names.en': 'Look-up' };

test('from nothing to a passed acceptance, and from there to the real portal without typing it again', async () => {
  const address = 'newcomer@office.example';
  const who = visitor();
  const home = await sandbox.signIn(who, address);
  expect(home.html).toContain('测试环境：这里的人和资料全是虚构的');
  expect((await who.open(`${sandbox.issuer}/sandbox`)).text).toContain(PASSWORD);

  // A draft, where it lives, a secret.
  const path = `/clients/apps/${app.id}`;
  await fill(sandbox, who, '/clients/new', { department: '', id: app.id, ...names });
  await fill(sandbox, who, `${path}/addresses`, {
    application_type: 'web',
    redirect_uris: app.redirect_uri,
    post_logout_redirect_uris: app.post_logout_redirect_uri,
    backchannel_logout_uri: app.backchannel_logout_uri,
    initiate_login_uri: app.initiate_login_uri,
    networks: '127.0.0.0/8\r\n::1/128',
  });
  await fill(sandbox, who, `${path}/protocol`, {
    ...{ profile: 'standard', auth_method: 'client_secret_basic', id_token_alg: 'ES256' },
    ...{ refresh: 'yes', level_floor: '3', 'source.sandbox-department': 'yes' },
  });
  await fill(sandbox, who, `${path}/about`, {
    ...names,
    ...{ 'descriptions.zh-CN': '查询社保', 'descriptions.ko': '조회', 'descriptions.en': 'Look' },
    ...{ purpose: '查询本人的社会保险缴费记录', matters: 'A0001234', home_uri: '' },
  });
  await fill(sandbox, who, `${path}/data`, {
    ...{
      'scope.profile': 'yes',
      'claims.profile.basis': 'duty',
      'claims.profile.law': '本机关协议',
    },
    'claims.profile.purpose.zh-CN': '显示称呼',
    ...{ 'claims.profile.purpose.ko': '호칭', 'claims.profile.purpose.en': 'To greet you' },
    'claims.profile.kept_months': '6',
  });
  const shown = await fill(sandbox, who, `${path}/credentials/secret`, {});
  const [, secret = ''] = /<code>([\w-]{43})<\/code>/.exec(shown.html) ?? [];
  expect(secret).not.toBe('');
  app.secret = secret;
  await vi.waitFor(async () => expect(await app.isKnown()).toBe(true), { timeout: 10_000 });

  // What goes wrong is tried by hand, for this application alone.
  const failing = await fill(sandbox, who, `${path}/failures`, {
    ...{ switch: 'source_down', minutes: '15' },
  });
  expect(failing.text).toContain('部门登录系统没有应答, 到');
  const broken = await visitor().open(app.addresses.start);
  expect(broken.text).toContain('部门');
  // Its developer is led back to the switch.
  expect(broken.html).toContain(`href="/clients/apps/${app.id}/failures"`);
  await fill(sandbox, who, `${path}/failures`, { switch: 'clock_ahead', minutes: '60' });
  const switched = (await auditTrail(sandbox.base)).filter(
    ({ kind }) => kind === 'sandbox.switched',
  );
  expect(switched).toMatchObject([
    { actor_kind: 'developer', client_id: app.id },
    { actor_kind: 'developer', client_id: app.id },
  ]);

  // The robot: level 3 through the one source that is accepted; what is switched on waits meanwhile.
  await fill(sandbox, who, `${path}/acceptance`, app.addresses);
  const during = await vi.waitFor(
    async () => {
      const page = await sandbox.open(who, `${path}/acceptance`);
      expect(page.html).toContain('eyJ');
      return page;
    },
    { timeout: 170_000, interval: 1_000 },
  );
  const [, report = ''] = /(eyJ[\w-]+\.[\w-]+\.[\w-]+)/.exec(during.html) ?? [];
  expect((await sandbox.open(who, `${path}/failures`)).text).toContain('部门登录系统没有应答, 到');

  // At home: invited, brought over in one text, handed in with the report.
  const overview = await sandbox.open(who, path);
  const [, carried = ''] = /(\{[^<]*songhua_registration[^<]*\})/.exec(overview.html) ?? [];
  const plain = carried.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
  expect(plain).not.toContain(secret);
  const department_code = '220000-hall';
  await invited(province.base, { department_code, by: province.by, address });
  const there = visitor();
  const invitation = await province.signIn(there, address);
  const [id = ''] = invitation.forms.flatMap(({ fields }) => fields['invitation'] ?? []);
  await there.submit(invitation, { invitation: id });
  await fill(province, there, '/clients/new', {
    department: department_code,
    id: '',
    carried: plain,
  });
  const contact = (role: string) => ({
    [`contacts.${role}.name`]: '金负责',
    [`contacts.${role}.phone`]: '0431-88880000',
    [`contacts.${role}.mail`]: 'jin@office.example',
  });
  await fill(province, there, `${path}/contacts`, {
    ...{ ...contact('responsible'), ...contact('technical') },
  });
  const brought = await clients.read(province.base, app.id);
  expect(brought).toMatchObject({
    ...{ state: 'draft', redirect_uris: [app.redirect_uri], scopes: 'openid profile' },
    ...{ level_floor: 3, accepted_sources: null, secrets: [] },
  });
  const submitted = await fill(province, there, `${path}/submit`, { report });
  expect(submitted.url.search).toBe('?done=submitted');
  expect((await clients.read(province.base, app.id))?.state).toBe('submitted');
}, 240_000);

test('a text that is none of ours, and an address that the real portal does not take, are said in the form', async () => {
  const who = visitor();
  await sandbox.base.db.raw('truncate tries');
  await sandbox.signIn(who, 'another@office.example');
  const page = await sandbox.open(who, '/clients/new');
  const forms = page.forms.filter(({ action }) => action.pathname === '/clients/new');
  const [form] = forms as [Page['forms'][number]];
  const fields = { ...form.fields, ...names, department: '', id: 'bad-app', carried: '{}' };
  const bad = await who.submit({ ...page, forms: [{ ...form, fields }] });
  expect([bad.status, bad.text]).toEqual([400, expect.stringContaining('读不出来')]);
  expect(await clients.read(sandbox.base, 'bad-app')).toBeUndefined();
});
