import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;
const password = 'long river, many tributaries';

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(async () => {
  await province.renew();
  const who = province.browser();
  const notice = await province.visit(who, await province.begin(who), 'fund', zhang);
  await who.submit(notice, '/notice');
  const identity_id = province.engine.signedIn[0]?.identity_id as string;
  const setting = { identity_id, password, login_name: 'zhangshi', bound_level: 2 };
  await identities.setPassword(province.data.base, setting);
  await province.events();
});
afterAll(() => province.stop());

async function local(who: Browser, asks: Record<string, string> = {}): Promise<Page> {
  return who.submit(await province.begin(who, asks), '/source', { source: 'local' });
}

const sign = (who: Browser, page: Page, username: string, given = password) =>
  who.submit(page, '/password', { username, password: given });

test.each(['zhangshi', '220000190001010018', ' 220000 19000101 0018 '])(
  'somebody signs in as %s with a password of our own',
  async (username) => {
    const who = province.browser();
    const end = await sign(who, await local(who), username);
    expect(end.leftFor?.searchParams.get('code')).toBe('given');
    const [first, second] = province.engine.signedIn;
    expect(second).toMatchObject({ identity_id: first?.identity_id, level: 2, amr: ['pwd'] });
    expect(second?.source_id).toBeUndefined();
    expect(second?.credential_id).toBeDefined();
    expect(await province.events()).toEqual(['credential.used', 'login.succeeded']);
  },
);

test('a wrong password and an account that does not exist get one and the same page', async () => {
  const who = province.browser();
  const page = await local(who);
  const wrong = await sign(who, page, 'zhangshi', 'not this one');
  const stranger = await sign(who, page, 'nosuchnm', 'not this one');
  const neutral = (text: string) =>
    text.replaceAll('nosuchnm', 'zhangshi').replace(/<code>[0-9A-Z]{10}<\/code>/, '');
  expect(wrong.status).toBe(stranger.status);
  expect(neutral(wrong.text)).toBe(neutral(stranger.text));
  expect(wrong.text).toContain('账号或密码不正确');
  expect(wrong.text).not.toContain('not this one');
  expect(await province.events()).toEqual(['login.failed', 'login.failed']);
});

test('the trail of a wrong try says nothing of what was typed', async () => {
  const who = province.browser();
  await sign(who, await local(who), '220000190001010018', 'not this one');
  const trail = await auditTrail(province.data.base);
  const failed = trail.find(({ kind }) => kind === 'login.failed');
  expect(failed).toMatchObject({
    client_id: 'hall',
    outcome: 'failed',
    detail: { reason: 'wrong' },
  });
  expect(JSON.stringify(trail)).not.toMatch(/220000190001010018|not this one/);
  expect(province.site.logged()).not.toMatch(/220000190001010018|not this one|zhangshi/);
});

test.each(['zhangshi', 'nosuchnm'])(
  'after some wrong tries %s has to wait, right or wrong',
  async (name) => {
    const who = province.browser();
    const page = await local(who);
    for (let wrong = 0; wrong < 5; wrong++) await sign(who, page, name, 'not this one');
    const waits = await sign(who, page, name, password);
    expect(waits.status).toBe(429);
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(waits.text).toContain('尝试次数较多');
    expect(province.engine.signedIn).toHaveLength(1);
  },
);

test('a number written otherwise is the same account to the limit', async () => {
  const who = province.browser();
  const page = await local(who);
  const written = ['220000190001010018', '２２００００190001010018', '220000 190001010018'];
  for (let wrong = 0; wrong < 6; wrong++)
    await sign(who, page, written[wrong % 3] ?? '', 'wrong one');
  expect((await sign(who, page, '220000190001010018')).status).toBe(429);
});

test('what is missing is said, and what was typed stays, but for the password', async () => {
  const who = province.browser();
  const page = await local(who);
  const before = await province.count('tries');
  const nobody = await sign(who, page, ' ', 'a secret typed');
  expect(nobody.text).toContain('请填写账号');
  expect(nobody.text).not.toContain('a secret typed');
  const nothing = await sign(who, page, 'zhangshi', '');
  expect(nothing.text).toContain('请填写密码');
  expect(nothing.text).toContain('value="zhangshi"');
  expect(await province.count('tries')).toBe(before);
});

test("the service's hint of who it is stands in the field", async () => {
  const who = province.browser();
  expect((await local(who, { login_hint: 'zhang"><b>' })).text).toContain('value="zhang&quot;');
});

test('whoever knows the password of a suspended identity is told what happened; nobody else is', async () => {
  const { base } = province.data;
  const identity_id = province.engine.signedIn[0]?.identity_id as string;
  await interventions.suspend(base, { identity_id, reason_code: 'misuse_reported' }, {});
  const who = province.browser();
  const page = await local(who);
  const wrong = await sign(who, page, 'zhangshi', 'not this one');
  const stranger = await sign(who, page, 'nosuchnm', 'not this one');
  expect(wrong.text).toContain('账号或密码不正确');
  expect(wrong.text).not.toContain('有人反映账号被他人使用');
  expect(stranger.status).toBe(wrong.status);
  const told = await sign(who, page, 'zhangshi');
  expect(told.status).toBe(403);
  expect(told.text).toContain('login.turned_away');
  expect(told.text).toMatch(/暂停了这个身份，理由：有人反映账号被他人使用。/);
  expect(told.text).toContain('href="tel:');
  expect(province.engine.signedIn).toHaveLength(1);
  expect((await province.events()).at(-1)).toBe('login.refused');
});

test('a password of our own reaches no more than the session in which it was set', async () => {
  const identity_id = province.engine.signedIn[0]?.identity_id as string;
  const { base } = province.data;
  await identities.setPassword(base, {
    identity_id,
    password,
    login_name: 'zhangshi',
    bound_level: 1,
  });
  const who = province.browser();
  const low = await sign(who, await local(who, { acr_values: 'urn:songhua:acr:2' }), 'zhangshi');
  expect(low.text).toContain('需要更可靠的登录方式');
});

test('a password for a source that is visited is refused', async () => {
  const who = province.browser();
  const page = await local(who);
  const fields = { source: 'fund', username: 'zhangshi', password };
  expect((await who.submit(page, '/password', fields)).status).toBe(400);
});
