import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeAt } from '../../src/staff/totp.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import type { Province } from './province.ts';
import { act } from './staff.ts';
import { type Walk, walk } from './walk.ts';

// The first day: a gateway without any staff, a command on its machine, two one-time links.

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const password = 'Tumen-crane-417';

let browser: Browser;
let at: TestGateway;

describe.skipIf(noChromium('The journey of the first staff'))('the first staff', () => {
  beforeAll(async () => {
    browser = await launchChromium();
    at = await startTestGateway();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await at?.stop();
  });

  const open = () => walk(browser, { origins: new Set([at.issuer]) } as unknown as Province);

  /** A device with a fingerprint, as the browser sees it (WebAuthn's virtual authenticator). */
  async function withFingerprint({ context, page }: Walk): Promise<void> {
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true },
      },
    });
  }

  test('a command makes the first one, who enrols a passkey, signs in with it and appoints a second', async () => {
    const link = await first();
    const one = await open();
    await withFingerprint(one);
    await one.open(link);
    await one.sees('启用工作账号', 'console-invitation');
    await one.fill({ password });
    await one.press('下一步');
    await one.sees('设置第二种验证方式', 'console-enrol');
    await one.fill({ label: '办公室电脑' });
    await one.press('登记通行密钥');
    await one.sees('请保存恢复码', 'console-codes');
    await one.follow('已保存，继续');
    await one.page.getByRole('button', { name: '退出登录' }).click();

    await one.sees('登录管理台');
    await one.fill({ address: 'first@office.example', password });
    await one.press('下一步');
    await one.sees('第二步验证', 'console-factor');
    await one.press('使用通行密钥');
    await one.sees('首页', 'console-first-home');

    // The second is invited; the link is handed over by hand.
    await one.follow('工作人员');
    await one.sees('工作人员');
    const invite = one.page.locator('details#invite');
    await invite.locator('summary').click();
    await invite.locator('[name="name"]').fill('安澜');
    await invite.locator('[name="address"]').fill('second@office.example');
    await invite.locator('[name="department"]').selectOption('220000-hall');
    await invite.getByRole('button').click();
    await one.sees('一次性链接', 'console-link');
    const [handed = ''] = /http\S+\/admin\/invitation\/[\w-]+/.exec(await one.page.content()) ?? [];
    await one.follow('返回该工作人员');
    await one.sees('安澜');
    // A role takes two people; as long as there is one, that one appoints the second at once.
    await act(one, '第二名安全管理员', { button: '立即指定', reason: '首日设立第二名安全管理员' });
    await one.sees('安澜', 'console-second');

    const two = await open();
    await two.open(handed);
    await two.sees('启用工作账号');
    await two.fill({ password });
    await two.press('下一步');
    await two.sees('设置第二种验证方式');
    const secret = (await two.page.locator('code').first().innerText()).replace(/\s/g, '');
    await two.page.locator('[name="code"]').fill(codeAt(at.base.clock.now(), secret));
    await two.press('启用验证器应用');
    await two.sees('请保存恢复码');
    await two.follow('已保存，继续');
    await two.page.getByRole('button', { name: '退出登录' }).click();
    await two.sees('登录管理台');
    at.clock.advance(30_000);
    await two.fill({ address: 'second@office.example', password });
    await two.press('下一步');
    await two.sees('第二步验证');
    await two.fill({ code: codeAt(at.base.clock.now(), secret) });
    await two.press('确认');
    await two.sees('首页', 'console-second-home');
    await two.follow('审批');
    await two.follow(/^查看：授予角色/);
    await two.sees(/授予角色/);
    await act(two, '复核：处理得当', { button: '复核：处理得当', reason: '本人在场' });
    await two.sees(/授予角色/);
    expect(await two.words()).toContain('已复核');
    await one.close();
    await two.close();
    const kinds = (await auditTrail(at.base)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['staff.first_made', 'approval.acted_now', 'approval.reviewed']),
    );
  });

  /** Runs the command of the machine; gives the link that it prints. */
  async function first(): Promise<string> {
    const args = ['--address', 'first@office.example', '--name', '安宁'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'src/staff-command.ts', ...args],
      { cwd: checkout, env: { ...process.env, DATABASE_URL: at.url, ISSUER: at.issuer } },
    );
    const [found] = /http\S+\/admin\/invitation\/\S+/.exec(stdout) ?? [];
    if (!found) throw new Error(`no link was printed: ${stdout}`);
    return found;
  }
});
