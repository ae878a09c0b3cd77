import { describe, expect, test, vi } from 'vitest';
import { noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { browsedProvince } from './browsed.ts';
import { accountsOf } from './province.ts';
import { greeting, throughDepartment, type Walk, walk } from './walk.ts';

// A service that no duty stands behind asks for what it would like to know; the citizen decides, looks
// what went there, and takes it back.

const { gjj } = accountsOf('plain', 3);

describe.skipIf(noChromium('The journey of consent'))('consent', () => {
  const at = browsedProvince();
  let who: Walk;

  test('a citizen is asked once, leaves out what may be left out, sees it, withdraws it, and is asked again', async () => {
    who = await walk(at.browser, at.province);
    await isAsked();
    await leavesOutTheTelephone();
    await isAskedOnce();
    await seesWhatWentThere();
    await withdraws();
    await theServiceWasTold();
    await isAskedAgain();
    await leavesATrail();
    await who.close();
  });

  test('without scripts it is the same', async () => {
    const { gjj } = accountsOf('plain', 4);
    who = await walk(at.browser, at.province, { javaScriptEnabled: false });
    await who.open(at.province.learning);
    await throughDepartment(who, gjj);
    await who.sees('个人信息处理告知');
    await who.press('我已阅读，继续登录');
    await who.sees('是否同意提供这些信息？');
    await who.press('同意并继续');
    await who.sees(greeting(gjj));
    expect(await who.words()).toMatch(/手机号码\s+您没有提供\s+证件号码\s+您没有提供/);
    await who.close();
  });

  async function isAsked(): Promise<void> {
    await who.open(at.province.learning);
    await throughDepartment(who, gjj);
    await who.sees('个人信息处理告知');
    await who.press('我已阅读，继续登录');
    await who.sees('是否同意提供这些信息？', '60-consent');
    const words = await who.words();
    for (const said of ['终身学习平台', '在结业证书上写明您的姓名', '第十三条', '单独同意'])
      expect(words).toContain(said);
    const boxes = who.page.getByRole('checkbox');
    expect(await boxes.count()).toBe(2);
    for (const box of await boxes.all()) expect(await box.isChecked()).toBe(false);
  }

  async function leavesOutTheTelephone(): Promise<void> {
    // By its words, which are as much a target as the box.
    await who.page.getByText('我单独同意提供：证件类型和号码').click();
    expect(await who.page.locator('[name="scope.idno"]').isChecked()).toBe(true);
    await who.press('同意并继续');
    await who.sees(greeting(gjj), '61-given');
    const { number } = gjj.document;
    const masked = `${number.slice(0, 3)}${'*'.repeat(number.length - 5)}${number.slice(-2)}`;
    expect(await who.page.locator('#id-number').innerText()).toBe(masked);
    expect(await who.page.locator('#phone').innerText()).toBe('您没有提供');
  }

  async function isAskedOnce(): Promise<void> {
    await who.open(`${at.province.learning}signin`);
    await who.sees(greeting(gjj));
    expect(await who.page.locator('#phone').innerText()).toBe('您没有提供');
  }

  async function seesWhatWentThere(): Promise<void> {
    await who.open(at.province.account);
    await who.sees('我的账号');
    await who.follow('谁得到过我的信息');
    await who.sees('谁得到过我的信息', '62-received-by-consent');
    const entry = await who.page.locator('.entry').filter({ hasText: '终身学习平台' }).innerText();
    const year = new Date().getFullYear();
    expect(entry).toMatch(/得到[\s\S]*证件类型和号码[\s\S]*最近/);
    expect(entry).toMatch(new RegExp(`${year} ?年`));
    expect(entry).toMatch(new RegExp(`您同意提供：[^\\n]*证件类型和号码[^\\n]*${year + 1}`));
    expect(entry).toMatch(/您选择不提供：手机号码/);
    const [what] = /[\s\S]*?您同意/.exec(entry) ?? [''];
    expect(what).not.toContain('手机号码');
  }

  async function withdraws(): Promise<void> {
    await who.press('撤回同意：终身学习平台');
    await who.page.getByText('已撤回同意').waitFor();
    await who.sees('谁得到过我的信息', '63-withdrawn');
    expect(await who.words()).toContain('您目前没有同意提供需要同意的信息');
  }

  /** It verified the notice, or it would still show what it had. */
  async function theServiceWasTold(): Promise<void> {
    await vi.waitFor(
      async () => {
        await who.open(at.province.learning);
        expect(await who.words()).toContain('松花已通知本平台');
      },
      { timeout: 15_000, interval: 200 },
    );
    await who.sees('您撤回了同意', '64-told');
    expect(await who.words()).not.toContain(gjj.name);
  }

  async function isAskedAgain(): Promise<void> {
    await who.follow('重新征求您的同意');
    await who.sees('是否同意提供这些信息？');
    expect(await who.page.locator('[name="scope.idno"]').isChecked()).toBe(false);
    await who.press('不同意，返回服务');
    await who.sees('您没有登录');
    await who.open(`${at.province.learning}signin`);
    await who.sees('是否同意提供这些信息？');
    await who.press('同意并继续');
    await who.sees(greeting(gjj));
    expect(await who.words()).toMatch(/手机号码\s+您没有提供\s+证件号码\s+您没有提供/);
  }

  async function leavesATrail(): Promise<void> {
    const trail = await auditTrail(at.province.base);
    const told = trail
      .filter(({ kind }) => kind.startsWith('consent.'))
      .map(({ kind, client_id, detail }) => [kind, client_id, detail?.['scopes']]);
    expect(told).toEqual([
      ['consent.given', 'xuexi', 'idno realname'],
      ['consent.withdrawn', 'xuexi', 'idno realname'],
      ['consent.refused', 'xuexi', undefined],
      ['consent.given', 'xuexi', 'realname'],
    ]);
    const delivered = trail.filter(
      ({ kind, client_id }) => kind === 'delivery.delivered' && client_id === 'xuexi',
    );
    expect(delivered).toHaveLength(1);
  }
});
