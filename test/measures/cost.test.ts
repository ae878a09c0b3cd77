import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Base } from '../../src/base.ts';
import { countQueries } from '../../src/db.ts';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as measures from '../../src/measures/measures.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/**
 * What a dashboard reads does not grow with what there is: the same statements touch as many pages of
 * the database with 200,000 rows as with 20,000.
 */
let fresh: FreshDatabase;
let base: Base;
beforeAll(async () => {
  fresh = await freshDatabase();
  base = fresh.base;
}, 60_000);
afterAll(() => fresh?.drop());

const kinds = ['login.succeeded', 'login.failed', 'login.refused'];
const whose = [
  { series: 'all' },
  { series: 'source' },
  { series: 'source', ids: ['source-3', 'source-7'] },
  { series: 'client', ids: ['client-3'] },
] as const;

/** Everything that the page of statistics and `/metrics` ask of tables that grow. */
async function asked(): Promise<void> {
  for (const range of ['1h', '24h', '30d'] as const)
    for (const one of whose) {
      await measures.overTime(base, range, one, kinds);
      await measures.bySeries(base, range, one, kinds);
      await measures.takenOverTime(base, range, one);
      await measures.takenBySeries(base, range, one);
      await measures.activeSessions(base, one);
    }
  await outbox.outstanding(base, { atMost: 1_000 });
  await outbox.outstanding(base, { atMost: 1_000, client_ids: ['client-3'] });
  await conflicts.countOpen(base, null, 1_000);
}

/**
 * Pages that each statement touched, by EXPLAIN (ANALYZE, BUFFERS), and what was scanned from
 * beginning to end.
 */
async function costs(): Promise<{ buffers: number; scanned: string[]; statements: number }> {
  let buffers = 0;
  const scanned = new Set<string>();
  const sent: { sql: string; bindings: unknown[] }[] = [];
  const hear = ({ sql, bindings }: { sql: string; bindings: unknown[] }) =>
    sent.push({ sql, bindings });
  base.db.on('query', hear);
  await asked();
  base.db.removeListener('query', hear);
  const { connection } = { connection: await base.db.client.acquireConnection() };
  for (const { sql, bindings } of sent) {
    const { rows } = await connection.query(
      `explain (analyze, buffers, format json) ${sql}`,
      bindings,
    );
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
    buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    walk(plan, scanned);
  }
  await base.db.client.releaseConnection(connection);
  return { buffers, scanned: [...scanned].sort(), statements: sent.length };
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

function walk(plan: Plan, scanned: Set<string>): void {
  if (plan['Node Type'] === 'Seq Scan') scanned.add(plan['Relation Name'] ?? '');
  for (const one of plan.Plans ?? []) walk(one, scanned);
}

/** The history before the last 30 days, and settled deliveries: what grows while a province lives. */
async function grow(rows: number): Promise<void> {
  const { db, clock } = base;
  const now = clock.now();
  await db.raw(
    `insert into measures (step, measure, series, from_at, series_id, code, count, sum_ms, buckets)
     select step, measure, 'source', ?::timestamptz - interval '40 days' - i * (case step
         when 'minute' then interval '1 minute' when 'hour' then interval '1 hour'
         else interval '1 day' end), 'source-' || s, '', 5, 9000, '{0,1,2,2}'
     from unnest(array['minute', 'hour', 'day']) step, unnest(?::text[]) measure,
       generate_series(1, 20) s, generate_series(1, ?) i
     on conflict do nothing`,
    [now, kinds, Math.ceil(rows / 2 / 180)],
  );
  await db.raw("insert into destinations (id) values ('client:client-3') on conflict do nothing");
  await db.raw(
    `insert into outbox (id, destination_id, kind, body, state, created_at, next_at, give_up_at, settled_at)
     select gen_random_uuid(), 'client:client-3', 'notice', '{}', 'delivered', ?, ?, ?, ?
     from generate_series(1, ?)`,
    [now, now, now, now, Math.ceil(rows / 2)],
  );
  await db.raw('vacuum analyze measures, outbox');
}

/** The last 30 days as they are in any year: the same, however old the province is. */
async function present(): Promise<void> {
  const { db, clock } = base;
  for (const [step, count, width] of [
    ['minute', 60, '1 minute'],
    ['hour', 24, '1 hour'],
    ['day', 30, '1 day'],
  ] as const)
    await db.raw(
      `insert into measures (step, measure, series, from_at, series_id, code, count, sum_ms, buckets)
       select ?, measure, series, ?::timestamptz - i * ?::interval,
         case series when 'all' then '' else series || '-' || s end, '', 5, 9000, '{0,1,2,2}'
       from unnest(?::text[]) measure, unnest(array['all', 'source', 'client']) series,
         generate_series(1, 20) s, generate_series(0, ?) i
       on conflict do nothing`,
      [step, measures.beginningOf(step, clock.now()), width, kinds, count - 1],
    );
}

test('a dashboard costs the same at 20,000 rows and at 200,000', async () => {
  await present();
  await grow(20_000);
  const few = await costs();
  await grow(200_000);
  const many = await costs();
  const { rows } = await base.db.raw(
    'select (select count(*) from measures) as measures, (select count(*) from outbox) as outbox',
  );
  process.stdout.write(
    `dashboard: ${few.statements} statements, ${few.buffers} buffers at 20,000 rows, ${many.buffers} at 200,000 (${rows[0].measures} roll-ups, ${rows[0].outbox} deliveries)\n`,
  );
  expect(Number(rows[0].measures) + Number(rows[0].outbox)).toBeGreaterThan(200_000);
  // A tree of ten times as many rows may be one level higher: a page more for each way down.
  expect(many.buffers).toBeLessThan(few.buffers * 1.25);
  expect(
    many.scanned.filter((table) => ['measures', 'outbox', 'conflicts'].includes(table)),
  ).toEqual([]);
}, 120_000);

test('following an idle trail is two reads', async () => {
  const { queries } = await countQueries(base.db, () => measures.follow(base));
  expect(queries).toHaveLength(2);
});
