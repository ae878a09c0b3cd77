import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { accountsOf, type Province, startProvince } from './province.ts';
import { greeting, throughDepartment, type Walk, walk } from './walk.ts';

// The story that the whole product is for, as one citizen lives it on two computers.

const { gjj, yibao } = accountsOf('plain');

describe.skipIf(noChromium('The story'))('one person, two departments, one sign-in', () => {
  let province: Province;
  let browser: Browser;
  let home: Walk;
  let library: Walk;

  beforeAll(async () => {
    browser = await launchChromium();
    province = await startProvince();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await province?.stop();
  });

  test('a citizen signs in with an old account, is known next door and on another computer, and signs out everywhere', async () => {
    home = await walk(browser, province);
    await signsInThroughTheFund();
    await isKnownAtTheSubHall();
    library = await walk(browser, province);
    await comesThroughTheInsuranceElsewhere();
    await findsBothLinksAndBothPlaces();
    await signsOutAtOneServiceAndIsOutEverywhere();
    await seesOnTheOtherComputerWhatEnded();
    await endsAllFromTheAccount();
    await leavesATrail();
    await home.close();
    await library.close();
  });

  async function signsInThroughTheFund(): Promise<void> {
    await home.open(province.hall);
    expect(home.page.url()).toMatch(`${province.gateway}/signin/`);
    await home.sees('用哪个账号登录？', '01-picker');
    expect(await home.words()).toContain('吉事办');
    await home.press('公积金账号');
    await home.sees('登录住房公积金网上业务', '02-department');
    await home.fill({ username: gjj.username, password: gjj.password });
    await home.press('登录');
    await home.sees('个人信息处理告知', '03-notice');
    expect(await identities()).toBe(0);
    await home.press('我已阅读，继续登录');
    await home.sees(greeting(gjj), '04-hall');
    expect(home.page.url()).toBe(province.hall);
    expect(await home.words()).toContain('您已登录');
    expect(await identities()).toBe(1);
  }

  async function isKnownAtTheSubHall(): Promise<void> {
    await home.follow('公积金办事分厅');
    await home.sees(greeting(gjj), '05-sub-hall');
    expect(home.page.url()).toBe(province.fundHall);
    const { number } = gjj.document;
    const masked = `${number.slice(0, 3)}${'*'.repeat(number.length - 5)}${number.slice(-2)}`;
    expect(await home.page.locator('#id-number').innerText()).toBe(masked);
  }

  async function comesThroughTheInsuranceElsewhere(): Promise<void> {
    await library.open(province.fundHall);
    await throughDepartment(library, yibao);
    // No notice again: it is the same person, who has read it.
    await library.sees(greeting(yibao));
    expect(await library.page.locator('#id-number').innerText()).toBe(
      await home.page.locator('#id-number').innerText(),
    );
    expect(await identities()).toBe(1);
  }

  async function findsBothLinksAndBothPlaces(): Promise<void> {
    await home.follow('我的统一身份');
    await home.sees('我的账号', '06-account');
    expect(await home.words()).toMatch(/2 个部门账号[\s\S]*2 处登录着/);
    await home.follow('管理登录方式');
    await home.sees('登录方式', '07-ways');
    expect(await home.words()).toMatch(/公积金账号[\s\S]*医保账号/);
    await home.follow('登录情况');
    await home.sees('登录情况', '08-places');
    const places = home.page.locator('[aria-labelledby=now] .entry');
    expect(await places.count()).toBe(2);
    const here = await places.filter({ hasText: '本机' }).innerText();
    expect(here).toMatch(/通过公积金登录/);
    expect(here).toMatch(/吉事办、公积金办事分厅|公积金办事分厅、吉事办/);
    expect(await places.filter({ hasNotText: '本机' }).innerText()).toMatch(/通过医保登录/);
    await home.follow('谁得到过我的信息');
    await home.sees('谁得到过我的信息', '09-received');
    expect(await home.words()).toMatch(/公积金办事分厅[\s\S]*证件类型和号码/);
  }

  async function signsOutAtOneServiceAndIsOutEverywhere(): Promise<void> {
    await home.open(province.fundHall);
    await home.press('退出登录');
    await home.sees('要退出登录吗？', '10-sign-out');
    expect(await home.words()).toMatch(/吉事办/);
    await home.press('全部退出');
    await home.sees('您已退出', '11-signed-out-at-the-service');
    await home.follow('查看各入口的退出结果');
    await eventually(home, '2 个应用已确认退出');
    await home.sees('您已退出登录', '12-receipt');
    for (const address of [province.hall, province.account]) {
      await home.open(address);
      await home.sees('用哪个账号登录？');
    }
  }

  async function seesOnTheOtherComputerWhatEnded(): Promise<void> {
    await library.open(province.fundHall);
    await library.sees(greeting(yibao));
    await library.open(`${province.account}/sessions`);
    await library.sees('登录情况', '13-what-ended');
    expect(await library.page.locator('[aria-labelledby=now] .entry').count()).toBe(1);
    const ended = await library.page.locator('[aria-labelledby=past] .entry').innerText();
    expect(ended).toMatch(/您退出了登录[\s\S]*2 个应用已确认退出/);
  }

  async function endsAllFromTheAccount(): Promise<void> {
    await library.press('全部退出，包括本机');
    await library.sees('您已退出登录');
    await eventually(library, '1 个应用已确认退出');
    await library.open(province.fundHall);
    await library.sees('用哪个账号登录？');
  }

  async function leavesATrail(): Promise<void> {
    const trail = await auditTrail(province.base);
    const of = (kind: string) => trail.filter((event) => event.kind === kind);
    expect(
      of('identity.arrived').map(({ source_id, detail }) => [source_id, detail['outcome']]),
    ).toEqual([
      ['gjj', 'created'],
      ['yibao', 'linked'],
    ]);
    expect(of('identity.notice_accepted')).toHaveLength(1);
    expect(of('session.joined').map(({ client_id }) => client_id)).toEqual([
      'jishiban',
      'gjj-hall',
      'gjj-hall',
    ]);
    expect(of('session.ended').map(({ detail }) => detail)).toMatchObject([
      { reason: 'sign_out', owed: 2 },
      { reason: 'sign_out', owed: 1 },
    ]);
    // One logout token each; what the gateway told its own store names no client.
    const told = of('delivery.delivered').flatMap(({ client_id }) => client_id ?? []);
    expect(told.sort()).toEqual(['gjj-hall', 'gjj-hall', 'jishiban']);
  }

  const identities = async () => Number((await province.base.db('identities').count())[0]?.count);
});

/** Looks again until a page says it: services are told in the background. */
async function eventually(walk: Walk, words: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await walk.page.reload();
      expect(await walk.words()).toContain(words);
    },
    { timeout: 15_000, interval: 200 },
  );
}
