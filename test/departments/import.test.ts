import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countQueries } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import * as imports from '../../src/departments/import.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
const actor = { kind: 'staff', id: '019b0000-0000-7000-8000-000000000001' } as const;
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.seedRegions(fresh.base);
});
afterAll(() => fresh.drop());

const titles = 'code,parent_code,kind,level,name_zh,name_ko,name_en,gb_code,position';
const file = (...lines: string[]) => [titles, ...lines].join('\n');
const look = (text: string, within: readonly string[] | 'all' = 'all') =>
  imports.tryOut(fresh.base, { text, within });

async function take(text: string) {
  const { digest } = await look(text);
  return imports.apply(fresh.base, { text, within: 'all' }, digest, actor);
}

const node = async (code: string) =>
  (await departments.tree(fresh.base)).find((one) => one.code === code);

test('a file is shown line by line, changes nothing, and is then applied as it was shown', async () => {
  const text = file(
    'yb-water,yanbian,department,,延边州水利局,연변주수리국,Yanbian Water Bureau,,3',
    'yb-town,yanbian-antu,region,,二道白河镇,이도백하진,Erdaobaihe,222426101,',
    'yanbian-yanji,,region,,延吉市,,,,',
  );
  const report = await look(text);
  expect(report.verdicts).toEqual([
    { line: 2, code: 'yb-water', result: 'added' },
    { line: 3, code: 'yb-town', result: 'added' },
    { line: 4, code: 'yanbian-yanji', result: 'same' },
  ]);
  expect(await node('yb-water')).toBeUndefined();
  await take(text);
  expect(await node('yb-water')).toMatchObject({ position: 3, names: { ko: '연변주수리국' } });
  expect(await node('yb-town')).toMatchObject({ level: 'township', gb_code: '222426101' });
  expect((await look(text)).counts).toEqual({ added: 0, changed: 0, same: 3, fault: 0 });
  const told = (await auditTrail(fresh.base)).filter(({ kind }) => kind === 'departments.imported');
  expect(told.at(-1)).toMatchObject({
    actor_id: actor.id,
    detail: { added: 2, changed: 0, digest: report.digest },
  });
});

test('a file with one line that cannot stand writes nothing, and says which and why', async () => {
  const text = file(
    'good-one,yanbian,department,,好,,,,',
    'Bad Code,yanbian,department,,甲,,,,',
    'good-one,yanbian,department,,再来,,,,',
    'orphan,nowhere,department,,甲,,,,',
    'round-a,round-b,department,,甲,,,,',
    'round-b,round-a,department,,乙,,,,',
    'changchun,,department,,长春市,,,,',
    'low,yanbian-antu,region,prefecture,甲,,,,',
    'stat,changchun,region,,经开区,,,220171,',
    'dup,changchun,region,,甲,,,220102,',
    'nameless,yanbian,department,,,,,,',
    'where,,department,,甲,,,,',
    'kindless,yanbian,office,,甲,,,,',
    'far,yanbian,department,,甲,,,,-1',
  );
  const { verdicts, counts, digest } = await look(text);
  const faults = verdicts.flatMap((one) =>
    one.result === 'fault' ? [`${one.line} ${one.field} ${one.reason}`] : [],
  );
  expect(faults).toEqual([
    '3 code form',
    '4 code twice',
    '5 parent_code unknown_parent',
    '6 parent_code cycle',
    '7 parent_code cycle',
    '8 kind kind_fixed',
    '9 level wrong_level',
    '10 gb_code form',
    '11 gb_code gb_code_taken',
    '12 name_zh missing',
    '13 parent_code missing',
    '14 kind form',
    '15 position form',
  ]);
  expect(counts).toMatchObject({ added: 1, fault: 13 });
  await expect(
    imports.apply(fresh.base, { text, within: 'all' }, digest, actor),
  ).rejects.toMatchObject({ code: 'departments.file_changed' });
  expect(await node('good-one')).toBeUndefined();
});

test('what has changed since the trial run is not applied', async () => {
  const { base } = fresh;
  const text = file('yanbian-tumen,,region,,图们市区,,,,');
  const { digest, verdicts } = await look(text);
  expect(verdicts).toMatchObject([{ result: 'changed', fields: ['name_zh'] }]);
  const { id = '', version = 0 } = (await node('yanbian-tumen')) ?? {};
  await departments.change(base, { id, version, actor }, { position: 77 });
  await expect(imports.apply(base, { text, within: 'all' }, digest, actor)).rejects.toMatchObject({
    code: 'departments.file_changed',
  });
  expect((await node('yanbian-tumen'))?.names['zh-CN']).toBe('图们市');
});

test('files as spreadsheets save and paste them are read: a byte order mark, GB18030, tabs', async () => {
  const line = 'enc,yanbian,department,,测试局,,Test,,';
  const utf8 = Buffer.from(`\uFEFF${file(line)}`);
  expect((await look(imports.textOf(utf8))).counts).toMatchObject({ added: 1, fault: 0 });
  // 测试局 in GB18030; everything else is ASCII.
  const [head = '', tail = ''] = file(line).split('测试局');
  const gb = Buffer.concat([
    Buffer.from(head),
    Buffer.from([0xb2, 0xe2, 0xca, 0xd4, 0xbe, 0xd6]),
    Buffer.from(tail),
  ]);
  expect(imports.textOf(gb)).toBe(file(line));
  expect((await look(file(line).replaceAll(',', '\t'))).counts).toMatchObject({ added: 1 });
});

test('what is no such file is refused as a whole, with what is wrong', async () => {
  const refused = (text: string, field: string) =>
    expect(look(text)).rejects.toMatchObject({
      code: 'departments.bad_file',
      detail: { field },
    });
  await refused('', 'titles');
  await refused('code,names\nx,y', 'names');
  await refused('code,name_zh\nx,y', 'kind');
  await refused('code,kind,code\nx,y,z', 'titles');
  await refused('code,kind\n"x,y', 'quotes');
  await refused(`code,kind\n${'a,department\n'.repeat(5_001)}`, 'lines');
  expect(() => imports.textOf(Buffer.alloc(2 * 1024 * 1024 + 1))).toThrow('departments.bad_file');
});

test('whoever looks after a part of the tree imports into that part only', async () => {
  const { base } = fresh;
  const within = await departments.under(base, [(await departments.idOf(base, 'yanbian')) ?? '']);
  const text = file(
    'mine,yanbian,department,,甲,,,,',
    'mine-below,mine,department,,乙,,,,',
    'theirs,changchun,department,,丙,,,,',
    'changchun-nanguan,,region,,改名区,,,,',
    'yanbian-antu,jilin,region,,安图县,,,,',
    'yanbian,,region,,延边,,,,',
  );
  const { verdicts } = await look(text, within);
  expect(
    verdicts.map((one) => ('reason' in one ? `${one.field} ${one.reason}` : one.result)),
  ).toEqual([
    'added',
    'added',
    'parent_code outside',
    'code outside',
    'parent_code outside',
    'changed',
  ]);
});

test('any order of the lines gives the same tree, and a second time the same again', async () => {
  const lines = [
    'p-root,siping,department,,根,,,,9',
    ...Array.from({ length: 12 }, (_, at) => {
      const parent = at === 0 ? 'p-root' : `p-${Math.floor((at - 1) / 2)}`;
      return `p-${at},${parent},department,,局${at},,,,${at}`;
    }),
    'siping-tiexi,,region,,铁西区,,Tiexi,-,5',
    'siping-tiedong,siping,region,,铁东区,,,220302,',
  ];
  const shape = async (base: departments.Department[]) =>
    base
      .map(({ id: _, parent_id, version: __, merged_into: ___, ...rest }) => ({
        ...rest,
        parent: base.find((one) => one.id === parent_id)?.code,
      }))
      .map((one) => JSON.stringify(one));
  let first: string[] | undefined;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (order) => {
      const trial = await fresh.base.db.transaction();
      try {
        const base = { ...fresh.base, db: trial };
        const text = file(...order);
        const { digest } = await imports.tryOut(base, { text, within: 'all' });
        await imports.apply(base, { text, within: 'all' }, digest, actor);
        const after = await shape(await departments.tree(base));
        first ??= after;
        expect(after).toEqual(first);
        const again = await imports.tryOut(base, { text, within: 'all' });
        expect(again.counts).toMatchObject({ added: 0, changed: 0, fault: 0 });
      } finally {
        await trial.rollback();
      }
    }),
    { numRuns: 15 },
  );
});

test('five thousand lines are a handful of statements', async () => {
  const text = file(
    ...Array.from({ length: 5_000 }, (_, at) => {
      const parent = at < 50 ? 'baicheng' : `bulk-${at % 50}`;
      return `bulk-${at},${parent},department,,第${at}局,,,,${at}`;
    }),
  );
  const { result, queries } = await countQueries(fresh.base.db, () => take(text));
  expect(result.counts).toEqual({ added: 5_000, changed: 0, same: 0, fault: 0 });
  expect(queries.length).toBeLessThan(14);
});
