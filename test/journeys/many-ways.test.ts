import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as sources from '../../src/sources/sources.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { accountsOf, type Province, startProvince } from './province.ts';
import { greeting, throughDepartment, walk } from './walk.ts';

// A province of two hundred login systems, in a real browser: found, remembered, forgotten, blocked.

const words = (zh: string) => ({ 'zh-CN': zh, ko: `${zh} ko`, en: `${zh} en` });

/** Two hundred more, in four places of the province. */
async function grow({ base }: Province): Promise<void> {
  const tree = await departments.tree(base);
  for (const [name, many] of [
    ['延吉市', 60],
    ['珲春市', 20],
    ['延边朝鲜族自治州', 30],
    ['四平市', 90],
  ] as const) {
    const region = tree.find(({ names, kind }) => kind === 'region' && names['zh-CN'] === name);
    if (!region) throw new Error(`no ${name}`);
    for (let n = 0; n < many; n++) {
      const id = `more-${region.code}-${n}`;
      const named = words(`${name}第${n + 1}服务所`);
      const node = {
        code: id,
        parent_code: region.code,
        kind: 'department',
        names: named,
      } as const;
      await departments.add(base, node);
      await sources.register(base, {
        ...{ id, protocol: 'oidc', department_code: id, registration: 'issued', ceiling: 2 },
        ...{ names: named, account_words: words(`${name}第${n + 1}所账号`), position: 100 },
        settings: { issuer: `https://${id}.example`, client_id: 'songhua', client_secret: 'none' },
      });
    }
  }
}

describe.skipIf(noChromium('Many ways in'))('two hundred ways of signing in', () => {
  let province: Province;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    province = await startProvince();
    await grow(province);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await province?.stop();
  });

  test.each([true, false])(
    'are gone through from region to region, scripts %s',
    async (javaScriptEnabled) => {
      const visitor = await walk(browser, province, { javaScriptEnabled });
      await visitor.open(province.hall);
      const shot = (name: string) => (javaScriptEnabled ? name : undefined);
      await visitor.sees('用哪个账号登录？', shot('many-province'));
      await visitor.follow('延边朝鲜族自治州');
      await visitor.sees('用哪个账号登录？', shot('many-prefecture'));
      expect(await visitor.words()).toContain('延边朝鲜族自治州第1所账号');
      expect(await visitor.page.locator('button[name=source]').count()).toBeLessThan(45);
      await visitor.follow('延吉市');
      await visitor.sees('用哪个账号登录？', shot('many-city'));
      await visitor.follow('显示更多');
      await visitor.page.getByText('延吉市第60所账号').waitFor();
      await visitor.follow('吉林省');
      await visitor.page.getByText('四平市').waitFor();
      await visitor.close();
    },
  );

  test('one is found by its pinyin, remembered, and forgotten on a shared computer', async () => {
    const { gjj } = accountsOf('plain', 1);
    const visitor = await walk(browser, province);
    const { page } = visitor;
    await visitor.open(province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.fill({ q: 'bucunzai' });
    await visitor.press('查找');
    await page.getByText('没有找到“bucunzai”').waitFor();
    await visitor.sees('用哪个账号登录？', 'many-found-none');
    await visitor.fill({ q: 'zhufang gongjijin' });
    await visitor.press('查找');
    await page.getByText('找到 1 个登录方式').waitFor();
    await throughDepartment(visitor, gjj);
    await visitor.sees('个人信息处理告知');
    await visitor.press('我已阅读，继续登录');
    await visitor.sees(greeting(gjj));

    await visitor.open(`${province.account}/sign-in`);
    await visitor.sees('登录方式', 'many-own');
    await visitor.follow('停用或恢复登录方式');
    await visitor.sees('停用登录方式', 'many-blocks');
    await visitor.fill({ q: 'siping di1suo' });
    await visitor.press('查找');
    await page.getByText('没有找到').waitFor();
    await visitor.fill({ q: '四平 第7服务所' });
    await visitor.press('查找');
    await visitor.press('停用：四平市第7所账号，四平市第7服务所');
    await page.getByText('已停用这种登录方式').waitFor();
    await visitor.sees('停用登录方式', 'many-blocked');
    await visitor.press('恢复：四平市第7所账号，四平市第7服务所');
    await page.getByText('已恢复这种登录方式').waitFor();
    await page.getByText('停用后您就没有办法登录了').waitFor();
    expect(await page.getByRole('button', { name: '停用：公积金账号' }).count()).toBe(0);
    await visitor.sees('停用登录方式', 'many-last-way');

    await visitor.open(`${province.account}/sessions`);
    await visitor.press('全部退出，包括本机');
    await visitor.sees('您已退出登录');
    await visitor.open(province.hall);
    await visitor.sees('用哪个账号登录？', 'many-remembered');
    expect(await visitor.words()).toContain('上次使用');
    await visitor.press('不再记住这种登录方式');
    await visitor.sees('用哪个账号登录？');
    expect(await visitor.words()).not.toContain('上次使用');
    await visitor.close();
  });

  test('the one that is switched off says so where it stood, and what else there is', async () => {
    const { yibao } = accountsOf('plain', 2);
    const visitor = await walk(browser, province);
    await visitor.open(province.hall);
    await visitor.fill({ q: 'yb' });
    await visitor.press('查找');
    await throughDepartment(visitor, yibao);
    await visitor.sees('个人信息处理告知');
    await visitor.press('我已阅读，继续登录');
    await visitor.sees(greeting(yibao));
    await sources.pause(province.base, 'yibao', { kind: 'system' });
    await visitor.open(`${province.gateway}/account`);
    await visitor.sees('用哪个账号登录？', 'many-paused');
    expect(await visitor.words()).toContain('医保账号暂停使用');
    expect(await visitor.words()).toContain('您现在可以用');
    await visitor.close();
  });
});
