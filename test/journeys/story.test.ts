import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { noRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { auditTrail } from '../support/trail.ts';
import { caseStory } from './cases.ts';
import { everywhere, type Province, startProvince } from './province.ts';
import { greeting, throughDepartment, type Walk, walk } from './walk.ts';

// The story that the whole product is for, as one citizen lives it on two computers.

const { gjj, yibao, shebao } = everywhere('weak_password');
const newPassword = 'the ice breaks up in April';

function skipped(store: string): boolean {
  const why = store === 'Redis' ? noRedis() : undefined;
  if (why) console.error(`The story on Redis was skipped: ${why}`);
  return noChromium(`The story on ${store}`) || why !== undefined;
}

describe.each(['PostgreSQL', 'Redis'])(
  'one person, three departments, one sign-in (%s)',
  (store) => {
    const left = skipped(store);
    let redis: RedisServer | undefined;
    let province: Province;
    let browser: Browser;
    let home: Walk;
    let library: Walk;

    beforeAll(async () => {
      if (left) return;
      browser = await launchChromium();
      redis = store === 'Redis' ? await startRedis() : undefined;
      province = await startProvince(redis ? { redis: redis.url } : {});
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await province?.stop();
      await redis?.stop();
    });

    test.skipIf(left)(
      'a citizen comes with old accounts, is one person everywhere, follows a case, and signs out everywhere',
      async () => {
        home = await walk(browser, province);
        await comesWithAWeakOldPassword();
        await isKnownAtTheSubHall();
        library = await walk(browser, province);
        await comesThroughTheFundElsewhere();
        await caseStory({ province, home, library, shebao });
        await findsBothLinksAndBothPlaces();
        await signsOutAtOneServiceAndIsOutEverywhere();
        await seesOnTheOtherComputerWhatEnded();
        await endsAllFromTheAccount();
        await onlyTheNewPasswordCounts();
        await comesThroughTheThirdDepartment();
        await leavesATrail();
        await home.close();
        await library.close();
      },
    );

    async function comesWithAWeakOldPassword(): Promise<void> {
      await home.open(province.hall);
      expect(home.page.url()).toMatch(`${province.gateway}/signin/`);
      await home.sees('用哪个账号登录？', '01-picker');
      expect(await home.words()).toContain('吉事办');
      await home.press('社保账号');
      await home.sees('用社保账号登录', '02-old-password');
      await home.fill({ username: shebao.username, password: shebao.password });
      await home.press('登录');
      await home.sees('个人信息处理告知', '03-notice');
      expect(await identities()).toBe(0);
      await home.press('我已阅读，继续登录');
      await home.sees('请设置一个新密码', '04-new-password');
      await home.fill({ password: newPassword });
      await home.press('保存新密码并继续');
      await home.sees(greeting(shebao), '05-hall');
      expect(home.page.url()).toBe(province.hall);
      expect(await home.words()).toMatch(/您已登录[\s\S]*2 级/);
      expect(await identities()).toBe(1);
    }

    async function isKnownAtTheSubHall(): Promise<void> {
      await home.follow('社保办事分厅');
      await home.sees(greeting(shebao), '06-sub-hall');
      expect(home.page.url()).toBe(province.insuranceHall);
      const { number } = shebao.document;
      const masked = `${number.slice(0, 3)}${'*'.repeat(number.length - 5)}${number.slice(-2)}`;
      expect(await home.page.locator('#id-number').innerText()).toBe(masked);
    }

    async function comesThroughTheFundElsewhere(): Promise<void> {
      await library.open(province.fundHall);
      await throughDepartment(library, gjj);
      // No notice again: it is the same person, who has read it.
      await library.sees(greeting(gjj));
      expect(await library.page.locator('#id-number').innerText()).toBe(
        await home.page.locator('#id-number').innerText(),
      );
      expect(await identities()).toBe(1);
    }

    async function findsBothLinksAndBothPlaces(): Promise<void> {
      await home.open(province.account);
      await home.sees('我的账号', '20-account');
      expect(await home.words()).toMatch(/2 个部门账号[\s\S]*2 处登录着/);
      await home.follow('管理登录方式');
      await home.sees('登录方式', '21-ways');
      expect(await home.words()).toMatch(/公积金账号/);
      expect(await home.words()).toMatch(/社保账号/);
      await home.follow('登录情况');
      await home.sees('登录情况', '22-places');
      const places = home.page.locator('[aria-labelledby=now] .entry');
      expect(await places.count()).toBe(2);
      const here = await places.filter({ hasText: '本机' }).innerText();
      expect(here).toMatch(/通过社保登录/);
      expect(here).toMatch(/吉事办、社保办事分厅|社保办事分厅、吉事办/);
      expect(await places.filter({ hasNotText: '本机' }).innerText()).toMatch(/通过公积金登录/);
      await home.follow('谁得到过我的信息');
      await home.sees('谁得到过我的信息', '23-received');
      expect(await home.words()).toMatch(/社保办事分厅[\s\S]*证件类型和号码/);
    }

    async function signsOutAtOneServiceAndIsOutEverywhere(): Promise<void> {
      await home.open(province.insuranceHall);
      await home.press('退出登录');
      await home.sees('要退出登录吗？', '24-sign-out');
      expect(await home.words()).toMatch(/吉事办/);
      await home.press('全部退出');
      await home.sees('您已退出', '25-signed-out-at-the-service');
      await home.follow('查看各入口的退出结果');
      await eventually(home, '2 个服务已确认退出');
      await home.sees('您已退出登录', '26-receipt');
      for (const address of [province.hall, province.account]) {
        await home.open(address);
        await home.sees('用哪个账号登录？');
      }
    }

    async function seesOnTheOtherComputerWhatEnded(): Promise<void> {
      await library.open(province.fundHall);
      await library.sees(greeting(gjj));
      await library.open(`${province.account}/sessions`);
      await library.sees('登录情况', '27-what-ended');
      expect(await library.page.locator('[aria-labelledby=now] .entry').count()).toBe(1);
      const ended = await library.page.locator('[aria-labelledby=past] .entry').innerText();
      expect(ended).toMatch(/您退出了登录[\s\S]*2 个服务已确认退出/);
    }

    async function endsAllFromTheAccount(): Promise<void> {
      await library.press('全部退出，包括本机');
      await library.sees('您已退出登录');
      await eventually(library, '1 个服务已确认退出');
      await library.open(province.fundHall);
      await library.sees('用哪个账号登录？');
    }

    async function onlyTheNewPasswordCounts(): Promise<void> {
      await throughDepartment(library, shebao);
      await library.page.locator('.summary').waitFor();
      await library.sees('用社保账号登录', '28-old-password-refused');
      await library.fill({ password: newPassword });
      await library.press('登录');
      // Neither a notice nor another new password.
      await library.sees(greeting(shebao));
      expect(library.page.url()).toBe(province.fundHall);
    }

    async function comesThroughTheThirdDepartment(): Promise<void> {
      await home.open(province.hall);
      await throughDepartment(home, yibao);
      await home.sees(greeting(yibao));
      expect(await home.words()).toContain('社保卡补办');
      expect(await identities()).toBe(1);
    }

    async function leavesATrail(): Promise<void> {
      const trail = await auditTrail(province.base);
      const of = (kind: string) => trail.filter((event) => event.kind === kind);
      expect(
        of('identity.arrived').map(({ source_id, detail }) => [source_id, detail['outcome']]),
      ).toEqual([
        ['shebao', 'created'],
        ['gjj', 'linked'],
        ['shebao', 'known_link'],
        ['yibao', 'linked'],
      ]);
      expect(of('identity.notice_accepted')).toHaveLength(1);
      expect(of('credential.carried_set')).toHaveLength(1);
      expect(of('session.joined').map(({ client_id }) => client_id)).toEqual([
        'jishiban',
        'shebao-hall',
        'gjj-hall',
        'gjj-hall',
        'jishiban',
      ]);
      expect(of('session.ended').map(({ detail }) => detail)).toMatchObject([
        { reason: 'sign_out', owed: 2 },
        { reason: 'sign_out', owed: 1 },
      ]);
      // The clerk's slip was refused before the right number was taken.
      expect(of('records.reported').map(({ client_id, outcome }) => [client_id, outcome])).toEqual([
        ['shebao-hall', 'ok'],
        ['shebao-hall', 'ok'],
        ['gjj-hall', 'refused'],
        ['gjj-hall', 'ok'],
      ]);
      // One logout token each, and a notice for each change; what the gateway told its own store names no client.
      const told = of('delivery.delivered').flatMap(({ client_id }) => client_id ?? []);
      expect(told.sort()).toEqual([
        'gjj-hall',
        'jishiban',
        'jishiban',
        'jishiban',
        'jishiban',
        'shebao-hall',
      ]);
      expect(new Set(of('records.released').map(({ client_id }) => client_id))).toEqual(
        new Set(['jishiban']),
      );
    }

    const identities = async () => Number((await province.base.db('identities').count())[0]?.count);
  },
);

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
