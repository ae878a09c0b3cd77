import { describe, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { browsedProvince } from './browsed.ts';
import { accountAt, accountsOf } from './province.ts';
import { act, staffWalk } from './staff.ts';
import { firstSignIn, greeting, throughDepartment, walk } from './walk.ts';

// What goes wrong between a person, a browser and a department: a page says what happened, with a
// way on.

describe.skipIf(noChromium('Trouble on the way'))('trouble on the way', () => {
  const at = browsedProvince();

  test('the back button after a sign-in leads to a page with a way on', async () => {
    const { gjj } = accountsOf('plain', 3);
    const visitor = await walk(at.browser, at.province);
    await firstSignIn(visitor, at.province.hall, gjj);
    await visitor.page.goBack();
    await visitor.sees('这次登录已结束', 'back-button');
    await visitor.follow('返回吉事办');
    await visitor.sees(greeting(gjj));
    await visitor.close();
  });

  test('a button pressed twice signs in once', async () => {
    const { gjj } = accountsOf('plain', 4);
    const visitor = await walk(at.browser, at.province);
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.page.getByRole('button', { name: '公积金账号' }).dblclick();
    await visitor.sees('登录住房公积金网上业务');
    await visitor.fill({ username: gjj.username, password: gjj.password });
    await visitor.page.getByRole('button', { name: '登录', exact: true }).dblclick();
    await visitor.sees('个人信息处理告知');
    await visitor.page.getByRole('button', { name: '我已阅读，继续登录' }).dblclick();
    await visitor.sees(greeting(gjj));
    await visitor.open(`${at.province.account}/sessions`);
    await visitor.sees('登录情况');
    expect(await visitor.page.locator('[aria-labelledby=now] .entry').count()).toBe(1);
    await visitor.close();
  });

  test('a sign-in that was left open too long says so, and the service begins a new one', async () => {
    const visitor = await walk(at.browser, at.province);
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await at.province.base
      .db('artefacts')
      .where('kind', 'Interaction')
      .update({ expires_at: new Date(0) });
    await visitor.press('公积金账号');
    await visitor.sees('这次登录已结束', 'expired');
    await visitor.follow('返回吉事办');
    await visitor.sees('用哪个账号登录？');
    await visitor.close();
  });

  test('a department that does not answer, and one that is switched off, leave another way', async () => {
    const { base } = at.province;
    const { gjj } = accountsOf('plain', 5);
    await sources.register(base, deaf(at.province.gateway));
    const visitor = await walk(at.browser, at.province);
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.press('残联账号');
    await visitor.sees('该部门的登录系统没有应答', 'department-down');
    await visitor.follow('换一种登录方式');
    await visitor.sees('用哪个账号登录？');
    await sources.pause(base, 'canlian', { kind: 'system' });
    await visitor.press('残联账号');
    await visitor.sees('这个登录方式已停用', 'department-switched-off');
    await visitor.follow('换一种登录方式');
    await throughDepartment(visitor, gjj);
    await visitor.sees('个人信息处理告知');
    await visitor.close();
  });

  test('a source that staff switch off while somebody is at it lets them in no more, and there is another way', async () => {
    const bdc = accountAt('bdc', 9);
    const visitor = await walk(at.browser, at.province);
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.press('不动产账号');
    await visitor.sees('登录不动产登记网上大厅', 'department-while-it-is-switched-off');

    const staff = await staffWalk(at.browser, at.province, 'system-1');
    await staff.open(`${at.province.gateway}/admin/sources/bdc`);
    await staff.sees(/不动产/);
    const reason = '对方系统疑似被入侵';
    await act(staff, '紧急停用', { button: '紧急停用', reason, named: 'bdc' });
    await staff.sees(/不动产/);
    await staff.close();

    // The department knows nothing of that: it lets its own people in and sends them back.
    await visitor.fill({ username: bdc.username, password: bdc.password });
    await visitor.press('登录');
    await visitor.sees('这个登录方式已停用', 'switched-off-mid-flow');
    // Trying the same again would end the same.
    expect(await visitor.page.getByRole('link', { name: '再试一次' }).count()).toBe(0);
    const gone = await auditTrail(at.province.base);
    expect(
      gone.filter(({ source_id }) => source_id === 'bdc').map(({ kind }) => kind),
    ).not.toContain('login.succeeded');
    await visitor.follow('换一种登录方式');
    await visitor.sees('用哪个账号登录？');
    expect(await visitor.page.getByRole('button', { name: /不动产账号/ }).count()).toBe(0);
    const gjj = accountAt('gjj', 9);
    expect(gjj.person).toBe(bdc.person);
    await throughDepartment(visitor, gjj);
    await visitor.sees('个人信息处理告知');
    await visitor.press('我已阅读，继续登录');
    await visitor.sees(greeting(gjj));
    await visitor.close();
  });

  test('a person whose number stands here under another name is told, and stays at level 0', async () => {
    const { gjj, yibao } = accountsOf('shared_number');
    const first = await walk(at.browser, at.province);
    await firstSignIn(first, at.province.hall, gjj);
    expect(await first.page.locator('#level').innerText()).toMatch(/^2 级/);
    const second = await walk(at.browser, at.province);
    await second.open(at.province.hall);
    await throughDepartment(second, yibao);
    await second.sees('个人信息处理告知');
    await second.press('我已阅读，继续登录');
    await second.sees('您的信息需要核对', 'told-of-a-conflict');
    await second.press('我知道了，继续');
    await second.sees(greeting(yibao), 'level-0');
    expect(await second.page.locator('#level').innerText()).toMatch(/^0 级/);
    await second.open(at.province.account);
    await second.sees('我的账号', 'account-at-level-0');
    expect(await second.words()).toMatch(/0 级/);

    // A case of the counter under that number and this name is shown to neither of them.
    await second.open(`${at.province.fundHall}counter`);
    await second.fill({ number: yibao.document.number, name: yibao.name });
    await second.press('录入办件');
    await second.page.getByRole('heading', { name: '窗口录入的办件' }).waitFor();
    for (const person of [second, first]) {
      await person.open(at.province.hall);
      await person.page.getByText('还没有办件').waitFor();
    }
    await second.open(`${at.province.account}/cases`);
    await second.sees('我的办件', 'cases-at-level-0');
    expect(await second.words()).not.toContain('购房提取');
    // The first is who they were.
    await first.open(at.province.account);
    await first.sees('我的账号');
    expect(await first.words()).toMatch(/1 个部门账号[\s\S]*1 处登录着/);
    await first.close();
    await second.close();
  });

  test('two people at one computer: the second does not become the first, whose sign-in ends', async () => {
    const first = accountsOf('plain', 6);
    const second = accountsOf('plain', 7);
    const elsewhere = await walk(at.browser, at.province);
    await firstSignIn(elsewhere, at.province.fundHall, first.gjj);

    const shared = await walk(at.browser, at.province);
    const tab = await shared.tab();
    await shared.open(at.province.hall);
    await shared.sees('用哪个账号登录？');
    await tab.open(at.province.fundHall);
    await tab.sees('用哪个账号登录？');
    await throughDepartment(shared, first.gjj);
    await shared.sees(greeting(first.gjj));
    await throughDepartment(tab, second.yibao);
    await tab.sees('个人信息处理告知');
    await tab.press('我已阅读，继续登录');
    await tab.sees(greeting(second.yibao));
    await tab.open(at.province.account);
    await tab.sees('我的账号');
    expect(await tab.words()).toMatch(/1 个部门账号[\s\S]*1 处登录着/);

    // The service of the first tab was told: it greets whoever is signed in now.
    await shared.open(at.province.hall);
    await shared.sees(greeting(second.yibao));
    await elsewhere.open(`${at.province.account}/sessions`);
    await elsewhere.sees('登录情况', 'replaced');
    const ended = await elsewhere.page.locator('[aria-labelledby=past] .entry').innerText();
    expect(ended).toMatch(/另一个人在同一浏览器登录[\s\S]*吉事办[\s\S]*已确认退出/);
    await elsewhere.close();
    await shared.close();
  });

  test('a second tab goes on by itself, and neither is lost', async () => {
    const { gjj } = accountsOf('plain', 8);
    const visitor = await walk(at.browser, at.province);
    const tab = await visitor.tab();
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await tab.open(at.province.hall);
    await tab.sees('用哪个账号登录？');
    await throughDepartment(visitor, gjj);
    await visitor.sees('个人信息处理告知');
    await visitor.press('我已阅读，继续登录');
    await visitor.sees(greeting(gjj));
    await throughDepartment(tab, gjj);
    await tab.sees(greeting(gjj));
    await visitor.open(at.province.hall);
    await visitor.sees(greeting(gjj));
    await visitor.close();
  });

  test('an address that leads nowhere says so', async () => {
    const visitor = await walk(at.browser, at.province);
    await visitor.open(`${at.province.gateway}/nowhere`);
    await visitor.sees('没有找到这个页面', 'nowhere');
    await visitor.close();
  });
});

/** A department whose system has gone: nobody listens at the discard port of this machine. */
function deaf(gateway: string): sources.Registration {
  return {
    id: 'canlian',
    protocol: 'oidc',
    department_code: 'yibao',
    names: { 'zh-CN': '残联', ko: '장애인련합회', en: 'Disabled Persons’ Federation' },
    account_words: { 'zh-CN': '残联账号', ko: '장애인련합회 계정', en: 'Federation account' },
    registration: 'issued',
    ceiling: 2,
    position: 9,
    settings: {
      issuer: new URL(gateway).origin.replace(/:\d+$/, ':9'),
      client_id: 'songhua',
      client_secret: 'made up',
      scope: 'openid profile idno phone',
      allow_http: true,
    },
  };
}
