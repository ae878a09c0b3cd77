import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { accountsOf, type Province, startProvince } from './province.ts';
import { act, staffWalk } from './staff.ts';
import { firstSignIn, greeting, throughDepartment, walk } from './walk.ts';

// What the staff of the sample province do in the console, as `npm run demo` starts it.

let browser: Browser;
let province: Province;

describe.skipIf(noChromium('The journeys through the console'))('the console', () => {
  beforeAll(async () => {
    [browser, province] = await Promise.all([launchChromium(), startProvince()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await province?.stop();
  });

  const kindsOf = async () => (await auditTrail(province.base)).map(({ kind }) => kind);

  test('two people settle a duplicate, and two undo it', async () => {
    const { gjj, yibao } = accountsOf('shared_number');
    const first = await walk(browser, province);
    await firstSignIn(first, province.hall, gjj);
    await first.close();
    const second = await walk(browser, province);
    await second.open(province.hall);
    await throughDepartment(second, yibao);
    await second.sees('个人信息处理告知');
    await second.press('我已阅读，继续登录');
    await second.sees('您的信息需要核对');
    await second.press('我知道了，继续');
    await second.sees(greeting(yibao));
    await second.close();

    const desk = await staffWalk(browser, province, 'desk-1');
    await desk.follow('重复身份');
    await desk.sees('重复身份', 'console-conflicts');
    await desk.follow(/^查看：/);
    await desk.sees(/证件号码/, 'console-conflict');
    await desk.press('领取');
    await desk.sees(/证件号码/);
    await act(desk, '同一个人（s）', { button: '申请合并', reason: '两部门均已核对证件原件' });
    await desk.sees(/证件号码/, 'console-conflict-waits');
    expect(await desk.words()).toContain('等待批准');

    const other = await staffWalk(browser, province, 'fund-2');
    await other.follow('审批');
    await other.sees('审批', 'console-approvals');
    await other.follow(/^查看：合并两个身份/);
    await other.sees(/合并两个身份/, 'console-approval');
    await act(other, '批准并执行', { button: '批准并执行', reason: '已复核证件影像' });
    await other.sees(/合并两个身份/);
    expect(await other.words()).toContain('已批准并执行');
    expect(await kindsOf()).toContain('identity.merged');

    await desk.open(`${province.gateway}/admin/conflicts/merges`);
    await desk.sees('合并记录', 'console-merges');
    await desk.follow(/^查看：/);
    await desk.sees(/^合并 /, 'console-merge');
    const named = /^合并 (.+)$/.exec(await desk.page.locator('h1').innerText())?.[1] ?? '';
    await act(desk, '申请撤销', { button: '申请撤销', reason: '其中一人持原件来访', named });
    await other.open(`${province.gateway}/admin/approvals`);
    await other.sees('审批');
    await other.follow(/^查看：撤销合并/);
    await other.sees(/撤销合并/);
    await act(other, '批准并执行', { button: '批准并执行', reason: '核对属实' });
    await other.sees(/撤销合并/);
    expect(await other.words()).toContain('已批准并执行');
    expect(await kindsOf()).toContain('identity.separated');
    await desk.close();
    await other.close();
  });

  test('an administrator of a department sees the own subtree and nothing beyond', async () => {
    const fund = await staffWalk(browser, province, 'fund-1');
    await fund.follow('认证源');
    await fund.sees('认证源', 'console-sources-own');
    expect(await fund.words()).toContain('公积金');
    expect(await fund.words()).not.toMatch(/医保|社保/);
    await fund.open(`${province.gateway}/admin/sources/yibao`);
    await fund.sees('没有找到', 'console-not-here');
    await fund.open(`${province.gateway}/admin/trail`);
    await fund.sees('您没有这项权限', 'console-not-allowed');
    await fund.close();
  });

  test('a source is switched off at once, and somebody else reviews that', async () => {
    const system = await staffWalk(browser, province, 'system-1');
    await system.open(`${province.gateway}/admin/sources/yibao`);
    await system.sees(/医保/, 'console-source');
    await act(system, '紧急停用', {
      button: '紧急停用',
      reason: '对方系统疑似被入侵',
      named: 'yibao',
    });
    await system.sees(/医保/, 'console-source-off');
    expect(await system.words()).toContain('停用');
    const citizen = await walk(browser, province);
    await citizen.open(province.hall);
    await citizen.sees('用哪个账号登录？');
    expect(await citizen.page.getByRole('button', { name: /医保账号/ }).count()).toBe(0);
    await citizen.close();

    const second = await staffWalk(browser, province, 'system-2');
    await second.sees('首页', 'console-home-review');
    await second.open(`${province.gateway}/admin/approvals`);
    await second.follow(/^查看：停用认证源/);
    await second.sees(/停用认证源/, 'console-review');
    await act(second, '复核：处理得当', { button: '复核：处理得当', reason: '情况属实' });
    await second.sees(/停用认证源/);
    expect(await second.words()).toContain('已复核');
    expect(await kindsOf()).toContain('approval.reviewed');
    await system.close();
    await second.close();
  });
});
