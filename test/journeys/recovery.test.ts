import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { issued, number } from '../identities/people.ts';
import { type CheckedProvince, startCheckedProvince } from '../never/checked-province.ts';
import { press } from '../never/province.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import type { Province } from './province.ts';
import { type Walk, walk } from './walk.ts';

// Somebody who has forgotten everything, and somebody whose account reaches too little: a check leads on.

const HOUR = 3_600_000;

let browser: Browser;
let p: CheckedProvince;

describe.skipIf(noChromium('The journeys of a check'))('a check by an authority', () => {
  beforeAll(async () => {
    browser = await launchChromium();
    p = await startCheckedProvince();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await p?.stop();
  });

  const open = (options = {}) => {
    const origins = new Set([p.issuer, new URL(p.hall.redirect_uri).origin, p.authority.origin]);
    return walk(browser, { origins } as unknown as Province, options);
  };

  /** Somebody whose telephone is registered in their own name, with an account at the fund. */
  async function person(name: string, phone: string) {
    const id_number = number();
    const attributes = { name, id_type: 'resident_id', id_number, phone_number: phone };
    const { identity_id = '' } = await identities.resolve(
      p.base,
      issued(`journey-${id_number}`, { source_id: 'fund', level: 2, attributes }),
      { notice: '2026-11' },
    );
    p.authority.people.push({ name, id_number, phone });
    return { name, id_number, phone, identity_id };
  }

  const told = ({ phone }: { phone: string }, template: string) =>
    p.sms.sent.filter((one) => one.to === phone && one.template === template).at(-1)?.words;

  /** The code that came with the last text to this number, once there are so many. */
  const codeTo = async (phone: string, texts: number) =>
    (await p.sms.textTo(phone, texts)).words['code'] ?? '';

  const arrived = async ({ page }: Walk) => {
    await page.waitForURL((url) => url.searchParams.has('code'));
    return new URL(page.url()).searchParams.get('code') ?? '';
  };

  test('lets in whoever forgot everything, after the time in which the owner can say no', async () => {
    const someone = await person('周样本', '+8619900008001');
    const { name, id_number, phone } = someone;
    const begin = async (here: Walk, shot?: string) => {
      // The pace of codes is that of the process, not of the test's clock.
      await p.base.db('tries').delete();
      await here.open(p.hall.ask(p.issuer).address);
      await here.sees('用哪个账号登录？');
      await here.follow('忘记密码，或原来的账号登录不了');
      await here.sees('找回账号', shot && `${shot}-form`);
      await here.fill({ name, number: id_number, phone });
      await here.press('用手机核验');
      await here.sees('填写验证码', shot && `${shot}-code`);
    };
    const first = await open();
    await begin(first, 'recover');
    // What is wrong is said first, with the focus on it, and nothing is lost.
    await first.fill({ code: '000000' });
    await first.press('核验');
    await first.page.waitForFunction(() => document.activeElement?.className === 'summary');
    await first.sees('填写验证码', 'recover-code-wrong');
    await first.fill({ code: await codeTo(phone, 1) });
    await first.press('核验');
    await first.sees('已核验，请等待', 'recover-begun');
    expect(await first.words()).toContain('已通知这个账号登记过的手机和邮箱');
    await p.sms.textTo(phone, 2);

    // The owner reads it on the telephone; here it is they themselves, and they leave it alone.
    const notice = await open({ viewport: { width: 360, height: 800 } });
    await notice.open(told(someone, 'T3')?.['link'] ?? '');
    await notice.sees('阻止重设密码', 'recover-stop');
    await notice.close();

    p.clock.advance(71 * HOUR);
    await begin(first);
    await first.fill({ code: await codeTo(phone, 3) });
    await first.press('核验');
    await first.sees('还在等待时间内', 'recover-waiting');
    await first.close();

    // Another browser, without scripts, once it is due.
    p.clock.advance(1 * HOUR);
    const second = await open({ javaScriptEnabled: false });
    await begin(second);
    await second.fill({ code: await codeTo(phone, 4) });
    await second.press('核验');
    await second.sees('设置密码', 'recover-password');
    await second.fill({ password: 'river-sturgeon-4419' });
    await second.press('保存并登录');
    await arrived(second);
    await second.close();

    const kinds = (await auditTrail(p.base))
      .filter(({ object_id }) => object_id === someone.identity_id)
      .map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['recovery.begun', 'recovery.done']));
    // From now on by the number and that password.
    const own = { ...someone, username: id_number, password: 'river-sturgeon-4419' };
    const who = visitor();
    const page = await signInLocally(who, p.hall.ask(p.issuer).address, own);
    const read = page.url.searchParams.has('code') ? page : await press(who, page, '/told');
    expect(read.url.searchParams.get('code')).toBeTruthy();
  });

  test('lifts whoever is signed in to level 2, and they are back at the service', async () => {
    const [name, id_number, phone] = ['吴样本', number(), '+8619900008002'];
    const attributes = { name, id_type: 'resident_id', id_number };
    const made = await citizen(p.base, 'journey-check', { attributes }, 1);
    const { identity_id } = made;
    await p.base.db('evidence').where({ identity_id }).update({ level: 1 });
    p.authority.people.push({ name, id_number, phone });

    const one = await open();
    const asked = p.hall.ask(p.issuer, { acr_values: 'urn:songhua:acr:2' });
    await one.open(asked.address);
    await one.sees('用哪个账号登录？');
    await one.press('吉林省统一账号');
    await one.fill({ username: made.username, password: made.password });
    await one.press('登录');
    await one.sees('需要更可靠的登录方式', 'check-ways');
    expect(await one.words()).toContain('您这次登录达到 1 级');
    await one.page.locator('button[name=method][value=operator]').click();
    await one.page.locator('form[action$="/check/said"]').waitFor();
    await one.sees(/手机/, 'check-confirm');
    const words = await one.words();
    expect(words).toContain('吴**');
    expect(words).not.toContain(id_number);
    await one.page.locator('form[action$="/check/said"] button[type=submit]').click();
    await one.page.locator('[name=phone]').waitFor();
    await one.sees(/./, 'check-phone');
    await one.fill({ phone: '199 0000 8002' });
    await one.press('发送验证码');
    await one.sees('输入验证码', 'check-code');
    await one.fill({ code: await codeTo(phone, 1) });
    await one.press(/下一步|核验|确认/);
    const code = await arrived(one);
    await one.close();

    const { body } = await p.hall.exchange(p.issuer, code, asked.verifier);
    const { acr } = await p.hall.verified(p.issuer, body.id_token ?? '');
    expect(acr).toBe('urn:songhua:acr:2');
    const raised = (await auditTrail(p.base)).filter(
      ({ kind, object_id }) => kind === 'identity.raised' && object_id === identity_id,
    );
    expect(raised).toMatchObject([{ detail: { method: 'operator', level: 2, bound_level: 2 } }]);
  });
});
