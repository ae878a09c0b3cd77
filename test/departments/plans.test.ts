import { afterAll, beforeAll, expect, test } from 'vitest';
import { gramsOf } from '../../src/departments/browse.ts';
import { searchStatement } from '../../src/departments/browse-statement.ts';
import * as departments from '../../src/departments/departments.ts';
import { listStatement } from '../../src/outbox/list-statement.ts';
import { indexStatement } from '../../src/records/index-statement.ts';
import { somebody } from '../sessions/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/**
 * The lists of the console over some ten thousand rows: by an index, and with the pages of the table
 * that a page of the list needs, however large the table is.
 */
let fresh: FreshDatabase;
let busy: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  const { base } = fresh;
  await departments.seedRegions(base);
  busy = (await departments.idOf(base, 'yanbian')) as string;
  const person = await somebody(base);
  await base.db.raw(
    `
    insert into departments (id, code, parent_id, kind, names, created_at)
      select gen_random_uuid(), 'office-' || n, ?, 'department', jsonb_build_object(
        'zh-CN', chr(20000 + n % 5000) || chr(21000 + n % 700) || '办公室', 'ko', 'ko' || n, 'en', 'Office ' || n), now()
      from generate_series(1, 5000) n`,
    [busy],
  );
  await base.db.raw(
    `
    insert into records (id, department_id, case_number, client_id, identity_id, state, opened_at, created_at, updated_at)
      select gen_random_uuid(), ?, 'case-' || n, 'app', ?, 1 + n % 3, now(), now(), now() - n * interval '1 minute'
      from generate_series(1, 20000) n`,
    [busy, person],
  );
  await base.db.raw(`insert into destinations (id) values ('client:app'), ('client:other')`);
  await base.db.raw(`
    insert into outbox (id, destination_id, kind, body, state, created_at, next_at, give_up_at)
      select uuidv7(), case when n % 10 = 0 then 'client:other' else 'client:app' end, 'logout', '{}',
        case when n % 1000 = 0 then 'dead' when n % 500 = 1 then 'due' else 'delivered' end, now(), now(), now()
      from generate_series(1, 20000) n`);
  await base.db.raw('analyze');
}, 120_000);
afterAll(() => fresh.drop());

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

async function explain({ sql, bindings }: { sql: string; bindings: Record<string, unknown> }) {
  const { rows } = await fresh.base.db.raw(
    `explain (analyze, buffers, format json) ${sql}`,
    bindings as never,
  );
  const top: Plan = rows[0]['QUERY PLAN'][0].Plan;
  const every = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(every)];
  return {
    indexes: every(top).flatMap((plan) => plan['Index Name'] ?? []),
    scanned: every(top).flatMap((plan) =>
      plan['Node Type'] === 'Seq Scan' ? (plan['Relation Name'] ?? []) : [],
    ),
    blocks: top['Shared Hit Blocks'] + top['Shared Read Blocks'],
  };
}

test('a part of a name is found by the index of characters', async () => {
  const words = [`${String.fromCodePoint(20777)}${String.fromCodePoint(21077)}`];
  const { indexes, scanned } = await explain(
    searchStatement({ words, grams: gramsOf(words), within: 'all', limit: 51 }, []),
  );
  expect(indexes).toContain('departments_grams');
  expect(scanned).toEqual([]);
});

test('a page of a department’s cases reads that page, the first one and a later one alike', async () => {
  const looked = { department_ids: [busy], limit: 51 };
  const first = await explain(indexStatement(looked));
  const after = { updated_at: new Date(Date.now() - 15_000 * 60_000), id: busy };
  const later = await explain(indexStatement({ ...looked, after }));
  for (const { indexes, scanned, blocks } of [first, later]) {
    expect(indexes).toContain('records_department');
    expect(scanned).toEqual([]);
    expect(blocks).toBeLessThan(120);
  }
});

test('a case is found by its number in all departments of the province by the index', async () => {
  const department_ids = await departments.under(fresh.base, [
    await departments.rootId(fresh.base),
  ]);
  expect(department_ids.length).toBeGreaterThan(5_000);
  const { scanned } = await explain(
    indexStatement({ department_ids, case_number: 'case-777', limit: 51 }),
  );
  expect(scanned).toEqual([]);
});

test.each([undefined, 'dead', 'due'] as const)(
  'a page of deliveries (%s) reads that page',
  async (state) => {
    const destination_ids = ['client:app', 'client:other'];
    const { scanned, blocks } = await explain(listStatement({ destination_ids, state, limit: 51 }));
    expect(scanned).toEqual([]);
    expect(blocks).toBeLessThan(400);
  },
);
