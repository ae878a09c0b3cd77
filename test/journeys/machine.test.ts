import { describe, expect, test, vi } from 'vitest';
import { noChromium } from '../support/chromium.ts';
import { auditTrail } from '../support/trail.ts';
import { browsedProvince } from './browsed.ts';
import { accountsOf } from './province.ts';
import { firstSignIn, greeting, type Walk, walk } from './walk.ts';

// Somebody stands before a machine in a hall, with the telephone on which they are signed in.

const { gjj } = accountsOf('plain', 5);

describe.skipIf(noChromium('The journey at a machine'))('a self-service machine', () => {
  const at = browsedProvince();
  let phone: Walk;
  let machine: Walk;

  test('lets somebody in by their telephone, and out from either side, or by itself when they have gone', async () => {
    phone = await walk(at.browser, at.province, { viewport: { width: 360, height: 800 } });
    machine = await walk(at.browser, at.province);
    await firstSignIn(phone, at.province.hall, gjj);

    await letsIn('70');
    await endsOnTheTelephone();
    await letsIn();
    await endsAtTheMachine();
    await letsIn();
    await isLeftAlone();
    await saysNo();
    await leavesATrail();
    await phone.close();
    await machine.close();
  });

  async function showsItsCode(name?: string): Promise<string> {
    await machine.open(at.province.machine);
    await machine.press('用手机登录');
    await machine.sees('请用手机扫码', name && `${name}-machine-code`);
    expect(await machine.page.getByRole('img', { name: '登录二维码' }).count()).toBe(1);
    return machine.page.locator('.user-code').innerText();
  }

  async function typesTheCode(code: string, name?: string): Promise<void> {
    await phone.open(`${at.province.gateway}/device`);
    await phone.sees('在自助机上登录', name && `${name}-phone-code`);
    await phone.fill({ user_code: code });
    await phone.press('下一步');
    await phone.sees('您是否站在这台机器前？', name && `${name}-phone-question`);
    const words = await phone.words();
    for (const said of ['省政务大厅一楼', '自助机 1', '政务自助服务', code])
      expect(words).toContain(said);
  }

  async function letsIn(name?: string): Promise<void> {
    await typesTheCode(await showsItsCode(name), name);
    await phone.press('是我，登录这台机器');
    await phone.sees('登录情况', name && `${name}-phone-places`);
    expect(await placesOnThePhone()).toEqual(['browser', 'kiosk']);
    // The machine asks every five seconds; its screen changes by itself.
    await machine.sees(greeting(gjj), name && `${name}-machine-person`);
    expect(await machine.words()).toMatch(/2 级[\s\S]*两分钟/);
  }

  /** As the page on the telephone has it: this browser, and the machine by its hall. */
  async function placesOnThePhone(): Promise<string[]> {
    await phone.open(`${at.province.account}/sessions`);
    const places = phone.page.locator('[aria-labelledby=now] .entry');
    const words = await places.allInnerTexts();
    return words.map((one) => (one.includes('自助机 1') ? 'kiosk' : 'browser')).sort();
  }

  async function endsOnTheTelephone(): Promise<void> {
    await phone.page
      .locator('[aria-labelledby=now] .entry')
      .filter({ hasText: '自助机 1' })
      .getByRole('button')
      .click();
    await phone.sees('登录情况');
    await machine.page.getByText('登录已结束').waitFor();
    await machine.sees('自助服务', '71-machine-ended');
    await phoneStaysIn();
  }

  async function endsAtTheMachine(): Promise<void> {
    await machine.press('退出登录');
    await machine.page.getByText('已退出登录').waitFor();
    await phoneStaysIn();
  }

  /** Nobody touches anything for two minutes: what was written of the last use is moved back by as much. */
  async function isLeftAlone(): Promise<void> {
    const { db } = at.province.base;
    const [session] = await db('sessions').where({ kind: 'kiosk', ended_at: null }).select('uid');
    const ago = new Date(Date.now() - 121_000);
    await db('artefacts').where({ kind: 'Session', uid: session.uid }).update({ touched_at: ago });
    await db('sessions').where({ uid: session.uid }).update({ started_at: ago, due_at: ago });
    await machine.page.getByText('登录已结束').waitFor();
    expect(await machine.words()).not.toContain(gjj.name);
    const ended = await db('sessions').where({ uid: session.uid }).first('end_reason');
    expect(ended).toEqual({ end_reason: 'kiosk_idle' });
    await phoneStaysIn();
  }

  async function phoneStaysIn(): Promise<void> {
    // The machine clears its screen first, and tells Songhua then.
    await vi.waitFor(async () => expect(await placesOnThePhone()).toEqual(['browser']), {
      timeout: 15_000,
      interval: 200,
    });
    await phone.open(`${at.province.hall}signin`);
    await phone.sees(greeting(gjj));
  }

  async function saysNo(): Promise<void> {
    await typesTheCode(await showsItsCode());
    await phone.press('不是我');
    await phone.sees('登录情况');
    await machine.page.getByText('没有登录').waitFor();
    expect(await placesOnThePhone()).toEqual(['browser']);
  }

  async function leavesATrail(): Promise<void> {
    const trail = await auditTrail(at.province.base);
    const kinds = trail.map(({ kind }) => kind).filter((kind) => kind.startsWith('device.'));
    expect(kinds).toEqual([
      ...['device.approved', 'device.approved', 'device.approved', 'device.refused'],
    ]);
    const ended = trail.filter(({ kind, detail }) => kind === 'session.ended' && detail['reason']);
    expect(ended.map(({ detail }) => detail['reason'])).toEqual([
      ...['account', 'sign_out', 'kiosk_idle'],
    ]);
  }
});
