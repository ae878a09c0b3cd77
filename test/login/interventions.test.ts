// Whole, since what staff do is followed from the act to what the person sees at the next sign-in.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type AccountTable,
  mapping,
  postgresqlTable,
  putAccount,
} from '../doubles/account-table.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince, zhang } from './province.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });
const staff = { staff_id: '0192aaaa-0000-7000-8000-000000000001' };
const old = 'long river, many tributaries';
const fresh = 'a boat under the bridge';
const account = {
  ...{ subject: 'sb-0001', username: 'zhangcs', name: String(zhang.name) },
  ...{ id_type: 'resident_id', id_number: String(zhang.id_number), phone_number: '+8619900000001' },
};

let province: Province;
let table: AccountTable;

beforeAll(async () => {
  province = await startProvince();
  table = await postgresqlTable();
  await sources.register(province.data.base, {
    ...{ id: 'insurance', protocol: 'password-table', department_code: 'fund-office' },
    ...{ names: words('社保'), account_words: words('社保账号') },
    ...{ registration: 'issued', ceiling: 2, settings: table.settings, mapping },
  });
});
beforeEach(async () => {
  await province.renew();
  await province.data.base.db.raw('truncate carried_passwords');
  await table.sql('delete from zhanghu');
});
afterAll(async () => {
  await province?.stop();
  await table?.stop();
});

const base = () => province.data.base;
const first = () => province.engine.signedIn[0]?.identity_id as string;
const finished = ({ leftFor }: Page) => leftFor?.searchParams.get('code') === 'given';

/** The identity of somebody who came through the fund and then with the old account at insurance. */
async function carriedPerson(): Promise<string> {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  await putAccount(table, { ...account, password: old });
  const came = await typed(province.browser(), old);
  // Another account of hers: it is known by its number and name.
  if (!finished(came)) await who.submit(came, '/notice');
  province.data.clock.advance(1_000);
  return first();
}

async function typed(who: Browser, password: string): Promise<Page> {
  const form = await who.submit(await province.begin(who), '/source', { source: 'insurance' });
  return who.submit(form, '/password', { username: account.username, password });
}
const byFund = async (who: Browser) =>
  province.visit(who, await province.begin(who), 'fund', zhang);
/** Past the page that says what was done. */
const read = async (who: Browser, page: Page) => {
  expect(page.text).toContain('工作人员处理过您的账号');
  return who.submit(page, '/told');
};

describe('a new password that is asked for', () => {
  const asked = async () => {
    const identity_id = await carriedPerson();
    const order = { identity_id, reason_code: 'password_leaked' } as const;
    await interventions.requirePassword(base(), order, staff);
    province.data.clock.advance(1_000);
    return identity_id;
  };

  test('the carried one opens nothing, in the words of a wrong one', async () => {
    await asked();
    const page = await typed(province.browser(), old);
    expect(page.status).toBe(400);
    expect(page.text).toContain('账号或密码不正确');
  });

  test('whoever comes another way is led to it, and it takes the place of the old one', async () => {
    const identity_id = await asked();
    const who = province.browser();
    const page = await read(who, await byFund(who));
    expect(page.text).toContain('密码可能已泄露');
    const common = await who.submit(page, '/asked-password', { password: 'password1' });
    expect(common.status).toBe(400);
    expect(finished(await who.submit(common, '/asked-password', { password: fresh }))).toBe(true);
    expect(await interventions.standingOf(base(), identity_id)).toMatchObject({
      password_required: false,
    });
    expect(finished(await typed(province.browser(), fresh))).toBe(true);
    expect((await typed(province.browser(), old)).status).toBe(400);
  });

  test('it may be put off, and is asked for again; the old one stays stopped', async () => {
    await asked();
    const who = province.browser();
    const page = await read(who, await byFund(who));
    expect(finished(await who.submit(page, '/asked-password', { later: '1' }))).toBe(true);
    const again = province.browser();
    expect((await byFund(again)).text).toContain('请设置新密码');
    expect((await typed(province.browser(), old)).status).toBe(400);
  });

  test('one that was set at the department does as well', async () => {
    const identity_id = await asked();
    await putAccount(table, { ...account, password: fresh });
    const who = province.browser();
    expect(finished(await read(who, await typed(who, fresh)))).toBe(true);
    expect(await interventions.standingOf(base(), identity_id)).toMatchObject({
      password_required: false,
    });
  });
});

describe('a suspended person', () => {
  test('who proves the account is told what happened and whom to call', async () => {
    const identity_id = await carriedPerson();
    await interventions.suspend(base(), { identity_id, reason_code: 'misuse_reported' }, staff);
    for (const page of [await byFund(province.browser()), await typed(province.browser(), old)]) {
      expect(page.status).toBe(403);
      expect(page.text).toContain('暂停了这个身份，理由：有人反映账号被他人使用。');
      expect(page.text).toContain('href="tel:');
    }
    const stranger = await typed(province.browser(), 'not this one');
    expect(stranger.text).toContain('账号或密码不正确');
    expect(stranger.text).not.toContain('有人反映');
  });

  test('is told once more when let in again', async () => {
    const identity_id = await carriedPerson();
    await interventions.suspend(base(), { identity_id, reason_code: 'misuse_reported' }, staff);
    province.data.clock.advance(1_000);
    await interventions.restore(base(), { identity_id, reason_code: 'settled' }, {});
    province.data.clock.advance(1_000);
    const who = province.browser();
    const page = await byFund(who);
    expect(page.text).toContain('恢复了您的账号');
    expect(finished(await read(who, page))).toBe(true);
    expect(finished(await byFund(province.browser()))).toBe(true);
  });
});

test('an opening by support does not stand in the way of a sign-in', async () => {
  const identity_id = await carriedPerson();
  const viewed = { identity_id, kind: 'viewed', reason_code: 'help_call' } as const;
  await interventions.note(base(), viewed, staff);
  expect(finished(await byFund(province.browser()))).toBe(true);
  expect(await identities.level(base(), identity_id)).toBeGreaterThan(0);
});
