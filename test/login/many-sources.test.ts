/** A picker of two hundred sources: found by region and by words, in as many queries as one of three. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onQuery } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import { choice } from '../../src/login/picker.ts';
import { initials, typedAs } from '../../src/sources/pinyin.ts';
import * as sources from '../../src/sources/sources.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let data: FreshDatabase;
const words = (zh: string) => ({ 'zh-CN': zh, ko: zh, en: zh });
const staff = { kind: 'system' } as const;

async function region(code: string, name: string, parent_code?: string) {
  await departments.add(data.base, { code, parent_code, kind: 'region', names: words(name) });
}

async function source(id: string, parent_code: string, name: string, ceiling = 2) {
  const department_code = `${id}-office`;
  const names = words(name);
  await departments.add(data.base, {
    code: department_code,
    parent_code,
    kind: 'department',
    names,
  });
  await sources.register(data.base, {
    ...{ id, protocol: 'oidc', department_code, names, ceiling, registration: 'issued' },
    account_words: words(`${name}账号`),
    settings: { issuer: `https://${id}.example`, client_id: 'songhua', client_secret: 'nobody’s' },
  });
}

beforeAll(async () => {
  data = await freshDatabase();
  await region('jilin', '吉林省');
  await region('yanbian', '延边朝鲜族自治州', 'jilin');
  await region('yanji', '延吉市', 'yanbian');
  await region('hunchun', '珲春市', 'yanbian');
  await region('siping', '四平市', 'jilin');
  await region('gongzhuling', '公主岭市', 'siping');
  for (let n = 0; n < 45; n++) await source(`province-${n}`, 'jilin', `省第${n}局`);
  for (let n = 0; n < 60; n++) await source(`yanji-${n}`, 'yanji', `延吉市第${n}所`);
  for (let n = 0; n < 3; n++) await source(`hunchun-${n}`, 'hunchun', `珲春市第${n}所`);
  for (let n = 0; n < 91; n++) await source(`gzl-${n}`, 'gongzhuling', `公主岭市第${n}所`);
  await source('yanbian-fund', 'yanbian', '延边住房公积金管理中心', 3);
  await sources.pause(data.base, 'hunchun-1', staff);
});
afterAll(() => data.drop());

const look = (more: Partial<Parameters<typeof choice>[1]> = {}) =>
  choice(data.base, { lang: 'zh-CN', ...more });
const idsOf = ({ groups }: Awaited<ReturnType<typeof choice>>) =>
  groups.flatMap((group) => group.departments.flatMap((one) => one.sources.map(({ id }) => id)));

test('of two hundred a page shows forty at most, and the regions below with what is there', async () => {
  const found = await look();
  expect(found.count).toBe(200);
  expect(idsOf(found)).toHaveLength(40);
  expect(found.next).toBe(40);
  expect(found.trail).toEqual([{ code: 'jilin', name: '吉林省' }]);
  expect(found.regions).toMatchObject([
    { code: 'siping', count: 91 },
    { code: 'yanbian', name: '延边朝鲜族自治州', count: 64 },
  ]);
  expect(idsOf(await look({ from: 40 }))).toHaveLength(5);
  // As many addresses as fit into a header.
  expect(found.origins.length).toBeLessThanOrEqual(40);
});

test('延边 leads to what is the prefecture’s own and to 延吉, and that to its departments', async () => {
  const yanbian = await look({ region: 'yanbian' });
  expect(idsOf(yanbian)).toEqual(['yanbian-fund']);
  expect(yanbian.regions.map(({ code, count }) => [code, count])).toEqual([
    ['hunchun', 3],
    ['yanji', 60],
  ]);
  const yanji = await look({ region: 'yanji' });
  expect(yanji.trail.map(({ code }) => code)).toEqual(['jilin', 'yanbian', 'yanji']);
  expect(idsOf(yanji)[0]).toBe('yanji-0');
  expect(idsOf(await look({ region: 'hunchun' }))).toHaveLength(3);
});

test('a step that leads to one place only is skipped; a region that there is none of is the province', async () => {
  expect((await look({ region: 'siping' })).trail.map(({ code }) => code)).toEqual([
    'jilin',
    'siping',
    'gongzhuling',
  ]);
  expect((await look({ region: 'no-such' })).trail).toEqual((await look()).trail);
});

test.each([
  ['gongjijin', ['yanbian-fund']],
  ['YanBian zhufang', ['yanbian-fund']],
  ['gjj', ['yanbian-fund']],
  ['hunchun 第0', ['hunchun-0']],
  ['珲春 第2', ['hunchun-2']],
  ['xyzxyz', []],
])('typing %s finds %j', async (query, ids) => {
  expect(idsOf(await look({ query }))).toEqual(ids);
});

test('what a word finds in many places is shown by pages too', async () => {
  const found = await look({ query: 'gongzhuling' });
  expect([found.count, found.next, idsOf(found).length]).toEqual([91, 40, 40]);
  expect(idsOf(await look({ query: 'gongzhuling', from: 80 }))).toHaveLength(11);
});

test('readings of names are those of the province, and ü is typed as v or u', () => {
  expect(typedAs('长春市绿园区')).toEqual([
    'ccslyq',
    'changchunshilvyuanqu',
    'changchunshiluyuanqu',
  ]);
  expect(initials('长白朝鲜族自治县')).toBe('cbcxzzzx');
});

test('where a level is needed, what reaches it comes first, and regions say how much does', async () => {
  const found = await look({ needed_level: 3, region: 'yanbian' });
  expect(found.regions.map(({ enough }) => enough)).toEqual([0, 0]);
  const province = await look({ needed_level: 3 });
  expect(province.regions.map(({ code, enough }) => [code, enough])).toEqual([
    ['siping', 0],
    ['yanbian', 1],
  ]);
  const few = await look({
    needed_level: 3,
    client: { accepted_sources: ['province-0', 'hunchun-1', 'yanbian-fund'] },
  });
  expect(idsOf(few)).toEqual(['yanbian-fund', 'province-0', 'hunchun-1']);
});

test('what is switched off stands there as such, last, with what would do instead', async () => {
  const found = await look({ region: 'hunchun' });
  expect(idsOf(found)).toEqual(['hunchun-0', 'hunchun-2', 'hunchun-1']);
  const [off] = found.groups[0]?.departments.at(-1)?.sources ?? [];
  expect(off).toMatchObject({ health: 'paused' });
  expect(off?.instead?.slice(0, 2)).toEqual(['珲春市第0所账号', '珲春市第2所账号']);
});

test('when the one used last is switched off, it says so on top, and what would do is at hand', async () => {
  const found = await look({ last: 'hunchun-1' });
  expect(found.last_used).toMatchObject({ id: 'hunchun-1', health: 'paused' });
  expect(found.instead.map(({ id }) => id).slice(0, 2)).toEqual(['hunchun-0', 'hunchun-2']);
  expect((await look({ last: 'hunchun-0' })).instead).toEqual([]);
});

test('what was never open is not shown when it is switched off, nor a draft, nor what is retired', async () => {
  const { base } = data;
  await base.db('sources').where({ id: 'hunchun-0' }).update({ state: 'retired' });
  await base
    .db('sources')
    .where({ id: 'hunchun-2' })
    .update({ state: 'paused', first_live_at: null });
  expect(idsOf(await look({ region: 'hunchun' }))).toEqual(['hunchun-1']);
  await base.db('sources').where({ id: 'hunchun-0' }).update({ state: 'live' });
  await base.db('sources').where({ id: 'hunchun-2' }).update({ state: 'live' });
});

test('two hundred take as many queries as three', async () => {
  const asked: string[] = [];
  const stop = onQuery(data.base.db, (sql) => asked.push(sql));
  await look({ query: 'yanbian', last: 'hunchun-1', hint: 'province-1' });
  await look({ region: 'yanji' });
  stop();
  expect(asked).toHaveLength(4);
});
