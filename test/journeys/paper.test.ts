import { describe, expect, test } from 'vitest';
import { number } from '../identities/people.ts';
import { noChromium } from '../support/chromium.ts';
import { browsedProvince } from './browsed.ts';
import { staffWalk } from './staff.ts';
import { walk } from './walk.ts';

// Somebody without a telephone and without any account: a document, a counter, a slip of paper.

const shots = new URL('../../ci-output/journeys/', import.meta.url);

describe.skipIf(noChromium('The paper from the counter'))('a code on paper', () => {
  const at = browsedProvince();

  test('is printed at a counter, and lets its owner in, who types no telephone anywhere', async () => {
    const id_number = number();
    const desk = await staffWalk(at.browser, at.province, 'desk-1');
    await desk.follow('窗口');
    await desk.sees('认领码打印记录', 'counter-list');
    await desk.follow('打印新的认领码');
    await desk.sees('窗口认领码', 'counter-form');
    await desk.fill({ name: '欧阳样本', id_number, note: '取号单 B042，没有手机' });
    await desk.page.getByLabel('事由').selectOption('no_phone');
    await desk.press('打印认领码');
    await desk.sees('认领码已生成', 'counter-paper');
    const code = await desk.page.locator('.sheet-code').innerText();
    // What comes out of the printer is the slip and nothing around it.
    await desk.page.emulateMedia({ media: 'print' });
    expect(await desk.page.locator('body').innerText()).not.toMatch(/管理台|下一位|帮助热线：/);
    await desk.page.screenshot({ path: new URL('counter-print.png', shots).pathname });
    await desk.page.pdf({ path: new URL('counter-print.pdf', shots).pathname, format: 'A5' });
    await desk.close();

    const visitor = await walk(at.browser, at.province, { javaScriptEnabled: false });
    await visitor.open(at.province.hall);
    await visitor.sees('用哪个账号登录？');
    await visitor.follow('我有窗口给的认领码');
    await visitor.sees('用窗口给的认领码登录', 'paper');
    await visitor.fill({ code: code.toLowerCase(), number: id_number });
    await visitor.press('下一步');
    await visitor.sees('个人信息处理告知');
    await visitor.press('我已阅读，继续登录');
    await visitor.sees('设置密码', 'paper-password');
    expect(await visitor.words()).not.toMatch(/手机号/);
    await visitor.fill({ password: 'a boat under the bridge' });
    await visitor.press('保存并登录');
    await visitor.sees('欧阳样本，您好');
    await visitor.close();

    // The next day, with what she knows by now.
    const again = await walk(at.browser, at.province);
    await again.open(at.province.account);
    await again.press('吉林省统一账号');
    await again.fill({ username: id_number, password: 'a boat under the bridge' });
    await again.press('登录');
    await again.sees('您的账号有认领或重设密码的记录', 'paper-told');
    await again.press(/继续/);
    await again.sees('我的账号');
    await again.open(`${at.province.gateway}/account/history`);
    await again.sees('处理记录', 'paper-history');
    expect(await again.words()).toContain('在窗口为您打印了认领码');
    await again.close();
  });
});
