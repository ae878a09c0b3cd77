import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import { type Province, startProvince, zhang } from './province.ts';

let province: Province;
const registered = { ...zhang, sub: 'tour-5' };

beforeAll(async () => {
  province = await startProvince();
});
beforeEach(() => province.renew());
afterAll(() => province.stop());

async function signedInBefore(): Promise<string> {
  const who = province.browser();
  await who.submit(await province.visit(who, await province.begin(who), 'fund', zhang), '/notice');
  await province.events();
  return province.engine.signedIn[0]?.identity_id as string;
}

/** An account that anybody could have registered, until it is asked for proof. */
async function unproved(account = registered) {
  const who = province.browser();
  const notice = await province.visit(who, await province.begin(who), 'tourism', account);
  return { who, page: await who.submit(notice, '/notice') };
}

test('a self-registered account with the name and number of somebody makes nobody of anybody', async () => {
  await signedInBefore();
  const { page } = await unproved();
  expect(page.status).toBe(200);
  expect(page.text).toContain('value="separate"');
  expect(province.engine.signedIn).toHaveLength(1);
  expect(await province.count('links')).toBe(1);
});

test('the page is the same whether or not the number is known', async () => {
  const neutral = (text: string) =>
    text
      .replace(/signin\/[0-9a-f]{32}/g, '')
      .replace(/value="[\w-]{43}"/g, '')
      .replace(/<code>\w{10}<\/code>/, '');
  const unknown = neutral((await unproved()).page.text);
  await province.renew();
  await signedInBefore();
  expect(neutral((await unproved()).page.text)).toBe(unknown);
});

test('who proves an older way in has both accounts afterwards', async () => {
  const identity = await signedInBefore();
  const { who, page } = await unproved();
  const ways = await who.submit(page, '/prove', { choice: 'prove' });
  const end = await province.visit(who, ways, 'fund', zhang);
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  expect(province.engine.signedIn[1]).toMatchObject({
    identity_id: identity,
    source_id: 'fund',
    level: 2,
  });
  expect(await province.count('identities')).toBe(1);
  expect(await province.count('links')).toBe(2);
  const later = province.browser();
  await province.visit(later, await province.begin(later), 'tourism', registered);
  expect(province.engine.signedIn[2]).toMatchObject({
    identity_id: identity,
    source_id: 'tourism',
  });
});

test('who goes on separately is somebody of their own, at level 0', async () => {
  const identity = await signedInBefore();
  const { who, page } = await unproved();
  const end = await who.submit(page, '/prove', { choice: 'separate' });
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  const came = province.engine.signedIn[1];
  expect(came?.identity_id).not.toBe(identity);
  expect(came?.level).toBe(0);
});

test('the proof of somebody else does not take the account, and the person is told', async () => {
  const { who, page } = await unproved();
  const ways = await who.submit(page, '/prove', { choice: 'prove' });
  const other = {
    sub: 'fund-2',
    name: '李试',
    id_type: 'resident_id',
    id_number: '220000190001010026',
  };
  const told = await who.submit(await province.visit(who, ways, 'fund', other), '/notice');
  expect(told.text).toContain('有一个账号没有归到一起');
  const end = await who.submit(told, '/told');
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  const [came] = province.engine.signedIn;
  expect(came).toMatchObject({ source_id: 'fund', level: 2 });
  const links = await identities.links(province.data.base, came?.identity_id as string);
  expect(links.map(({ source_id }) => source_id)).toEqual(['fund']);
});

test('the same number under another name signs in as somebody of their own, and is told once', async () => {
  const identity = await signedInBefore();
  const who = province.browser();
  const impostor = { ...zhang, sub: 'yb-9', name: '王试' };
  const told = await who.submit(
    await province.visit(who, await province.begin(who), 'medical', impostor),
    '/notice',
  );
  expect(told.text).toContain('您的信息需要核对');
  expect(province.engine.signedIn).toHaveLength(1);
  const end = await who.submit(told, '/told');
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  expect(province.engine.signedIn[1]).toMatchObject({ level: 0 });
  expect(province.engine.signedIn[1]?.identity_id).not.toBe(identity);
  const again = await province.visit(who, await province.begin(who), 'medical', impostor);
  expect(again.leftFor?.searchParams.get('code')).toBe('given');
});

test('a choice posted twice changes nothing more', async () => {
  const { who, page } = await unproved();
  const [first, second] = await Promise.all([
    who.submit(page, '/prove', { choice: 'separate' }),
    who.submit(page, '/prove', { choice: 'separate' }),
  ]);
  expect([first.leftFor?.host, second.leftFor?.host]).toContain('hall.example');
  expect(await province.count('identities')).toBe(1);
});

test('older and weaker ways in are suspended by a stronger proof, and the person is told once', async () => {
  const early = province.browser();
  const notice = await province.visit(early, await province.begin(early), 'medical', {
    ...zhang,
    sub: 'yb-1',
  });
  await early.submit(notice, '/notice');
  const who = province.browser();
  const told = await province.visit(who, await province.begin(who), 'fund', zhang);
  expect(told.text).toContain('部分旧的登录方式已暂停');
  expect(told.text).toContain('1 个部门账号关联');
  const end = await who.submit(told, '/told');
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  const again = province.browser();
  const refused = await province.visit(again, await province.begin(again), 'medical', {
    ...zhang,
    sub: 'yb-1',
  });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('login.turned_away');
  expect(province.engine.signedIn).toHaveLength(2);
});
