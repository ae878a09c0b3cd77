import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { momentWords } from '../../views/components/moment.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import { number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type CaseDesk, caseDesk } from './case-desk.ts';
import { type Browser, type Person, person, type Rig, startRig } from './rig.ts';

let rig: Rig;
let zhang: Person;
let browser: Browser;
let desk: CaseDesk;
beforeEach(async () => {
  rig = await startRig();
  zhang = await person(rig.base);
  await rig.signIn(zhang, 'here');
  await rig.signIn(zhang, 'weak', { level: 1 });
  browser = rig.browser('here');
  desk = await caseDesk(rig.base);
});
afterEach(() => rig.stop());

const atCounter = { number: '220000190001010018', name: '张测试' };
const minute = () => rig.clock.advance(60_000);
/** But for the number that each answer has of its own. */
const unnumbered = ({ html }: { html: string }) => html.replace(/<code>[0-9A-Z]{10}<\/code>/, '');
/** The addresses of the cases on a page, in their order. */
const listed = (html: string) =>
  [...html.matchAll(/href="(\/account\/cases\/[^"?]+)"/g)].map(([, path = '']) => path);
const open = async (who: Browser, matter: string) => {
  const { html } = await who.get('/account/cases');
  const [, path = ''] =
    new RegExp(`href="([^"]+)" class="case-link">(?:<[^>]+>)*${matter}<`).exec(html) ?? [];
  return who.get(path);
};

describe('my cases', () => {
  it('lead on to services where something can be applied for, when there are none', async () => {
    const { status, html } = await browser.get('/account/cases');
    expect(status).toBe(200);
    expect(html).toContain('这里还没有办件');
    expect(html).toContain('返回我的账号');
    const [here] = await sessions.list(rig.base, zhang.identity_id);
    const joined = { identity_id: zhang.identity_id, client_id: 'fund', sid: 's', told: true };
    await sessions.join(rig.base, { session_id: here?.id ?? '', ...joined });
    expect((await browser.get('/account/cases')).html).toContain(
      '<a class="button" href="https://fund.test/">前往应用 fund办理</a>',
    );
  });

  it('are listed with matter, state, department and its own words, what changed last first', async () => {
    await desk.accept('G-1', zhang);
    minute();
    await desk.accept('G-2', zhang, {
      organisation: { uscc: '91220100YYYYYYY17A', name: '测试公司' },
    });
    minute();
    await desk.report('progressed', 'G-1', { status_text: '请补交照片' });
    const { html } = await browser.get('/account/cases');
    expect(html.indexOf('事项 G-1')).toBeLessThan(html.indexOf('事项 G-2'));
    for (const shown of ['办理中（第 2 步，共 3 步）', '已受理（第 1 步，共 3 步）'])
      expect(html).toContain(shown);
    for (const shown of ['请补交照片', '公积金中心', '测试公司']) expect(html).toContain(shown);
  });

  it('say when a case came to stand so, not when word of it arrived', async () => {
    await desk.accept('G-1', zhang);
    const happened = new Date(rig.clock.now().getTime() + 60_000);
    rig.clock.advance(3 * 3_600_000);
    await desk.report('progressed', 'G-1', { status_text: '审核中' }, happened);
    const { since } = sentences('zh-CN').account.cases;
    for (const path of ['/account', '/account/cases']) {
      const { html } = await browser.get(path);
      expect(html).toContain(since(momentWords(happened, 'zh-CN')));
      expect(html).not.toContain(since(momentWords(rig.clock.now(), 'zh-CN')));
    }
  });

  it('come by pages, each case once, with a way back to the newest', async () => {
    for (let at = 1; at <= 43; at += 1) {
      await desk.accept(`G-${at}`, zhang);
      if (at % 2) minute();
    }
    const seen: string[] = [];
    let path: string | undefined = '/account/cases';
    while (path) {
      const { html } = await browser.get(path);
      seen.push(...listed(html));
      if (path.includes('after')) expect(html).toContain('回到最近的办件');
      path = /href="(\/account\/cases\?after=[^"]+)">/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(43);
    expect(new Set(seen).size).toBe(43);
    expect((await browser.get(seen.at(-1) ?? '')).html).toContain('事项 G-1<');
  });

  it('refuse a page mark that is none, with the way back to the list', async () => {
    for (const after of ['yesterday', 'f1772413200000.AAAAAAAAAAAAAAAAAAAAAA', 'x'.repeat(300)]) {
      const { status, html } = await browser.get(`/account/cases?after=${after}`);
      expect(status).toBe(400);
      expect(html).toContain('<a class="button" href="/account/cases">返回我的办件</a>');
    }
  });

  it('stand on the first page of the account, the newest three', async () => {
    for (const at of [1, 2, 3, 4]) {
      await desk.accept(`G-${at}`, zhang);
      minute();
    }
    const { html } = await browser.get('/account');
    expect(listed(html)).toHaveLength(3);
    expect(html).not.toContain('事项 G-1<');
    expect(html).toContain('<a href="/account/cases">查看全部办件</a>');
  });

  it('hold no name, number or identity in any address, and none reaches the log', async () => {
    await desk.accept('G-1', zhang);
    const { html } = await browser.get('/account/cases');
    const [path = ''] = listed(html);
    expect(path).toMatch(/^\/account\/cases\/[\w-]{22}$/);
    const { html: page } = await browser.get(path);
    for (const address of [...(html + page).matchAll(/(?:href|action)="([^"]+)"/g)])
      expect(address[1]).not.toMatch(/G-1|2200001900|%E5|张/);
    expect(rig.logged()).not.toMatch(/G-1|2200001900|事项|张测试/);
  });
});

describe('one case', () => {
  it('tells its three steps, its history and its way on, in the times of the province', async () => {
    await departments.add(rig.base, {
      ...{ code: 'yanji', parent_code: 'jilin', kind: 'region', gb_code: '222401' },
      names: { 'zh-CN': '延吉市', ko: '연길시', en: 'Yanji' },
    });
    await desk.accept('G-1', zhang, {
      area_code: '222401001',
      promised_at: '2026-12-31T16:30:00Z',
    });
    minute();
    const deep_link = 'https://fund.test/cases/G-1?step=photos';
    await desk.report('progressed', 'G-1', {
      ...{ status_text: '审核中', words: '请补交照片\n可到窗口', deep_link },
    });
    const { status, html } = await open(browser, '事项 G-1');
    expect(status).toBe(200);
    expect(html).toContain('吉林省延吉市');
    expect(html).toContain('2027年1月1日之前');
    expect(html).toContain(`href="${deep_link}" rel="noreferrer noopener"`);
    expect(html).toContain('<bdi class="number">fund.test</bdi>');
    expect(html.indexOf('有新进展')).toBeLessThan(html.lastIndexOf('已受理'));
    expect(html).toContain('请补交照片\n可到窗口');
  });

  it('of an area that is not in our tree shows the code as the department wrote it', async () => {
    await desk.accept('G-1', zhang, { area_code: '650000' });
    expect((await open(browser, '事项 G-1')).html).toContain('650000');
  });

  it('that was withdrawn is not said to have been done', async () => {
    await desk.accept('G-1', zhang);
    minute();
    await desk.report('withdrawn', 'G-1', { status_text: '申请人撤件' });
    const pages = [
      await open(browser, '事项 G-1'),
      await browser.get('/account/cases'),
      await browser.get('/account'),
    ];
    for (const { html } of pages) {
      expect(html).toContain('已撤回');
      expect(html).not.toContain('已办结');
    }
  });

  it('of somebody else is answered like one that does not exist, and leaves no trace', async () => {
    const li = await person(rig.base, { subject: 'li', id_number: number() });
    await rig.signIn(li, 'li');
    await desk.accept('G-1', li);
    await desk.accept('G-2', { ...atCounter });
    const [theirs = ''] = listed((await rig.browser('li').get('/account/cases')).html);
    const [counter = ''] = listed((await browser.get('/account/cases')).html);
    const weak = rig.browser('weak');
    const before = (await auditTrail(rig.base)).length;
    const answers = [
      await browser.get(theirs),
      await weak.get(counter),
      await browser.get('/account/cases/AAAAAAAAAAAAAAAAAAAAAA'),
      await browser.get(`/account/cases/${zhang.identity_id}`),
      await browser.get(`/account/cases/${'x'.repeat(500)}`),
    ];
    const told = answers.map(unnumbered);
    const path = /href="\/account\/cases\/[^"]*"/g;
    expect(new Set(told.map((html) => html.replaceAll(path, 'href'))).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(told[0]).toContain('<a class="button" href="/account/cases">返回我的办件</a>');
    expect(told[0]).not.toContain('G-');
    expect(await auditTrail(rig.base)).toHaveLength(before);
  });
});

describe('a case that was opened at a counter', () => {
  it('is shown from level 2, and marked', async () => {
    await desk.accept('G-1', atCounter);
    const { html } = await browser.get('/account/cases');
    expect(html).toContain('事项 G-1');
    expect(html).toContain('<span class="tag">窗口办理</span>');
    expect(html).not.toContain('/account/raise');
    expect((await open(browser, '事项 G-1')).html).toContain('在办事窗口办理');
    expect((await browser.get('/account')).html).toContain('事项 G-1');
  });

  it('is not shown below, where the page reads the same whether there is one or not', async () => {
    const weak = rig.browser('weak');
    const read = async () =>
      [await weak.get('/account/cases'), await weak.get('/account')].map(unnumbered);
    const without = await read();
    await desk.accept('G-1', atCounter);
    expect(await read()).toEqual(without);
    expect(without[0]).toContain('<a href="/account/raise">用更可靠的方式登录</a>');
  });

  it('is reached by signing in more reliably; whoever has done so comes to the list at once', async () => {
    const { status, location } = await rig.browser('weak').get('/account/raise');
    expect(status).toBe(303);
    expect(location).toBe('/auth?acr_values=urn%3Asonghua%3Aacr%3A2');
    expect(await browser.get('/account/raise')).toMatchObject({ location: '/account/cases' });
  });
});
