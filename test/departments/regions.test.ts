import { afterAll, beforeAll, expect, test } from 'vitest';
import { countQueries } from '../../src/db.ts';
import { readAreaCode } from '../../src/departments/area-codes.ts';
import * as departments from '../../src/departments/departments.ts';
import { regions } from '../../src/departments/jilin.ts';
import { history } from '../../src/departments/jilin-history.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

test('the province has nine prefectures and 长白山, sixty counties and two special zones', () => {
  const at = (level: string) => regions.filter((node) => node.level === level);
  expect(at('prefecture').filter(({ gb_code }) => gb_code)).toHaveLength(9);
  expect(at('county').filter(({ gb_code }) => gb_code)).toHaveLength(60);
  expect(regions.filter(({ gb_code }) => !gb_code).map(({ code }) => code)).toEqual([
    'changbaishan',
    'changchun-xinqu',
    'changchun-zhonghan',
  ]);
  expect(new Set(regions.map(({ code }) => code)).size).toBe(regions.length);
});

test('a county has the code of its prefecture, and stands under it', () => {
  const byCode = new Map(regions.map((node) => [node.code, node]));
  for (const { gb_code, level, parent_code } of regions) {
    if (level !== 'county' || !gb_code) continue;
    const above = byCode.get(parent_code ?? '')?.gb_code;
    // 梅河口 and others are kept by the prefecture for the province: the code still says where.
    expect(above).toBe(`${gb_code.slice(0, 4)}00`);
  }
});

test('what was before belongs to a region of today, and no former code is in use by another', () => {
  const byCode = new Map(regions.map((node) => [node.code, node]));
  for (const { code, gb_code } of history) {
    expect(byCode.has(code)).toBe(true);
    const holder = regions.find((node) => node.gb_code === gb_code);
    expect(holder === undefined || holder.code === code).toBe(true);
  }
});

test.each([
  ['220112', { standing: 'current', code: '220112' }],
  ['222401', { standing: 'current', code: '222401' }],
  ['220000', { standing: 'current', code: '220000' }],
  ['222401000000', { standing: 'current', code: '222401' }],
  ['220181', { standing: 'historical', code: '220181', now: '220113' }],
  ['220381', { standing: 'historical', code: '220381', now: '220184' }],
  ['220724', { standing: 'historical', code: '220724', now: '220781' }],
  ['220625', { standing: 'historical', code: '220625', now: '220605' }],
  ['220171', { standing: 'none', fault: 'statistical' }],
  ['229001', { standing: 'none', fault: 'unknown' }],
  ['22011', { standing: 'none', fault: 'form' }],
  ['222401000001', { standing: 'none', fault: 'form' }],
])('the area code %s is read as DOMAIN 2.8 has it', (text, reading) => {
  expect(readAreaCode(text)).toEqual(reading);
});

test('the regions are put into the tree once, beside what is there, in a handful of statements', async () => {
  const { base } = fresh;
  const words = { 'zh-CN': '长春', ko: '장춘', en: 'Changchun' };
  await departments.add(base, { code: 'jilin', kind: 'region', names: words });
  await departments.add(base, {
    code: 'changchun',
    parent_code: 'jilin',
    kind: 'region',
    names: words,
    gb_code: '220100',
  });
  const { result, queries } = await countQueries(base.db, () => departments.seedRegions(base));
  expect(result).toBe(regions.length - 2);
  expect(queries.length).toBeLessThan(12);
  expect(await departments.seedRegions(base)).toBe(0);
  const tree = await departments.tree(base);
  expect(tree).toHaveLength(regions.length);
  // As it was named before: what is there stays as it stands.
  expect(tree.find(({ code }) => code === 'changchun')).toMatchObject({ names: words, version: 1 });
  expect(tree.map(({ code }) => code).slice(0, 3)).toEqual([
    'jilin',
    'changchun',
    'changchun-nanguan',
  ]);
  const told = (await auditTrail(base)).filter(({ kind }) => kind === 'departments.imported');
  expect(told).toMatchObject([
    { outcome: 'ok', detail: { added: regions.length - 2, changed: 0 } },
  ]);
});
