import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeAt } from '../../src/credentials/totp.ts';
import {
  comeThrough,
  type Province as Departments,
  sessionOf,
  someone,
  startProvince,
} from '../never/province.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import type { Province } from './province.ts';
import { type Walk, walk } from './walk.ts';

// From a sign-in of level 1 to a service that needs 3, with what a citizen carries; and how it came there.

let browser: Browser;
let p: Departments;

describe.skipIf(noChromium('The journey of a step-up'))('a step-up', () => {
  beforeAll(async () => {
    browser = await launchChromium();
    p = await startProvince();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await p?.stop();
  });

  const open = (options = {}) => {
    const origins = new Set([
      ...[p.issuer, new URL(p.hall.redirect_uri).origin],
      ...Object.values(p.providers).map(({ issuer }) => new URL(issuer).origin),
    ]);
    return walk(browser, { origins } as unknown as Province, options);
  };

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

  /** Comes back to the client with a code: its tokens. */
  async function tokensAt({ page }: Walk, verifier: string) {
    await page.waitForURL((url) => url.searchParams.has('code'));
    const code = new URL(page.url()).searchParams.get('code') ?? '';
    const { body } = await p.hall.exchange(p.issuer, code, verifier);
    return body as { id_token?: string };
  }

  const acrOf = async ({ id_token = '' }: { id_token?: string }) =>
    (await p.hall.verified(p.issuer, id_token)).acr;

  test('a citizen adds a passkey in a strong session, and later goes from level 1 to 3 with it', async () => {
    const account = someone('曾测试');
    const citizen = await open();
    await withFingerprint(citizen);
    // The department has looked at two factors of its own: this session is of level 3.
    p.providers.fund.signsIn({ ...account, amr: 'pwd otp' });
    await citizen.open(`${p.issuer}/account`);
    await citizen.sees('用哪个账号登录？');
    await citizen.press('公积金账号');
    await citizen.sees('个人信息处理告知');
    await citizen.press('我已阅读，继续登录');
    await citizen.sees('我的账号');
    await citizen.follow('管理登录方式');
    await citizen.sees('登录方式');
    await citizen.follow('管理两步验证和通行密钥');
    await citizen.sees('两步验证和通行密钥', 'factors-none');
    await citizen.follow('添加通行密钥');
    await citizen.sees('添加通行密钥', 'factor-passkey');
    expect(await citizen.words()).toContain('今后最高用于 3 级');
    await citizen.fill({ label: '办公室电脑' });
    await citizen.press('登记通行密钥');
    await citizen.sees('请保存恢复码', 'factor-codes');
    await citizen.follow('已保存，继续');
    await citizen.sees('两步验证和通行密钥', 'factors-one');
    expect(await citizen.words()).toContain('通行密钥“办公室电脑”');
    await citizen.context.clearCookies();

    // Another day, through an account at a department whose sign-ins have come to count for 1.
    const other = visitor();
    const picker = await other.open(p.hall.ask(p.issuer).address);
    await comeThrough(p, other, picker, 'medical', account);
    await p.base.db('sources').where({ id: 'medical' }).update({ ceiling: 1 });
    p.providers.medical.signsIn(account);
    const first = p.hall.ask(p.issuer);
    await citizen.open(first.address);
    await citizen.press('医保账号');
    await citizen.sees('您的验证方式有变化', 'step-up-told');
    await citizen.press('我知道了，继续');
    const low = await tokensAt(citizen, first.verifier);
    expect(await acrOf(low)).toBe('urn:songhua:acr:1');

    const asked = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' });
    await citizen.open(asked.address);
    await citizen.sees('需要更可靠的登录方式', 'step-up-from-1');
    const words = await citizen.words();
    expect(words).toContain('您这次登录达到 1 级，这项服务需要 3 级以上');
    expect(words).toContain('用您登记过的通行密钥确认');
    await citizen.press('使用通行密钥');
    const high = await tokensAt(citizen, asked.verifier);
    expect(await acrOf(high)).toBe('urn:songhua:acr:3');
    // One session: it was raised, and the client knows it by the same name.
    expect((await sessionOf(p, high)).id).toBe((await sessionOf(p, low)).id);
    const kinds = (await auditTrail(p.base)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['credential.added', 'session.raised']));
    await citizen.close();
  });

  test('an app is added and used without scripts', async () => {
    const account = someone('彭测试');
    const citizen = await open({ javaScriptEnabled: false });
    p.providers.fund.signsIn({ ...account, amr: 'pwd otp' });
    await citizen.open(`${p.issuer}/account/factors`);
    await citizen.press('公积金账号');
    await citizen.sees('个人信息处理告知');
    await citizen.press('我已阅读，继续登录');
    await citizen.sees('我的账号');
    await citizen.open(`${p.issuer}/account/factors`);
    await citizen.follow('添加通行密钥');
    await citizen.sees('添加通行密钥', 'factor-passkey-without-scripts');
    expect(await citizen.words()).toContain('使用通行密钥需要浏览器运行脚本');
    await citizen.follow('返回');
    await citizen.follow('添加验证器应用');
    await citizen.sees('添加验证器应用', 'factor-app');
    const secret = (await citizen.page.locator('main code').first().innerText()).replace(/\s/g, '');
    await citizen.fill({ code: codeAt(p.clock.now(), secret), label: '我的手机' });
    await citizen.press('添加');
    await citizen.sees('请保存恢复码');
    await citizen.follow('已保存，继续');
    await citizen.sees('两步验证和通行密钥');
    await citizen.context.clearCookies();

    // The department looks at a password only today: the app makes up what is missing.
    p.providers.fund.signsIn(account);
    const asked = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:3' });
    await citizen.open(asked.address);
    await citizen.press('公积金账号');
    await citizen.sees('请再验证一次', 'second-factor');
    await citizen.fill({ code: '000000' });
    await citizen.press('确认');
    await citizen.page.locator('.summary').waitFor();
    await citizen.sees('请再验证一次', 'second-factor-wrong');
    p.clock.advance(30_000);
    await citizen.fill({ code: codeAt(p.clock.now(), secret) });
    await citizen.press('确认');
    await citizen.sees('您的验证方式有变化');
    await citizen.press('我知道了，继续');
    expect(await acrOf(await tokensAt(citizen, asked.verifier))).toBe('urn:songhua:acr:3');
    await citizen.close();
  });
});
