import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { portalRoutes } from '../../src/portal/routes.ts';
import { langs } from '../../views/frame.ts';
import { codeIn, type Portal, startPortal } from '../portal/rig.ts';
import { launchChromium, noChromium, overflow, violations } from '../support/chromium.ts';
import { citizen } from '../support/gateway.ts';

// A developer's first hour in the sandbox, in a real browser; and then every page of the portal as it
// stands with things in it: in three languages, at 360 and 1280 px, in the elder mode, with axe.

const shots = new URL('../../ci-output/portal/', import.meta.url);
const pages = portalRoutes
  .filter(({ method, file }) => method === 'get' && !file)
  .map(({ path }) => path);
const id = 'pension-lookup';
/** The page of the department that there is not, as a sign-in leads there. */
const department =
  '/sandbox/department/authorize?client_id=songhua&redirect_uri=CALLBACK&state=s&nonce=n&code_challenge=c';

let at: Portal;
let browser: Browser;
let page: Page;

describe.skipIf(noChromium('The journey of a developer'))('a developer in the sandbox', () => {
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    at = await startPortal({ env: { SANDBOX: 'true' } });
    browser = await launchChromium();
    page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await at?.stop();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  test('comes in by a mail, makes a draft, takes a secret, and signs somebody in with it', async () => {
    const address = 'journey@office.example';
    await page.goto(`${at.issuer}/clients`);
    await page.getByLabel('工作邮箱').fill(address);
    await press('发送验证码');
    await page.getByLabel('验证码').waitFor();
    const mail = await at.relay.mailTo(address);
    await page.getByLabel('验证码').fill(codeIn(mail.data));
    await press('登录');
    await page.getByRole('link', { name: '新建应用' }).click();
    await page.getByLabel('应用编号').fill(id);
    for (const [language, name] of [
      ['中文', '养老金查询'],
      ['한국어', '양로금 조회'],
      ['English', 'Pension look-up'],
    ] as const)
      await page.getByLabel(language, { exact: true }).fill(name);
    await press('建立草稿');
    await page.getByText('草稿已建立').waitFor();

    await page.getByRole('link', { name: '地址', exact: true }).click();
    await page.getByLabel('返回地址', { exact: true }).fill('https://*.app.example/callback');
    await press('保存');
    // The summary takes the focus and says which address, and why.
    await page.getByRole('alert').getByText('不能含有 *').waitFor();
    await page.getByLabel('返回地址', { exact: true }).fill(at.hall.redirect_uri);
    await press('保存');
    await page.getByText('已保存').waitFor();

    await page.getByRole('link', { name: '密钥', exact: true }).click();
    await page.locator('#add > summary').click();
    await press('生成新的密钥');
    const secret = (await page.locator('p.card code').textContent()) ?? '';
    expect(secret).toMatch(/^[\w-]{43}$/);

    await page.goto(`${at.issuer}/clients/apps/${id}/request`);
    await press('生成请求');
    const asked = (await page.locator('.shown code').first().textContent()) ?? '';
    const verifier = /code_verifier=([\w-]{43})/.exec(
      (await page.locator('.shown').nth(1).textContent()) ?? '',
    )?.[1];
    const person = await citizen(at.base, 'journey-citizen');
    const theirs = await (await browser.newContext()).newPage();
    await theirs.goto(asked);
    await theirs.locator('button[name="source"][value="local"]').click();
    await theirs.locator('#username').fill(person.username);
    await theirs.locator('#password').fill(person.password);
    await theirs.locator('form:has(#password) button[type="submit"]').first().click();
    await theirs.waitForURL((url) => url.href.startsWith(at.hall.redirect_uri));
    const code = new URL(theirs.url()).searchParams.get('code') ?? '';
    const answer = await fetch(`${at.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, code_verifier: verifier ?? '' },
        redirect_uri: at.hall.redirect_uri,
      }),
    });
    expect(answer.status).toBe(200);
    const { id_token } = (await answer.json()) as { id_token: string };

    await page.goto(`${at.issuer}/clients/decoder`);
    await page.getByLabel('ID token').fill(id_token);
    await press('解析');
    await page.getByText('签名有效，是本平台的密钥').waitFor();
    await page.getByText('没有发现问题').waitFor();
    while ((await clients.requestsOf(at.base, id, { limit: 1, endpoint: 'token' })).length < 1);
    await page.goto(`${at.issuer}/clients/apps/${id}/log`);
    await page.getByRole('cell', { name: '换取令牌' }).first().waitFor();

    // A scope that was mistyped is found by its name, among the refusals alone.
    const mistyped = new URL(asked);
    mistyped.searchParams.set('scope', 'openid records');
    await fetch(mistyped, { redirect: 'manual' });
    const refused = { limit: 1, code: 'invalid_scope' };
    while ((await clients.requestsOf(at.base, id, refused)).length < 1);
    await page.getByLabel('结果').selectOption('refused');
    await press('筛选');
    await page.getByText('被拒绝的内容：records').waitFor();
    expect(await page.getByRole('cell', { name: '换取令牌' }).count()).toBe(0);
    await page.getByRole('link', { name: 'invalid_scope' }).click();
    await page.getByText('被拒绝的内容：records').waitFor();
  }, 120_000);

  test.each(['/clients/sign-in', '/sandbox', department, ...pages])(
    '%s fits, reads and passes axe',
    async (path) => {
      const callback = encodeURIComponent(`${at.issuer}/callback/sandbox-department`);
      const address = `${at.issuer}${path.replace(':id', id).replace('CALLBACK', callback)}`;
      const name = path.slice(1).replace(/\?.*/, '').replaceAll(/\W+/g, '-');
      const looking =
        path === '/clients/sign-in' ? await (await browser.newContext()).newPage() : page;
      for (const lang of langs) {
        await looking.setViewportSize({ width: 1280, height: 800 });
        const spoken = `${address}${address.includes('?') ? '&' : '?'}lang=${lang}`;
        const answer = await looking.goto(spoken);
        expect([answer?.status(), new URL(looking.url()).pathname]).toEqual([
          200,
          new URL(address).pathname,
        ]);
        expect(await violations(looking, { colours: lang === 'zh-CN' }), `${path} ${lang}`).toEqual(
          [],
        );
        for (const width of [1280, 360]) {
          await looking.setViewportSize({ width, height: 800 });
          expect(await overflow(looking), `${path} ${lang} ${width}`).toEqual([]);
          const file = new URL(`${name}-${lang}-${width}.png`, shots).pathname;
          await looking.screenshot({ path: file, fullPage: true });
        }
        await looking.evaluate(() => document.documentElement.classList.add('elder'));
        expect(await overflow(looking), `${path} ${lang} elder`).toEqual([]);
        const elder = new URL(`${name}-${lang}-elder.png`, shots).pathname;
        await looking.screenshot({ path: elder, fullPage: true });
      }
    },
    60_000,
  );
});
