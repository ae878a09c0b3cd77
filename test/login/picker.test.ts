import { afterAll, beforeAll, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import { choice } from '../../src/login/picker.ts';
import { initials } from '../../src/sources/pinyin.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let data: FreshDatabase;
const words = (zh: string, ko = zh, en = zh) => ({ 'zh-CN': zh, ko, en });

beforeAll(async () => {
  data = await freshDatabase();
  const { base } = data;
  const tree = [
    ['jilin', undefined, 'region', words('吉林省', '길림성', 'Jilin')],
    ['yanbian', 'jilin', 'region', words('延边朝鲜族自治州', '연변조선족자치주', 'Yanbian')],
    ['fund-office', 'jilin', 'department', words('省住房公积金管理中心', '공적금', 'Housing Fund')],
    [
      'yb-medical',
      'yanbian',
      'department',
      words('州医疗保障局', '의료보장국', 'Medical Security'),
    ],
  ] as const;
  for (const [code, parent_code, kind, names] of tree) {
    await departments.add(base, { code, parent_code, kind, names });
  }
  const register = (
    id: string,
    department_code: string,
    names: ReturnType<typeof words>,
    state?: 'paused',
  ) =>
    sources.register(base, {
      id,
      protocol: 'oidc',
      department_code,
      names,
      account_words: words(`${names['zh-CN']}账号`, `${names.ko} 계정`, `${names.en} account`),
      registration: 'issued',
      ceiling: 3,
      state,
      settings: {
        issuer: `https://${id}.example`,
        client_id: 'songhua',
        client_secret: 'secret of nobody',
      },
    });
  await register('fund', 'fund-office', words('公积金', '공적금', 'Housing fund'));
  await register('old', 'fund-office', words('旧系统', '낡은 체계', 'Old system'), 'paused');
  await register('medical', 'yb-medical', words('医保', '의료보험', 'Medical insurance'));
});
afterAll(() => data.drop());

const ids = async (query?: string, more = {}) =>
  (await choice(data.base, { lang: 'zh-CN', query, ...more })).groups.flatMap(({ departments }) =>
    departments.flatMap((department) => department.sources.map(({ id }) => id)),
  );

test('ways stand by region and department, in the language of the page; what is switched off is not there', async () => {
  const { groups, local } = await choice(data.base, { lang: 'ko' });
  expect(groups).toMatchObject([
    {
      region: '길림성',
      departments: [{ name: '공적금', sources: [{ id: 'fund', health: 'ok', reach: 3 }] }],
    },
    { region: '연변조선족자치주', departments: [{ sources: [{ account_word: '의료보험 계정' }] }] },
  ]);
  expect(local).toBe(true);
});

test.each([
  ['公积', ['fund']],
  ['延边', ['medical']],
  ['延边 医保', ['medical']],
  ['延边 公积', []],
  ['의료', ['medical']],
  ['HOUSING', ['fund']],
  ['ｆｕｎｄ', ['fund']],
  ['gjj', ['fund']],
  ['ybzcx', []],
  ['ybcxz', ['medical']],
  ['吉林', ['fund', 'medical']],
  ['   ', ['fund', 'medical']],
  ["'; drop table sources; --", []],
])('looking for %s finds %j', async (query, found) => {
  expect(await ids(query)).toEqual(found);
});

test('pinyin initials', () => {
  expect(initials('住房公积金')).toBe('zfgjj');
  expect(initials('长春市医疗保障局')).toBe('ccsylbzj');
  expect(initials('Jilin 吉林')).toBe('jl');
});

test('what was used last comes with its department, unless the service no longer takes it', async () => {
  const last = async (more: object) =>
    (await choice(data.base, { lang: 'zh-CN', last: 'fund', ...more })).last_used;
  expect(await last({})).toMatchObject({ id: 'fund', department: '省住房公积金管理中心' });
  expect(await last({ client: { accepted_sources: ['medical'] } })).toBeUndefined();
  expect(await last({ last: 'old' })).toBeUndefined();
});

test('a service that lists its sources gets these and no other', async () => {
  const client = { accepted_sources: ['medical', 'local'] };
  expect(await ids(undefined, { client })).toEqual(['medical']);
  expect((await choice(data.base, { lang: 'zh-CN', client })).local).toBe(true);
  const without = { accepted_sources: ['medical'] };
  expect((await choice(data.base, { lang: 'zh-CN', client: without })).local).toBe(false);
});

test('what a source reached in this sign-in is what it is said to reach', async () => {
  const { groups } = await choice(data.base, { lang: 'zh-CN', reached: { fund: 2 } });
  expect(groups[0]?.departments[0]?.sources[0]?.reach).toBe(2);
});

test('forms may lead to the pages of the sources that are offered', async () => {
  const { origins } = await choice(data.base, { lang: 'zh-CN' });
  expect(origins).toEqual(['https://fund.example', 'https://medical.example']);
});
