import { afterAll, beforeAll, expect, test } from 'vitest';
import { countQueries } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';

let fresh: FreshDatabase;
const actor = { kind: 'staff', id: '019b0000-0000-7000-8000-000000000001' } as const;
const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.seedRegions(fresh.base);
});
afterAll(() => fresh.drop());

async function node(code: string) {
  const found = (await departments.tree(fresh.base)).find((one) => one.code === code);
  if (!found) throw new Error(`no ${code}`);
  return found;
}

const asked = async (code: string) => {
  fresh.clock.advance(1_000);
  const { id, version } = await node(code);
  return { id, version, actor };
};

async function office(code: string, parent_code: string): Promise<string> {
  return departments.add(fresh.base, { code, parent_code, kind: 'department', names: words(code) });
}

const before = async (code: string) => {
  const { rows } = await fresh.base.db.raw(
    `select h.until_by, h.names ->> 'zh-CN' as name, h.gb_code, h.dated from department_history h
     join departments d on d.id = h.department_id where d.code = ? order by until_at desc, h.id desc`,
    [code],
  );
  return rows;
};

test('a renamed department keeps what it was called, and the trail says who renamed it', async () => {
  const { base } = fresh;
  const id = await office('water', 'yanbian');
  const to = { names: words('水务局') };
  expect(await departments.change(base, await asked('water'), to)).toBe('changed');
  expect(await departments.change(base, await asked('water'), to)).toBe('same');
  expect(await node('water')).toMatchObject({ names: to.names, version: 2 });
  expect(await before('water')).toEqual([
    { until_by: 'renamed', name: 'water', gb_code: null, dated: 'day' },
  ]);
  const told = (await auditTrail(base)).filter((one) => one.object_id === id);
  expect(told).toMatchObject([
    { kind: 'department.added' },
    { kind: 'department.changed', actor_id: actor.id, detail: { changed: 'names' } },
  ]);
});

test('a form that is older than the node is refused, and changes nothing', async () => {
  const { base } = fresh;
  await office('forest', 'yanbian');
  const stale = await asked('forest');
  await departments.change(base, stale, { names: words('林业局') });
  await expect(departments.change(base, stale, { names: words('园林局') })).rejects.toMatchObject({
    code: 'departments.changed_meanwhile',
  });
  expect((await node('forest')).names).toEqual(words('林业局'));
});

test('九台 has the code of a district, and is found under the one it had as a city', async () => {
  expect(await node('changchun-jiutai')).toMatchObject({ gb_code: '220113', level: 'county' });
  expect(await before('changchun-jiutai')).toEqual([
    { until_by: 'recoded', name: '九台市', gb_code: '220181', dated: 'year' },
  ]);
});

test('a code of the statistics office, a former one or one in use is refused with the field named', async () => {
  const { base } = fresh;
  for (const gb_code of ['220171', '220181', '22011', 'abcdef'])
    await expect(
      departments.change(base, await asked('changchun-xinqu'), { gb_code }),
    ).rejects.toMatchObject({ code: 'departments.bad_node', detail: { field: 'gb_code' } });
  await expect(
    departments.change(base, await asked('changchun-xinqu'), { gb_code: '220102' }),
  ).rejects.toMatchObject({ code: 'departments.gb_code_taken' });
  expect((await node('changchun-xinqu')).gb_code).toBeNull();
});

test('a region stands only under a higher one; a department stands anywhere', async () => {
  const { base } = fresh;
  await expect(departments.move(base, await asked('changchun'), 'yanbian')).rejects.toMatchObject({
    code: 'departments.wrong_level',
  });
  await expect(
    departments.add(base, {
      code: 'town',
      parent_code: 'yanbian-antu',
      kind: 'region',
      level: 'county',
      names: words('镇'),
    }),
  ).rejects.toMatchObject({ code: 'departments.wrong_level' });
  await office('bureau', 'yanbian');
  expect(await departments.move(base, await asked('bureau'), 'changchun-nanguan')).toBe('changed');
  const way = await departments.path(base, (await node('bureau')).id);
  expect(way.map(({ code }) => code)).toEqual([
    'jilin',
    'changchun',
    'changchun-nanguan',
    'bureau',
  ]);
});

test('nothing moves under itself, also when two moves come in one moment', async () => {
  const { base } = fresh;
  // Each goes under a child of the other: no row of the two meets, only the lock of the tree does.
  for (let round = 0; round < 4; round++) {
    const [a, b] = [`left-${round}`, `right-${round}`];
    for (const code of [a, b]) {
      await office(code, 'baishan');
      await office(`${code}-child`, code);
    }
    const [left, right] = [await asked(a), await asked(b)];
    const moved = await Promise.allSettled([
      departments.move(base, left, `${b}-child`),
      departments.move(base, right, `${a}-child`),
    ]);
    const refused = moved.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(['departments.under_itself']);
    const ids = await departments.under(base, [await departments.rootId(base)]);
    expect(ids).toContain(left.id);
    expect(ids).toContain(right.id);
  }
  await expect(departments.move(base, await asked('jilin'), 'jilin')).rejects.toMatchObject({
    code: 'departments.under_itself',
  });
});

test('a merged department is part of its survivor: its code leads there, what was below it moved', async () => {
  const { base } = fresh;
  const [old, into] = [await office('tourism', 'jilin'), await office('culture', 'jilin')];
  const child = await office('tourism-school', 'tourism');
  await departments.merge(base, await asked('tourism'), 'culture');
  expect(await node('tourism')).toMatchObject({ state: 'merged', merged_into: into });
  expect((await node('tourism-school')).parent_id).toBe(into);
  expect((await departments.under(base, [into])).sort()).toEqual([into, old, child].sort());
  expect((await departments.resolve(base, 'tourism'))?.id).toBe(into);
  expect((await departments.named(base, [old])).get(old)).toEqual({
    code: 'tourism',
    names: words('culture'),
  });
  await expect(office('late', 'tourism')).rejects.toMatchObject({ code: 'departments.not_open' });

  // One that goes on into a third one takes along what had been merged into it.
  const third = await office('culture-tourism', 'jilin');
  await departments.merge(base, await asked('culture'), 'culture-tourism');
  expect((await departments.resolve(base, 'tourism'))?.id).toBe(third);
  expect((await departments.under(base, [third])).length).toBe(4);

  await departments.reopen(base, await asked('tourism'));
  expect(await node('tourism')).toMatchObject({ state: 'open', merged_into: null });
  expect((await departments.resolve(base, 'tourism'))?.id).toBe(old);
  expect((await before('tourism')).map(({ until_by }: { until_by: string }) => until_by)).toEqual([
    'reopened',
    'moved',
    'merged',
  ]);
});

test('a sign-in page names a merged department by its survivor, and an old area code finds its place', async () => {
  const { base } = fresh;
  await office('sport', 'changchun-jiutai');
  await office('culture-sport', 'changchun-jiutai');
  await departments.merge(base, await asked('sport'), 'culture-sport');
  const { result, queries } = await countQueries(base.db, () =>
    departments.withAbove(base, ['sport']),
  );
  expect(queries).toHaveLength(1);
  expect(result.find(({ code }) => code === 'sport')?.names).toEqual(words('culture-sport'));
  expect(result.map(({ code }) => code).sort()).toEqual(
    ['changchun', 'changchun-jiutai', 'culture-sport', 'jilin', 'sport'].sort(),
  );
  const place = async (gb_code: string) =>
    (await departments.pathOfArea(base, gb_code)).map(({ code }) => code);
  expect(await place('220181')).toEqual(['jilin', 'changchun', 'changchun-jiutai']);
  expect(await place('222401')).toEqual(['jilin', 'yanbian', 'yanbian-yanji']);
  expect(await place('990000')).toEqual([]);
});

test('a merge into something below, or into another kind, is refused', async () => {
  const { base } = fresh;
  await office('upper', 'jilin');
  await office('lower', 'upper');
  await expect(departments.merge(base, await asked('upper'), 'lower')).rejects.toMatchObject({
    code: 'departments.under_itself',
  });
  await expect(departments.merge(base, await asked('upper'), 'changchun')).rejects.toMatchObject({
    code: 'departments.wrong_level',
  });
  await departments.merge(base, await asked('lower'), 'upper');
  expect((await departments.resolve(base, 'lower'))?.code).toBe('upper');
});

test('a department is closed when nothing hangs on it, and says what does', async () => {
  const { base } = fresh;
  await office('closing', 'jilin');
  await office('closing-branch', 'closing');
  const nothing: departments.Hanging = { sources: async () => false };
  await expect(departments.close(base, await asked('closing'), nothing)).rejects.toMatchObject({
    code: 'departments.in_use',
    detail: { field: 'children' },
  });
  await departments.close(base, await asked('closing-branch'), nothing);
  await expect(
    departments.close(base, await asked('closing'), { ...nothing, clients: async () => true }),
  ).rejects.toMatchObject({ code: 'departments.in_use', detail: { field: 'clients' } });
  await departments.close(base, await asked('closing'), nothing);
  expect((await node('closing')).state).toBe('closed');
  await expect(departments.reopen(base, await asked('closing-branch'))).rejects.toMatchObject({
    code: 'departments.not_open',
  });
  await departments.reopen(base, await asked('closing'));
  await departments.reopen(base, await asked('closing-branch'));
  expect((await node('closing-branch')).state).toBe('open');
  const id = (await node('closing')).id;
  const told = (await auditTrail(base)).filter((one) => one.object_id === id);
  expect(told.map(({ kind }) => kind)).toEqual([
    'department.added',
    'department.closed',
    'department.reopened',
  ]);
});

test('whoever hangs something on a department while it is being closed waits, and finds it closed', async () => {
  const { base } = fresh;
  await office('race', 'jilin');
  let hold: Promise<string | undefined> = Promise.resolve('');
  await departments.close(base, await asked('race'), {
    sources: async () => {
      hold = departments.hold({ ...fresh.base }, 'race');
      return false;
    },
  });
  expect(await hold).toBeUndefined();
});
