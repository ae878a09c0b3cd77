// Whole, since it is the life of one carried password, from the first sign-in to the cut-over.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type AccountTable,
  mapping,
  postgresqlTable,
  putAccount,
} from '../doubles/account-table.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince } from './province.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });
const strong = 'long river, many tributaries';
const own = 'a boat under the bridge';
const wang = {
  subject: 'sb-0001',
  username: 'wangcs',
  name: '王测试',
  id_type: 'resident_id',
  id_number: '220000190001010018',
  phone_number: '+8619900000001',
};

let province: Province;
let table: AccountTable;

beforeAll(async () => {
  province = await startProvince();
  table = await postgresqlTable();
  await sources.register(province.data.base, {
    id: 'insurance',
    protocol: 'password-table',
    department_code: 'fund-office',
    names: words('社保'),
    account_words: words('社保账号'),
    registration: 'issued',
    ceiling: 2,
    settings: table.settings,
    mapping,
  });
});
beforeEach(async () => {
  await province.renew();
  await province.data.base.db.raw('truncate carried_passwords');
  await table.sql('delete from zhanghu');
  await province.events();
});
afterAll(async () => {
  await province?.stop();
  await table?.stop();
});

const put = (password: string, more: object = {}) =>
  putAccount(table, { ...wang, password, ...more });
const form = async (who: Browser) =>
  who.submit(await province.begin(who), '/source', { source: 'insurance' });
const typed = (who: Browser, page: Page, password: string, username = wang.username) =>
  who.submit(page, '/password', { username, password });
const signIn = async (who: Browser, password: string) => typed(who, await form(who), password);
/** Neutral to what is one browser's or one request's own. */
const neutral = ({ text }: Page) =>
  text
    .replace(/<code>[0-9A-Z]{10}<\/code>/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
    .replace(/signin\/\w+/g, '')
    .replace(/(name="_csrf" value=")[^"]*/g, '');

describe('somebody with an old account', () => {
  test('signs in with it, and our copy is made', async () => {
    await put(strong);
    const who = province.browser();
    const notice = await signIn(who, strong);
    expect(notice.text).toContain('社保');
    const end = await who.submit(notice, '/notice');
    expect(end.leftFor?.searchParams.get('code')).toBe('given');
    expect(province.engine.signedIn).toMatchObject([
      { source_id: 'insurance', level: 2, amr: ['pwd'] },
    ]);
    expect(await province.events()).toEqual([
      'credential.carried',
      'identity.arrived',
      'identity.notice_accepted',
      'login.succeeded',
    ]);
    // Support finds its owner by the name that was typed, as a keyed hash.
    const { base } = province.data;
    const events = await auditTrail(base);
    expect(events.find(({ kind }) => kind === 'login.succeeded')).toMatchObject({
      object_kind: 'typed_name',
      object_id: identities.typedName(base, 'wangcs'),
    });
    expect((await signIn(province.browser(), strong)).leftFor).toBeDefined();
  });

  test('reads one page when the password is wrong, nobody has it, or it is locked', async () => {
    await put(strong);
    await put(strong, { subject: 'sb-2', username: 'lockd1', phone_number: null, locked: true });
    const seen: string[] = [];
    for (const username of ['wangcs', 'nosuch', 'lockd1']) {
      const who = province.browser();
      const page = await typed(who, await form(who), 'not this one', username);
      expect(page.status).toBe(400);
      expect(page.text).toContain('账号或密码不正确');
      seen.push(neutral(page).replaceAll(username, 'NAME'));
    }
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).toBe(seen[0]);
    const failed = (await auditTrail(province.data.base)).filter(
      ({ kind }) => kind === 'login.failed',
    );
    expect(failed.map(({ detail }) => detail['reason']).sort()).toEqual([
      'locked',
      'missing',
      'wrong',
    ]);
    expect(failed[0]).toMatchObject({ source_id: 'insurance', actor_id: null, outcome: 'failed' });
  });

  test('is told that it is locked, once the password was right', async () => {
    await put(strong, { locked: true });
    const page = await signIn(province.browser(), strong);
    expect(page.text).toContain('已被部门锁定');
    expect(province.engine.signedIn).toEqual([]);
  });

  test('counts as one account, by whichever of its names it is tried', async () => {
    await put(strong);
    const who = province.browser();
    const page = await form(who);
    const names = ['wangcs', '19900000001', 'wangcs', '19900000001', 'wangcs'];
    for (const name of names) await typed(who, page, 'a guess of somebody', name);
    const right = await typed(who, page, strong, '19900000001');
    expect(right.leftFor).toBeUndefined();
    expect(right.status).toBe(400);
    const reasons = (await auditTrail(province.data.base)).map(({ detail }) => detail['reason']);
    expect(reasons).toContain('too_often');
    expect(province.engine.signedIn).toEqual([]);
  });

  test('tells nobody that two names are of one account, so of somebody', async () => {
    await put(strong);
    const run = async (one: string, other: string) => {
      const who = province.browser();
      const page = await form(who);
      const seen: [number, string][] = [];
      for (const name of [one, one, one, one, one, other, other, other]) {
        const answer = await typed(who, page, 'a guess of somebody', name);
        seen.push([answer.status, neutral(answer).replaceAll(name, 'NAME')]);
      }
      return seen;
    };
    expect(await run('wangcs', '19900000001')).toEqual(await run('nosuch', '19900000002'));
  });

  test('loses no try to a department that is down', async () => {
    await put(strong);
    const who = province.browser();
    const page = await form(who);
    table.relay.cut();
    table.relay.mood = 'down';
    const down = await typed(who, page, strong);
    table.relay.mood = 'passes';
    expect(down.status).toBe(503);
    expect(Number(down.headers.get('retry-after'))).toBeGreaterThan(0);
    const { rows } = await province.data.base.db.raw('select sum(points) as n from tries');
    expect(Number(rows[0].n)).toBe(0);
  });

  test('cannot be linked by a visit, since nobody goes there', async () => {
    const who = province.browser();
    await put(strong);
    await who.submit(await signIn(who, strong), '/notice');
    expect((await who.post('/add?source=insurance', '')).status).toBe(400);
  });
});

describe('a right password that may not stay', () => {
  /** Up to the page where a new one is set. */
  async function asked(who: Browser, password = '123456'): Promise<Page> {
    const page = await signIn(who, password);
    return page.text.includes('/notice"') ? who.submit(page, '/notice') : page;
  }

  test('signs in once: a new one is set, the sign-in goes on, and from then on only that counts', async () => {
    await put('123456');
    const who = province.browser();
    const page = await asked(who);
    expect(page.text).toContain('请设置一个新密码');
    expect(province.engine.signedIn).toEqual([]);
    const end = await who.submit(page, '/new-password', { password: own });
    expect(end.leftFor?.searchParams.get('code')).toBe('given');
    expect(await province.events()).toEqual([
      'credential.carried_set',
      'identity.arrived',
      'identity.notice_accepted',
      'login.succeeded',
    ]);
    expect((await signIn(province.browser(), '123456')).text).toContain('账号或密码不正确');
    expect((await signIn(province.browser(), own)).leftFor).toBeDefined();
    expect(province.engine.signedIn).toHaveLength(2);
  });

  test('what is wrong with the new one stands beside the field, and nothing was set', async () => {
    await put('123456');
    const who = province.browser();
    const page = await asked(who);
    for (const [password, words] of [
      ['', '请填写密码'],
      ['short', '至少 8'],
      ['12345678', '别人想不到'],
      ['220000190001010018', '别人想不到'],
      ['wangcs88', '别人想不到'],
      ['x'.repeat(300), '256'],
    ] as const) {
      const again = await who.submit(page, '/new-password', { password });
      expect(again.status, password).toBe(400);
      expect(again.text).toMatch(/id="password-error"/);
      expect(again.text, password).toContain(words);
      if (password.length > 5) expect(again.text).not.toContain(password);
    }
    expect(await province.count('carried_passwords')).toBe(0);
    expect(province.engine.signedIn).toEqual([]);
    // The language links of a page with a mistake lead back to it.
    const inKorean = await who.open(`${page.url.pathname}/new-password?lang=ko`);
    expect(inKorean.text).toContain('새 비밀번호를 설정해주십시오');
    await who.open(`${page.url.pathname}?lang=zh-CN`);
  });

  test('no other address of the sign-in leads past it', async () => {
    await put('123456');
    const who = province.browser();
    const page = await asked(who);
    const { pathname } = page.url;
    const token = /name="_csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    for (const [step, fields] of [
      ['continue', {}],
      ['notice', { notice: '2026-11' }],
      ['prove', { choice: 'separate' }],
      ['told', {}],
    ] as const) {
      const body = new URLSearchParams({ _csrf: token, ...fields }).toString();
      await who.post(`${pathname}/${step}`, body, { origin: province.site.origin });
      expect((await who.open(pathname)).text, step).toContain('请设置一个新密码');
    }
    expect(province.engine.signedIn).toEqual([]);
    const left = await who.submit(page, '/leave');
    expect(left.leftFor?.searchParams.get('error')).toBe('access_denied');
  });

  test('posted too early, it sets nothing', async () => {
    await put('123456');
    const who = province.browser();
    const notice = await signIn(who, '123456');
    const token = /name="_csrf" value="([^"]*)"/.exec(notice.text)?.[1] ?? '';
    const body = new URLSearchParams({ _csrf: token, password: own }).toString();
    const { origin } = province.site;
    const page = await who.post(`${notice.url.pathname}/new-password`, body, { origin });
    expect(page.text).toContain('/notice"');
    expect(await province.count('carried_passwords')).toBe(0);
  });

  test('of two browsers that hold the old one, the second sets nothing and is not let in', async () => {
    await put('123456');
    const [one, two] = [province.browser(), province.browser()];
    const pages = [await asked(one), await asked(two)] as const;
    await one.submit(pages[0], '/new-password', { password: own });
    const late = await two.submit(pages[1], '/new-password', {
      password: 'somebody else sat here',
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain('login.proof_changed');
    expect(province.engine.signedIn).toHaveLength(1);
    expect((await signIn(province.browser(), 'somebody else sat here')).leftFor).toBeUndefined();
    expect((await two.open(pages[1].url)).text).not.toContain('请设置一个新密码');
  });

  test.each([
    ['changed its hash', () => put('changed-there-9')],
    ['locked the row', () => put('123456', { locked: true })],
    ['removed the row', () => table.sql('delete from zhanghu')],
  ])('nothing is set when the department %s meanwhile', async (_, change) => {
    await put('123456');
    const who = province.browser();
    const page = await asked(who);
    await change();
    expect((await who.submit(page, '/new-password', { password: own })).status).toBe(409);
    expect(await province.count('carried_passwords')).toBe(0);
    expect(province.engine.signedIn).toEqual([]);
  });

  test('nothing is set at a source that was switched off meanwhile', async () => {
    await put('123456');
    const who = province.browser();
    const page = await asked(who);
    await province.data.base.db('sources').where({ id: 'insurance' }).update({ state: 'paused' });
    const off = await who.submit(page, '/new-password', { password: own });
    expect(off.text).toContain('sources.paused');
    expect(await province.count('carried_passwords')).toBe(0);
  });

  test('nothing of it stands in the trail or the log', async () => {
    await put('123456');
    const who = province.browser();
    await who.submit(await asked(who), '/new-password', { password: own });
    const trail = JSON.stringify(await auditTrail(province.data.base));
    expect(trail + province.site.logged()).not.toMatch(
      /wangcs|sb-0001|123456|boat under|2200001900/,
    );
  });
});
