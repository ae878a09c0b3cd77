import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { langs } from '../../views/frame.ts';
import { waiting } from '../admin/approving.ts';
import { type Console, startConsole } from '../admin/console.ts';
import { metadata, send } from '../clients/tokens.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';

// A department's administrator gets a registration token, in a real browser: the long form that asks for
// one, as empty as it is at first, and the page that shows it once, which no sweep of addresses comes to.

let hall: Console;
let browser: Browser;

const path = '/admin/registration-tokens';

describe.skipIf(noChromium('The journey of a registration token'))('a registration token', () => {
  beforeAll(async () => {
    hall = await startConsole();
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await hall?.stop();
  });

  /** The console of somebody of the staff. */
  async function consoleOf(role: 'department_administrator' | 'system_administrator') {
    const { cookie } = await hall.as(role, role === 'system_administrator' ? 'province' : 'inside');
    const [name = '', value = ''] = cookie.split('=');
    const context = await browser.newContext({ locale: 'zh-CN' });
    await context.addCookies([{ name, value, url: hall.issuer }]);
    return context.newPage();
  }

  /** Nothing is wrong with the page as it stands, narrow and wide. */
  async function stands(page: Page, name: string) {
    expect(await violations(page), name).toEqual([]);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflow(page), `${name} ${width}`).toEqual([]);
    }
  }

  test('is asked for, agreed to, taken once, and registers an application', async () => {
    const page = await consoleOf('department_administrator');
    for (const lang of [...langs].reverse()) {
      await page.goto(`${hall.issuer}${path}?lang=${lang}`);
      await page.locator('#ask summary').click();
      await stands(page, `the form in ${lang}`);
    }
    const form = page.locator('#ask');
    await form.getByLabel('部门').selectOption('yanji-fund');
    await form.getByLabel('地址的主机名').fill('https://yb.example/');
    await form.getByLabel('标准').check();
    await form.getByLabel('client_secret_basic').check();
    await form.getByLabel(/理由|原因/).fill('公积金各办事点自动登记');
    await form.getByRole('button').click();
    // The form stands again, with what was typed, and says what is wrong.
    await page.getByRole('alert').getByText('填写的内容中有一项不能成立').waitFor();
    await stands(page, 'the form that was refused');
    await form.getByLabel('地址的主机名').fill('yb.example');
    await form.getByRole('button').click();
    await page.waitForURL(/done=asked/);

    const other = await consoleOf('system_administrator');
    await other.goto(
      `${hall.issuer}/admin/approvals/${await waiting(hall, 'initial_token.grant')}`,
    );
    await other.getByText('yb.example').waitFor();
    await stands(other, 'what is agreed to');
    await other.locator('summary').filter({ hasText: '批准' }).first().click();
    const approval = other.locator('details[open]');
    await approval.locator('textarea').fill('范围合适');
    await approval.getByRole('button').click();
    await other.waitForURL(/done=approved/);

    await page.goto(`${hall.issuer}${path}`);
    await page.locator(`a[href^="${path}/"]`).first().click();
    await page.locator('#take summary').click();
    await page.locator('#take').getByRole('button').click();
    const secret = (await page.locator('.card code').textContent()) ?? '';
    await stands(page, 'the token');
    const { status, body } = await send(`${hall.issuer}/reg`, 'POST', secret, metadata());
    expect([status, body.error_description]).toEqual([201, undefined]);
    await page.locator('a.button').click();
    await page.getByText(body.client_id).waitFor();
    expect(await page.content()).not.toContain(secret);
  }, 120_000);
});
