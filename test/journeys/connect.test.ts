import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { type Province, startProvince } from './province.ts';
import { act, staffWalk } from './staff.ts';

// A department's system that nobody knew of: from nothing to its test, on the console alone.

let browser: Browser;
let province: Province;
let provider: OpenIdProvider;

describe.skipIf(noChromium('The journey of a new source'))('a new source', () => {
  beforeAll(async () => {
    [browser, province, provider] = await Promise.all([
      launchChromium(),
      startProvince(),
      startOpenIdProvider(),
    ]);
    const origins = new Set([...province.origins, new URL(provider.issuer).origin]);
    province = { ...province, origins };
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await provider?.stop();
    await province?.stop();
  });

  test('is connected, tried, looked at and put into test, and none of its secrets is in a page', async () => {
    const system = await staffWalk(browser, province, 'system-1');
    await system.follow('认证源');
    await system.sees('认证源', 'connect-list');
    await system.follow('接入部门系统');
    await system.sees('接入部门系统', 'connect-choose');
    await system.follow('OpenID Connect');
    await system.sees(/接入部门系统 · /, 'connect-blank');

    // Sent half empty, it says what is missing, and keeps what is there.
    await system.fill({ 'source.id': 'library', 'settings.client_id': provider.clientId });
    await system.page.locator('[name="secret.settings.client_secret"]').fill(provider.clientSecret);
    await system.press('保存为草稿');
    await system.sees(/接入部门系统 · /, 'connect-refused');
    expect(await system.words()).toMatch(/有 \d+ 处需要改正/);
    expect(await system.page.content()).not.toContain(provider.clientSecret);

    for (const [lang, name] of [
      ['zh-CN', '省图书馆'],
      ['ko', '성도서관'],
      ['en', 'Provincial Library'],
    ] as const)
      await system.fill({
        [`details.names.${lang}`]: name,
        [`details.account_words.${lang}`]: name,
      });
    await system.fill({ 'source.department_code': 'zhengwu' });
    await system.fill({ 'settings.issuer': provider.issuer, 'settings.scope': 'openid' });
    await system.page.locator('[name="settings.allow_http"]').selectOption('yes');
    await system.page.locator('[name="ceiling"]').selectOption('2');
    await system.page.locator('[name="registration"]').selectOption('issued');
    await system.press('试连');
    await system.sees(/接入部门系统 · /, 'connect-tried');
    expect(await system.words()).toContain('对方系统已按约定应答。');
    expect(await system.page.content()).not.toContain(provider.clientSecret);
    await system.press('保存为草稿');
    await system.sees('省图书馆', 'connect-draft');
    expect(await system.words()).toContain('已保存为草稿');

    // To another site and back: the staff's cookie is strict, and still the result is theirs.
    provider.signsIn({
      ...{ sub: 'reader-1', name: '张测试', id_type: 'resident_id' },
      ...{ id_number: '220000190001010018', phone_number: '19900001234' },
    });
    await system.follow('预览登录');
    await system.sees('预览登录：省图书馆', 'connect-preview');
    await system.press('前往该系统登录');
    await system.page.getByText('没有新建、绑定或更改任何内容。').waitFor();
    await system.sees('预览登录：省图书馆', 'connect-previewed');
    const seen = await system.words();
    expect(seen).toContain('新建一个身份');
    expect(seen).toContain('张**');
    expect(seen).not.toMatch(/张测试|220000190001010018|19900001234|reader-1/);

    await system.open(`${province.gateway}/admin/sources/library`);
    await system.sees('省图书馆');
    await act(system, '测试账号 · 0', { button: '保存名单', fields: { testers: 'reader-1' } });
    await system.sees('省图书馆');
    await act(system, '申请更改状态', { button: '申请更改状态', reason: '接入完成，开始测试' });
    await system.sees('省图书馆', 'connect-asked');
    expect(await system.words()).toContain('更改认证源的状态（');

    const second = await staffWalk(browser, province, 'system-2');
    await second.open(`${province.gateway}/admin/approvals`);
    await second.follow(/^查看：更改认证源的状态/);
    await second.sees(/更改认证源的状态/);
    await act(second, '批准并执行', { button: '批准并执行', reason: '已核对无误' });
    await second.sees(/更改认证源的状态/);
    expect(await second.words()).toContain('已批准并执行');
    await system.open(`${province.gateway}/admin/sources/library`);
    await system.sees('省图书馆', 'connect-test');
    expect(await system.words()).toContain('在“查找部门或账号”里输入编号 library');
    await system.open(`${province.gateway}/admin/sources/library?lang=ko`);
    await system.sees('성도서관', 'connect-test-ko');
    const kinds = (await auditTrail(province.base))
      .filter(({ source_id }) => source_id === 'library')
      .map(({ kind }) => kind);
    for (const kind of [
      ...['source.registered', 'source.previewed', 'source.testers_named', 'approval.asked'],
      'source.moved',
    ])
      expect(kinds).toContain(kind);
    await system.close();
    await second.close();
  }, 240_000);
});
