import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as carried from '../../src/credentials/carried.ts';
import * as identities from '../../src/identities/identities.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import { atYibao, issued, number } from '../identities/people.ts';
import { auditTrail } from '../support/trail.ts';
import { type Browser, type Person, person, type Rig, startRig } from './rig.ts';

let rig: Rig;
let zhang: Person;
let browser: Browser;
let here: string;
beforeEach(async () => {
  rig = await startRig();
  zhang = await person(rig.base);
  here = await rig.signIn(zhang, 'here');
  browser = rig.browser('here');
});
afterEach(() => rig.stop());

const pages = [
  '/account',
  '/account/sign-in',
  '/account/password',
  '/account/sessions',
  '/account/received',
  '/account/history',
  '/account/cases',
];

describe('the account pages', () => {
  it('send whoever is not signed in to sign in', async () => {
    for (const path of pages)
      expect(await rig.browser('nobody').get(path), path).toMatchObject({
        ...{ status: 303, location: '/auth' },
      });
  });

  it('show name and numbers masked only', async () => {
    for (const path of pages) {
      const { status, html } = await browser.get(path);
      expect(status, path).toBe(200);
      expect(html, path).toContain('张**');
      expect(html, path).not.toContain('张测试');
      expect(html, path).not.toContain('220000190001010018');
      expect(rig.logged(), path).not.toContain('张');
    }
  });

  it('the first one answers the four questions', async () => {
    await hop('fund');
    rig.clock.advance(1_000);
    await hop('hall');
    const { html } = await browser.get('/account');
    expect(html).toContain('220***********0018');
    expect(html).toContain('公积金');
    expect(html).toContain('Firefox · Linux');
    expect(html).toContain('应用 hall');
  });

  it('shows an unknown word for what was done as nothing done', async () => {
    const { status, html } = await browser.get('/account/sign-in?done=%3Cb%3E');
    expect(status).toBe(200);
    expect(html).not.toContain('class="done"');
  });
});

describe('the ways to sign in', () => {
  it('are listed with what can be added; the only one cannot be taken away', async () => {
    const { html } = await browser.get('/account/sign-in');
    expect(html).toContain('公积金账号');
    expect(html).toMatch(/name="source" value="yibao"/);
    expect(html).not.toMatch(/name="source" value="gjj"/);
    expect(html).not.toContain('name="link_id"');
    const answer = await browser.post('/account/sign-in/unlink', { link_id: zhang.link_id });
    expect(answer.status).toBe(409);
    expect(await identities.links(rig.base, zhang.identity_id)).toHaveLength(1);
  });

  it('say where a password of a department gave way to one that was set here', async () => {
    const { base } = rig;
    const { subject } = issued('zhang');
    const shown = async () =>
      Promise.all(['/account', '/account/sign-in'].map(async (path) => browser.get(path)));
    const sentence = '在本网站使用您设的新密码';
    for (const { html } of await shown()) expect(html).not.toContain(sentence);
    await carried.setOwn(base, {
      ...{ source_id: 'gjj', subject, password: 'songhua river in spring' },
      ...{ personal: {}, identity_id: zhang.identity_id },
    });
    for (const { html } of await shown()) expect(html).toContain(sentence);
    expect((await browser.get('/account')).html).toContain('没有设置统一账号密码');
  });

  it('are added by a visit to the department', async () => {
    const answer = await browser.post('/account/sign-in/add', { source: 'yibao' });
    expect(answer).toMatchObject({ status: 303, location: 'https://login.yibao.test/auth' });
    expect(rig.linkingTo).toEqual(['yibao']);
  });

  it('are taken away one by one, and what was signed in with them ends', async () => {
    const { base } = rig;
    await identities.resolve(base, atYibao('z-1'), { proved_identity_id: zhang.identity_id });
    const links = await identities.links(base, zhang.identity_id);
    const other = links.find(({ source_id }) => source_id === 'yibao');
    await rig.signIn(zhang, 'elsewhere', { source_id: 'yibao', link_id: other?.id });
    const answer = await browser.post('/account/sign-in/unlink', { link_id: other?.id ?? '' });
    expect(answer).toMatchObject({ status: 303, location: '/account/sign-in?done=unlinked' });
    expect(await identities.links(base, zhang.identity_id)).toMatchObject([{ source_id: 'gjj' }]);
    expect((await sessions.list(base, zhang.identity_id)).map(({ id }) => id)).toEqual([here]);
    const kinds = (await auditTrail(base)).map(({ kind }) => kind);
    expect(kinds).toContain('identity.link_ended');
    expect(kinds).toContain('session.ended');
  });

  it('of somebody else are out of reach', async () => {
    const li = await person(rig.base, { subject: 'li', id_number: number() });
    const answer = await browser.post('/account/sign-in/unlink', { link_id: li.link_id });
    expect(answer.status).toBe(404);
    expect(await identities.links(rig.base, li.identity_id)).toHaveLength(1);
  });
});

describe('who received what', () => {
  it('is listed with what each was granted, its owner and the times, by pages', async () => {
    for (let number = 10; number < 31; number += 1) {
      await hop(`app-${number}`, 'openid realname');
      rig.clock.advance(1_000);
    }
    const first = await browser.get('/account/received');
    expect(first.html.match(/"strong">应用 app-/g)).toHaveLength(20);
    expect(first.html).toContain('姓名和认证级别');
    expect(first.html).toContain('公积金中心');
    expect(first.html).not.toContain('应用 app-10<');
    const next = /href="(\/account\/received\?before=[^"]+)"/.exec(first.html)?.[1] ?? '';
    const second = await browser.get(next.replaceAll('&amp;', '&'));
    expect(second.html.match(/"strong">应用 app-/g)).toHaveLength(1);
    expect(second.html).toContain('应用 app-10');
  });

  it('shows a client that is no longer known by its id', async () => {
    await hop('gone', 'openid');
    expect((await browser.get('/account/received')).html).toContain('gone');
  });

  it('refuses a page mark that is none', async () => {
    expect((await browser.get('/account/received?before=yesterday')).status).toBe(400);
  });
});

const hop = (client_id: string, scope = 'openid profile') =>
  sessions.join(rig.base, {
    session_id: here,
    identity_id: zhang.identity_id,
    client_id,
    sid: client_id,
    told: true,
    scope,
  });
