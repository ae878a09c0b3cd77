import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

    await one.open(`${at.issuer}/admin/sign-in`);
    await one.sees('登录管理台');
    await one.fill({ address: 'first@office.example', password });
    await one.press('下一步');
    await one.sees('第二步验证', 'console-factor');
    await one.press('使用通行密钥');
    await one.sees('首页', 'console-first-home');

    // The second is invited; the link is handed over by hand, and the role given at once, once.
    await one.follow('工作人员');
    await one.sees('工作人员');
    await act(one, '邀请工作人员', { button: '邀请' });
    await one.close();
    const kinds = (await auditTrail(at.base)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['staff.first_made', 'staff.session_started']));
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
