import { afterAll, beforeAll, expect, it } from 'vitest';
import * as records from '../../src/records/records.ts';
import { listStatement } from '../../src/records/store.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { department, event, person, subOf } from './desk.ts';

let data: FreshDatabase;
let fund: records.Writer;
beforeAll(async () => {
  data = await freshDatabase();
  fund = await department(data.base, '220000-gjj');
});
afterAll(() => data.drop());

it('pages go through changes of one instant without losing or repeating any, in both directions', async () => {
  const li = await person(data.base);
  const applicant = { sub: subOf(data.base, fund, li) };
  const report = (from: number, to: number) =>
    records.apply(
      data.base,
      fund,
      Array.from({ length: to - from }, (_, n) =>
        event(fund, 'accepted', { case_number: `P-${from + n}`, data: { applicant } }),
      ),
    );
  await report(0, 7);
  data.clock.advance(1_000);
  const since = data.clock.now();
  await report(7, 12);
  const walk = async (more: object) => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const asked = { identity_id: li.identity_id, level: 0, limit: 2, ...more };
      const page = await records.list(data.base, { ...asked, ...(after && { after }) });
      seen.push(...page.cases.map(({ case_number }) => case_number));
      after = page.next;
    } while (after);
    return seen;
  };
  const all = await walk({});
  expect(new Set(all).size).toBe(12);
  expect(all).toHaveLength(12);
  expect(new Set(all.slice(0, 5))).toEqual(new Set([7, 8, 9, 10, 11].map((n) => `P-${n}`)));
  const changed = await walk({ updated_since: since });
  expect([...changed].reverse()).toEqual(all.slice(0, 5));
  const first = await records.list(data.base, { identity_id: li.identity_id, level: 0, limit: 2 });
  const wrongWay = { after: first.next ?? '', updated_since: since };
  await expect(
    records.list(data.base, { identity_id: li.identity_id, level: 0, ...wrongWay }),
  ).rejects.toMatchObject({ detail: { field: 'after' } });
});

it('a page among 100,000 cases is read by indexes', async () => {
  await data.base.db.raw(
    `insert into records (id, department_id, case_number, client_id, identity_id, applicant_sealed,
       applicant_hash, opened_at, created_at, updated_at)
     select gen_random_uuid(), ?, 'Z-' || n, 'gjj-cases', null, 'sealed', 'hash-' || n % 5000, now(),
       now(), now() - n * interval '1 second' from generate_series(1, 100000) n`,
    [fund.department_id],
  );
  await data.base.db.raw('analyze records');
  const counter = { column: 'applicant_hash' as const, hashes: ['hash-1', 'hash-2'] };
  const identity_id = '01900000-0000-7000-8000-000000000000';
  for (const forward of [true, false]) {
    const { sql, bindings } = listStatement(
      { identity_id, counter },
      {
        forward,
        since: new Date(0),
        after: { updated_at: new Date(), id: identity_id },
        limit: 51,
      },
    );
    const { rows } = await data.base.db.raw(`explain ${sql}`, bindings as never);
    const plan = rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toContain('Seq Scan');
    expect(plan).toContain('records_counter');
  }
});
