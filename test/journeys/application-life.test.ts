// Longer than 250 lines on purpose: one application, from its draft to its end.
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { joined } from '../developers/people.ts';
import { authenticates } from '../oidc/rig.ts';
import { type Portal, startPortal } from '../portal/rig.ts';
import { signedInStaff } from '../staff/people.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';
import { citizen, tokensOf } from '../support/gateway.ts';
import { visitor } from '../support/visitor.ts';

// The life of an application from its draft to its end, in a real browser: its developer at /clients,
// the administrator of its department and somebody of the province at /admin, and a citizen who used it.
// At each step the pages of it are looked at: with axe, at 360 and 1280 px, in the elder mode, in Korean.

const shots = new URL('../../ci-output/application-life/', import.meta.url);
const id = 'fund-lookup';
const WAIT = { timeout: 20_000 };
const DAY = 86_400_000;
const t = sentences('zh-CN');
const { life } = t.console.clients;

let at: Portal;
let browser: Browser;
let developer: Page;
let department: Page;
let province: Page;

describe.skipIf(noChromium('The life of an application'))('an application', () => {
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    at = await startPortal({ env: { SANDBOX: 'true' } });
    browser = await launchChromium();
    const { token } = await joined(at.base, { department_code: '220000-hall', by: at.by });
    developer = await pageOf('developer', token);
    const of = async (role: 'department_administrator' | 'system_administrator', code: string) =>
      pageOf(
        'staff',
        (await signedInStaff(at.base, { roles: [role], department_code: code })).token,
      );
    department = await of('department_administrator', '220000-hall');
    province = await of('system_administrator', '220000');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await at?.stop();
  });

  async function pageOf(realm: 'developer' | 'staff', token: string): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ locale: 'zh-CN' });
    const name = `songhua-${realm}-${new URL(at.issuer).port}`;
    await context.addCookies([{ name, value: token, url: at.issuer }]);
    return context.newPage();
  }

  const stateOf = async () => (await clients.read(at.base, id))?.state;

  /** Looks at a page as it stands: every width, the elder mode, three languages; with a picture of each. */
  async function looks(page: Page, path: string, name: string): Promise<void> {
    for (const lang of langs) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${at.issuer}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      expect(await violations(page, { colours: lang === 'zh-CN' }), `${name} ${lang}`).toEqual([]);
      const shot = (as: string) =>
        page.screenshot({ path: new URL(`${name}-${as}.png`, shots).pathname, fullPage: true });
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await overflow(page), `${name} ${lang} ${width}`).toEqual([]);
        if (lang !== 'en') await shot(`${lang}-${width}`);
      }
      await page.evaluate(() => document.documentElement.classList.add('elder'));
      expect(await overflow(page), `${name} ${lang} elder`).toEqual([]);
      if (lang === 'zh-CN') await shot('elder');
    }
    await page.goto(`${at.issuer}${path.split('?')[0]}?lang=zh-CN`);
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  /** Unfolds an act of the page, fills it and presses its button. */
  async function act(
    page: Page,
    which: string,
    fields: Record<string, string> = {},
  ): Promise<void> {
    const form = page.locator(`details.act#${which}`);
    await form.locator('summary').click();
    for (const [name, value] of Object.entries(fields))
      await form.locator(`[name="${name}"]`).fill(value);
    await form.locator('button[type="submit"]').click();
  }

  const reason = '部门确认申请内容属实';
  const admin = `/admin/clients/${id}`;
  const open = (page: Page, path: string) => page.goto(`${at.issuer}${path}?lang=zh-CN`);

  /** The act that waits on the application is decided by the province. */
  async function decided(what: string): Promise<void> {
    await open(province, admin);
    await province.getByRole('link', { name: life.waits(what) }).click();
    await act(province, 'approve', { reason });
    await province.getByText(t.console.done.approved).waitFor(WAIT);
  }

  test('is begun at the portal, filled in group by group, and handed in with its acceptance', async () => {
    await open(developer, '/clients/new');
    await developer.getByLabel(t.portal.fresh.department).selectOption('220000-hall');
    await developer.getByLabel(t.portal.fresh.id).fill(id);
    for (const [language, name] of [
      ['中文', '公积金查询'],
      ['한국어', '공적금 조회'],
      ['English', 'Fund look-up'],
    ] as const)
      await developer.getByLabel(language, { exact: true }).fill(name);
    await developer.getByRole('button', { name: t.portal.fresh.submit }).click();
    await developer.getByText(t.portal.done.begun).waitFor(WAIT);
    const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
    const contact = { name: '测试甲', phone: '13800000000', mail: 'fund@example.org' };
    // The forms of each group are walked by the journey of a developer; here they are as filled in.
    await clients.change(
      at.base,
      id,
      {
        descriptions: words('查询公积金余额'),
        purpose: '核对缴存人身份，查询公积金。',
        contacts: { responsible: contact, technical: contact },
        redirect_uris: [at.hall.redirect_uri],
        backchannel_logout_uri: at.hall.backchannel_logout_uri,
        networks: ['127.0.0.0/8', '::1/128'],
        scopes: 'openid profile',
      },
      { kind: 'system' },
    );
    await clients.addSecret(at.base, { client_id: id, secret: at.hall.secret });
    await looks(developer, `/clients/apps/${id}`, 'portal-1-draft');
    const start = { start: at.hall.redirect_uri, inside: at.hall.redirect_uri };
    await acceptance.start(
      at.base,
      id,
      { ...start, sign_out: at.hall.redirect_uri },
      { kind: 'system' },
    );
    while ((await acceptance.latest(at.base, id))?.state !== 'done');
    // As if the robot had found nothing: its own tests are those of clients/acceptance.
    await at.base.db('acceptance_runs').where({ client_id: id }).update({ passed: true });
    await open(developer, `/clients/apps/${id}`);
    await act(developer, 'submit');
    await developer.getByText(t.portal.done.submitted).waitFor(WAIT);
    expect(await stateOf()).toBe('submitted');
  }, 180_000);

  test('is backed by its department and approved by the province', async () => {
    await looks(department, admin, 'console-2-submitted');
    await act(department, 'approval', { reason });
    await department.getByText(t.console.done.asked).waitFor(WAIT);
    await decided(t.console.approvals.acts['client.admit']);
    expect(await stateOf()).toBe('approved');
  }, 120_000);

  test('goes live on the day that its owner chooses', async () => {
    await looks(developer, `/clients/apps/${id}`, 'portal-3-approved');
    await act(developer, 'live');
    await developer.getByText(t.portal.done.live).waitFor(WAIT);
    expect(await stateOf()).toBe('live');
    await looks(province, admin, 'console-4-live');
  }, 120_000);

  test('is reviewed after a year, which staff are asked about when it stays out', async () => {
    const soon = new Date(at.clock.now().getTime() + 20 * DAY);
    await at.base.db('clients').where({ id }).update({ review_due_at: soon });
    await looks(developer, '/clients', 'portal-5-review-soon');
    const late = new Date(at.clock.now().getTime() - 100 * DAY);
    await at.base.db('clients').where({ id }).update({ review_due_at: late });
    await looks(province, '/admin', 'console-5-home');
    await province.locator('a[href="/admin/clients?review=staff"]').click();
    await province.getByText(id).first().waitFor(WAIT);
    await looks(province, admin, 'console-5-review-late');
    await looks(developer, `/clients/apps/${id}`, 'portal-5-review-late');
    await act(developer, 'review');
    await developer.getByText(t.portal.done.reviewed).waitFor(WAIT);
    await open(province, '/admin');
    expect(await province.locator('a[href="/admin/clients?review=staff"]').count()).toBe(0);
  }, 180_000);

  test('is stopped, and goes on, each by two', async () => {
    await open(department, admin);
    await act(department, 'stop', { reason });
    await decided(t.console.approvals.acts['client.suspend']);
    expect(await stateOf()).toBe('suspended');
    await looks(department, admin, 'console-6-suspended');
    await looks(developer, `/clients/apps/${id}`, 'portal-6-suspended');
    await act(department, 'resume', { reason });
    await decided(t.console.approvals.acts['client.resume']);
    expect(await stateOf()).toBe('live');
  }, 180_000);

  test('ends: whoever used it reads of it, nothing of it goes on, and the department says what it deleted', async () => {
    const person = await citizen(at.base, 'journey-life');
    const who = visitor();
    // The gateway has seen that it goes on.
    await expect.poll(() => authenticates(at, id, at.hall.secret), WAIT).toBe(true);
    const party = { ...at.hall, id };
    // The double asks as another application than it was made for: by the address itself.
    const ask: typeof at.hall.ask = (issuer, params) =>
      at.hall.ask(issuer, { ...params, client_id: id });
    await tokensOf(at, { ...party, ask, exchange: exchangeAs(id) }, who, person);
    await open(department, admin);
    const on = clients.dayOf(new Date(at.clock.now().getTime() + 2 * DAY));
    await act(department, 'retire', { on, reason, named: id });
    await decided(t.console.approvals.acts['client.retire']);
    await looks(department, admin, 'console-7-ending');
    await looks(developer, `/clients/apps/${id}`, 'portal-7-ending');
    await expect
      .poll(async () => (await clients.endingOf(at.base, id))?.told_at, WAIT)
      .toBeTruthy();
    const history = await who.open(`${at.issuer}/account/history`);
    expect(history.text).toContain('公积金查询');
    await at.base.db('clients').where({ id }).update({ ends_at: at.clock.now() });
    await expect.poll(stateOf, WAIT).toBe('retired');
    at.clock.advance(2_000);
    await expect
      .poll(async () => (await clients.endingOf(at.base, id))?.cleared_at, WAIT)
      .toBeTruthy();
    await open(department, admin);
    await act(department, 'receipt', {
      by: '测试甲',
      on: '2026-12-01',
      what: '已删除全部查询记录',
    });
    await department.getByText(t.console.done.changed).waitFor(WAIT);
    await looks(department, admin, 'console-8-retired');
    await looks(developer, `/clients/apps/${id}`, 'portal-8-retired');
    await looks(developer, '/clients/progress', 'portal-8-progress');
    await looks(province, '/admin/progress', 'console-8-progress');
    await province.locator('a[href*="state=retired"]').click();
    await province.getByText(id).first().waitFor(WAIT);
  }, 240_000);

  /** Exchanges a code as the application of this journey, with the double's secret. */
  const exchangeAs =
    (client_id: string): typeof at.hall.exchange =>
    async (issuer, code, code_verifier) => {
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${client_id}:${at.hall.secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', code, code_verifier },
          redirect_uri: at.hall.redirect_uri,
        }),
      });
      return { status: answer.status, body: (await answer.json()) as never };
    };
});
