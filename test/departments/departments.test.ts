import { afterAll, beforeAll, expect, test } from 'vitest';
import * as departments from '../../src/departments/departments.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const named = (word: string) => ({ 'zh-CN': word, ko: word, en: word });

test('the tree comes parents first and siblings in their order, with or without a GB code', async () => {
  const { base } = fresh;
  await departments.add(base, {
    code: 'jilin',
    kind: 'region',
    names: named('吉林省'),
    gb_code: '220000',
  });
  await departments.add(base, {
    code: 'yanbian',
    parent_code: 'jilin',
    kind: 'region',
    names: named('延边'),
    position: 2,
  });
  await departments.add(base, {
    code: 'changbaishan',
    parent_code: 'jilin',
    kind: 'region',
    names: named('长白山管委会'),
    position: 3,
  });
  await departments.add(base, {
    code: 'changchun',
    parent_code: 'jilin',
    kind: 'region',
    names: named('长春市'),
    position: 1,
  });
  await departments.add(base, {
    code: 'changchun-fund',
    parent_code: 'changchun',
    kind: 'department',
    names: named('公积金中心'),
  });

  const tree = await departments.tree(base);
  expect(tree.map(({ code }) => code)).toEqual([
    'jilin',
    'changchun',
    'changchun-fund',
    'yanbian',
    'changbaishan',
  ]);
  expect(tree[0]).toMatchObject({ names: named('吉林省'), gb_code: '220000', parent_id: null });
  expect(tree[4]).toMatchObject({ gb_code: null, parent_id: tree[0]?.id });
});

test('a department that is added twice stands once, as first named, and the trail says so once', async () => {
  const { base } = fresh;
  const node = { code: 'fund', kind: 'department' as const, names: named('公积金') };
  const ids = await Promise.all([1, 2, 3].map(() => departments.add(base, node)));
  const again = await departments.add(base, { ...node, names: named('别的名字') });
  expect(new Set([...ids, again]).size).toBe(1);
  const found = (await departments.tree(base)).filter(({ code }) => code === 'fund');
  expect(found.map(({ names }) => names)).toEqual([node.names]);
  const told = (await auditTrail(base)).filter(({ detail }) => detail['code'] === 'fund');
  expect(told).toMatchObject([
    { kind: 'department.added', outcome: 'ok', object_kind: 'department', object_id: ids[0] },
  ]);
});

test('a department below nothing, or with a code that is no code, is refused and leaves nothing', async () => {
  const { base } = fresh;
  const before = await auditTrail(base);
  const orphan = {
    code: 'orphan',
    parent_code: 'nowhere',
    kind: 'department' as const,
    names: named('甲'),
  };
  await expect(departments.add(base, orphan)).rejects.toMatchObject({
    code: 'departments.bad_node',
    detail: { field: 'parent_code' },
  });
  await expect(departments.add(base, { ...orphan, code: '公积金' })).rejects.toMatchObject({
    code: 'departments.bad_node',
    detail: { field: 'code' },
  });
  expect((await departments.tree(base)).some(({ code }) => code === 'orphan')).toBe(false);
  expect(await auditTrail(base)).toEqual(before);
});

test('a subtree is its nodes and all below them, each once; the way up ends at the province', async () => {
  const { base } = fresh;
  const id = async (code: string) => (await departments.idOf(base, code)) as string;
  const [jilin, changchun, fund] = [
    await id('jilin'),
    await id('changchun'),
    await id('changchun-fund'),
  ];
  expect((await departments.under(base, [changchun, fund])).sort()).toEqual(
    [changchun, fund].sort(),
  );
  expect(await departments.under(base, [])).toEqual([]);
  expect((await departments.under(base, [jilin])).length).toBe(5);
  expect(await departments.ancestors(base, fund)).toEqual([fund, changchun, jilin]);
  expect(await departments.rootId(base)).toBe(jilin);
});
