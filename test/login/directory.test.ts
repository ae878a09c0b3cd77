import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { type Directory, mapping, startDirectory } from '../doubles/ldap-directory.ts';
import { attributesOf } from '../sources/ldap-rig.ts';
import { auditTrail } from '../support/trail.ts';
import type { Browser, Page } from './browser.ts';
import { type Province, startProvince } from './province.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });
const password = 'long river, many tributaries';
const wang = {
  subject: 'sb-0001',
  username: 'wangcs',
  password,
  attributes: attributesOf({
    ...{ subject: 'sb-0001', name: '王测试' },
    ...{ id_type: 'resident_id', id_number: '220000190001010018' },
  }),
};

let province: Province;
let directory: Directory;

beforeAll(async () => {
  province = await startProvince();
  directory = await startDirectory();
  await sources.register(province.data.base, {
    id: 'insurance',
    protocol: 'ldap',
    department_code: 'fund-office',
    names: words('社保'),
    account_words: words('社保账号'),
    registration: 'issued',
    ceiling: 2,
    settings: directory.settings,
    mapping,
  });
});
beforeEach(async () => {
  await province.renew();
  await province.events();
  directory.put(wang);
});
afterAll(async () => {
  await province?.stop();
  await directory?.stop();
});

async function signIn(who: Browser, typed = password, username = wang.username): Promise<Page> {
  const form = await who.submit(await province.begin(who), '/source', { source: 'insurance' });
  return who.submit(form, '/password', { username, password: typed });
}
/** Neutral to what is one browser's or one request's own. */
const neutral = ({ text }: Page) =>
  text
    .replace(/<code>[0-9A-Z]{10}<\/code>/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
    .replace(/signin\/\w+/g, '')
    .replace(/(name="_csrf" value=")[^"]*/g, '');

test('somebody of a directory signs in, and nothing of the password is kept', async () => {
  const who = province.browser();
  const end = await who.submit(await signIn(who), '/notice');
  expect(end.leftFor?.searchParams.get('code')).toBe('given');
  expect(province.engine.signedIn).toMatchObject([
    { source_id: 'insurance', level: 2, amr: ['pwd'] },
  ]);
  expect(await province.data.base.db('carried_passwords')).toEqual([]);
});

test.each([
  ['zh-CN', '该部门要求您换一个新密码'],
  ['ko', '부문에서 새 비밀번호를 요구합니다'],
  ['en', 'The department wants a new password for this account'],
])(
  'whoever must change the password there is told so in %s, and nobody else',
  async (lang, sentence) => {
    directory.put({ ...wang, right: { code: 49, diagnostic: 'data 773, v1' } });
    const who = province.browser({ 'accept-language': lang });
    const page = await signIn(who);
    expect(page.status).toBe(400);
    expect(page.text).toContain(sentence);
    const guess = await signIn(province.browser({ 'accept-language': lang }), 'not this one');
    expect(guess.text).not.toContain(sentence);
    const failed = (await auditTrail(province.data.base)).filter(
      ({ kind }) => kind === 'login.failed',
    );
    expect(failed.map(({ detail }) => detail['reason']).sort()).toEqual(['must_change', 'wrong']);
  },
);

test('reads one page when the password is wrong, nobody has it, or it is locked', async () => {
  directory.put({ ...wang, subject: 'sb-2', username: 'lockd1', locked: true });
  directory.put({
    ...wang,
    subject: 'sb-3',
    username: 'lockd2',
    always: { code: 49, diagnostic: 'data 775' },
  });
  const seen: string[] = [];
  for (const username of ['wangcs', 'nosuch', 'lockd1', 'lockd2']) {
    const page = await signIn(province.browser(), 'not this one', username);
    expect(page.status).toBe(400);
    seen.push(neutral(page).replaceAll(username, 'NAME'));
  }
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toContain('账号或密码不正确');
});
