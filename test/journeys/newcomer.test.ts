import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeTo, type NewcomersGateway, password, startNewcomers } from '../login/newcomer.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import type { Province } from './province.ts';
import { walk } from './walk.ts';

const zhang = { name: '张试', id_number: '220000190001010018', phone: '+8619900000501' };

// Somebody who has no account at any department, in a real browser, under our own policy.
describe.skipIf(noChromium('A newcomer'))('a newcomer without an old account', () => {
  let g: NewcomersGateway;
  let browser: Browser;
  let around: Pick<Province, 'origins'>;

  beforeAll(async () => {
    browser = await launchChromium();
    g = await startNewcomers([zhang]);
    const origins = [g.issuer, g.authority.origin, g.hall.redirect_uri];
    around = { origins: new Set(origins.map((one) => new URL(one).origin)) };
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await g?.stop();
  });

  test('registers with telephone, code, notice, check and password, and is at the service', async () => {
    const person = await walk(browser, around);
    await person.open(g.hall.ask(g.issuer, {}).address);
    await person.sees('用哪个账号登录？', 'newcomer-picker');
    await person.press('没有以上账号？新注册');
    await person.sees('新注册', 'newcomer-phone');
    await person.fill({ phone: '199 0000 0501' });
    await person.press('发送验证码');
    await person.sees('输入验证码', 'newcomer-code');
    await person.fill({ code: '12345' });
    await person.press('下一步');
    await person.page.waitForFunction(() => document.activeElement?.className === 'summary');
    await person.fill({ code: await codeTo(g, '19900000501') });
    await person.press('下一步');
    await person.sees(/告知|个人信息/);
    await person.press('我已阅读，继续登录');
    await person.sees('核对您的身份', 'newcomer-check');
    await person.page.getByLabel(/手机号码须登记在您本人名下/).check();
    await person.fill({ name: zhang.name, id_number: zhang.id_number });
    await person.page.getByRole('button', { name: '核对', exact: true }).click();
    await person.sees('设置密码', 'newcomer-password');
    await person.fill({ password });
    await person.press('完成注册并登录');
    await person.page.waitForURL(`${g.hall.redirect_uri}*`);
    expect(new URL(person.page.url()).searchParams.get('code')).toBeTruthy();
    await person.close();
  });

  test('goes to the pages that compare faces and comes back, without scripts too', async () => {
    const li = { name: '李测', id_number: '220000190001010026' };
    g.authority.people.push(li);
    g.authority.face = li.id_number;
    for (const [javaScriptEnabled, phone] of [
      [true, '19900000502'],
      [false, '19900000503'],
    ] as const) {
      const person = await walk(browser, around, { javaScriptEnabled });
      await person.open(g.hall.ask(g.issuer, {}).address);
      await person.press('没有以上账号？新注册');
      await person.fill({ phone });
      await person.press('发送验证码');
      await person.sees('输入验证码');
      await person.fill({ code: await codeTo(g, phone) });
      await person.press('下一步');
      await person.press('我已阅读，继续登录');
      await person.sees('核对您的身份');
      await person.page.getByLabel(/人脸核验/).check();
      await person.fill({ name: li.name, id_number: li.id_number });
      await person.page.getByRole('button', { name: '核对', exact: true }).click();
      await person.sees('人脸核验需要您单独同意', 'newcomer-face');
      await person.press('同意，前往核验');
      await person.sees('设置密码');
      await person.close();
    }
  });
});
