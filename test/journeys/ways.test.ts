import { describe, expect, test } from 'vitest';
import { noChromium } from '../support/chromium.ts';
import { browsedProvince } from './browsed.ts';
import { accountAt, accountsOf } from './province.ts';
import { firstSignIn, greeting, throughDepartment, walk } from './walk.ts';

// The same sign-in for people who use the web in other ways, and the ways in that one can change.

describe.skipIf(noChromium('The ways in'))('ways of signing in', () => {
  const at = browsedProvince();

  test('without scripts a citizen signs in, sees the account and signs out', async () => {
    const { gjj } = accountsOf('rare_character');
    const visitor = await walk(at.browser, at.province, { javaScriptEnabled: false });
    await firstSignIn(visitor, at.province.hall, gjj);
    await visitor.follow('我的统一身份');
    await visitor.sees('我的账号', 'without-scripts-account');
    await visitor.follow('查看和退出');
    await visitor.sees('登录情况');
    await visitor.press('全部退出，包括本机');
    await visitor.sees('您已退出登录', 'without-scripts-receipt');
    await visitor.open(at.province.account);
    await visitor.sees('用哪个账号登录？');
    await visitor.close();
  });

  test('with the keyboard alone a citizen signs in and out', async () => {
    const { gjj } = accountsOf('plain', 1);
    const visitor = await walk(at.browser, at.province);
    const { page } = visitor;
    const { keyboard } = page;
    /** Goes on with Tab until what is marked says this, as a screen reader would. */
    const tabTo = async (words: string) => {
      for (let presses = 0; presses < 30; presses++) {
        await keyboard.press('Tab');
        const marked = await page.evaluate(() => {
          const one = document.activeElement as HTMLInputElement | null;
          return `${one?.labels?.[0]?.textContent ?? ''} ${one?.textContent ?? ''}`;
        });
        if (marked.includes(words)) return;
      }
      throw new Error(`the keyboard does not reach ${words}`);
    };
    const press = async (words: string) => {
      await tabTo(words);
      await keyboard.press('Enter');
    };

    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await tabTo('查找部门或账号');
    await keyboard.type('gjj');
    await keyboard.press('Enter');
    await page.getByText('“gjj”找到 1 个登录方式').waitFor();
    await visitor.sees('用哪个账号登录？', 'picker-found');
    await press('公积金账号');
    await visitor.sees('登录住房公积金网上业务');
    await tabTo('公积金账号');
    await keyboard.type(gjj.username);
    await tabTo('密码');
    await keyboard.type(gjj.password);
    await keyboard.press('Enter');
    await visitor.sees('个人信息处理告知');
    await press('我已阅读，继续登录');
    await visitor.sees(greeting(gjj));
    await press('退出登录');
    await visitor.sees('要退出登录吗？');
    await press('全部退出');
    await visitor.sees('您已退出');
    await visitor.close();
  });

  test('an answer that the browser posts from another site signs in, though no cookie comes with it', async () => {
    for (const [nth, javaScriptEnabled] of [
      [9, true],
      [10, false],
    ] as const) {
      const jiaoyu = accountAt('jiaoyu', nth);
      const visitor = await walk(at.browser, at.province, { javaScriptEnabled });
      const { page } = visitor;
      await visitor.open(at.province.hall);
      const posted = page.waitForRequest(
        (request) => request.method() === 'POST' && /\/callback\/jiaoyu$/.test(request.url()),
      );
      await throughDepartment(visitor, jiaoyu);
      // The page that hands over posts by itself where scripts run; else the person presses.
      if (!javaScriptEnabled) {
        await visitor.sees('返回您原来的网站', 'saml-hand-over');
        await visitor.press('继续');
      }
      const answer = await posted;
      expect((await answer.allHeaders())['cookie']).toBeUndefined();
      expect((await answer.allHeaders())['origin']).toMatch(/^(http:\/\/127\.0\.0\.1:\d+|null)$/);
      await visitor.sees('个人信息处理告知');
      await visitor.press('我已阅读，继续登录');
      await visitor.sees(greeting(jiaoyu));
      await visitor.close();
    }
  });

  test('in Korean and in elder mode every page keeps to it', async () => {
    const { gjj } = accountsOf('korean');
    const visitor = await walk(at.browser, at.province);
    const isElder = () => visitor.page.locator('html.elder').count();
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.follow('한국어');
    await visitor.sees('어느 계정으로 로그인하시겠습니까?');
    await visitor.page.locator('.switch-elder a').click();
    await visitor.page.locator('html.elder').waitFor();
    await visitor.sees('어느 계정으로 로그인하시겠습니까?', 'korean-elder-picker');
    await visitor.press('공적금 계정');
    await visitor.sees('登录住房公积金网上业务');
    await visitor.fill({ username: gjj.username, password: gjj.password });
    await visitor.press('登录');
    await visitor.sees(/./, 'korean-elder-notice');
    expect(await isElder()).toBe(1);
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('ko');
    await visitor.page.locator('main form button').first().click();
    await visitor.sees(greeting(gjj), 'korean-hall');
    await visitor.open(at.province.account);
    await visitor.sees(/./, 'korean-elder-account');
    expect(await isElder()).toBe(1);
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('ko');
    expect(await visitor.words()).toContain(gjj.alias?.slice(0, 1));
    await visitor.close();
  });

  test('a citizen sets a password of our own, signs in with it, and cannot lose the last way in', async () => {
    const { gjj, yibao } = accountsOf('plain', 2);
    const secret = 'a river in March, still frozen';
    const visitor = await walk(at.browser, at.province);
    await firstSignIn(visitor, at.province.hall, gjj);
    await visitor.open(`${at.province.account}/sign-in`);
    await visitor.sees('登录方式', 'one-way-only');
    expect(await visitor.words()).toContain('这是您最后一种登录方式');
    expect(await visitor.page.getByRole('button', { name: /解除关联/ }).count()).toBe(0);

    await visitor.follow('设置密码');
    await visitor.sees('设置统一账号密码');
    await visitor.fill({ login_name: 'songjiang', password: '12345678' });
    await visitor.press('保存密码');
    await visitor.page.locator('.summary').waitFor();
    await visitor.sees('设置统一账号密码', 'common-password');
    expect(await visitor.page.inputValue('#login_name')).toBe('songjiang');
    await visitor.fill({ password: secret });
    await visitor.press('保存密码');
    await visitor.sees('登录方式', 'password-set');
    expect(await visitor.words()).toContain('已设置，登录名为“songjiang”');

    await visitor.press('医保账号');
    await visitor.sees('登录医疗保障网上服务');
    await visitor.fill({ username: yibao.username, password: yibao.password });
    await visitor.press('登录');
    await visitor.sees('登录方式', 'link-added');
    expect(await visitor.words()).toContain('已添加部门账号');
    await visitor.press('解除关联：医保账号');
    await visitor.page.getByText('已解除关联').waitFor();
    await visitor.sees('登录方式');

    // Taking away the department that this session came through ends the session too.
    await visitor.press('解除关联：公积金账号');
    await visitor.sees('用哪个账号登录？', 'picker-last-used');
    await visitor.press('吉林省统一账号');
    await visitor.sees('用吉林省统一账号登录');
    await visitor.fill({ username: 'songjiang', password: 'not the river' });
    await visitor.press('登录');
    await visitor.page.locator('.summary').waitFor();
    await visitor.sees('用吉林省统一账号登录', 'wrong-password');
    await visitor.fill({ password: secret });
    await visitor.press('登录');
    await visitor.sees('我的账号', 'signed-in-by-password');
    expect(await visitor.words()).toContain('统一账号密码已设置');
    await visitor.open(`${at.province.account}/password`);
    await visitor.sees('修改统一账号密码', 'last-password');
    expect(await visitor.page.getByRole('button', { name: '删除统一账号密码' }).count()).toBe(0);
    await visitor.close();
  });

  test('somebody who gives up at the department picks another one', async () => {
    const { gjj, yibao } = accountsOf('fifteen_digits');
    const visitor = await walk(at.browser, at.province);
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.press('公积金账号');
    await visitor.sees('登录住房公积金网上业务');
    await visitor.fill({ username: gjj.username, password: 'wrong' });
    await visitor.press('登录');
    await visitor.page.getByRole('alert').waitFor();
    await visitor.sees('登录住房公积金网上业务', 'department-wrong');
    await visitor.press('返回，不登录');
    await throughDepartment(visitor, yibao);
    await visitor.sees('个人信息处理告知');
    await visitor.press('不登录，返回吉事办');
    await visitor.sees('您没有登录', 'left-at-the-notice');
    await visitor.close();
  });
});
