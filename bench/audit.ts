import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import * as audit from '../src/audit/audit.ts';
import {
  leastIdOf,
  type Month,
  monthAfter,
  monthOf,
  nameOfMonth,
  partitionOf,
} from '../src/audit/months.ts';
import { type Filters, search } from '../src/audit/search.ts';
import type { Base } from '../src/base.ts';
import { connect, migrate } from '../src/db.ts';
import { startEmbedded } from '../src/embedded-postgres.ts';
import { crowd, personOf } from '../test/audit/crowd.ts';
import { testRing } from '../test/support/ring.ts';
import { dropping } from './audit-dropping.ts';
import { at, timed } from './times.ts';

/**
 * `npm run bench -- audit [--rows=N] [--months=N]`: a trail of N events (50 million) in N months (5),
 * this one among them, in a PostgreSQL of its own: how long a page takes by each filter, what the
 * indexes of a full month cost an event, and who waits while a month is dropped. The events are made
 * by the database and are of nobody.
 */
/** What an event takes with its indexes, and as much again while these are made. */
const BYTES = 1_200;
const PEOPLE = 200;

export async function auditBench(words: readonly string[]): Promise<void> {
  const { rows, months: count } = asked(words);
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < rows * BYTES)
    throw new RangeError(
      `${rows} events take ${gigabytes(rows * BYTES)} in ${tmpdir()}; there are ${gigabytes(bavail * bsize)}. Give --rows=<fewer>`,
    );
  const dir = mkdtempSync(join(tmpdir(), 'songhua-bench-audit-'));
  const server = await startEmbedded({ dataDir: dir, durable: true });
  const db = connect(server.url, { poolMax: 12 });
  try {
    const clock = { now: () => new Date() };
    const base: Base = { db, ring: testRing(), clock };
    await migrate(db);
    const months = await load(base, rows, count);
    await insertCosts(base, server.url);
    await pages(base, months);
    await dropping(base, server.url, dir, months[0] as Month);
  } finally {
    await db.destroy();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function asked(words: readonly string[]): { rows: number; months: number } {
  const given = { rows: 50_000_000, months: 5 };
  for (const word of words) {
    const [, name, number] = /^--(rows|months)=(\d+)$/.exec(word) ?? [];
    if (!name) throw new RangeError('bench audit takes --rows=<number> and --months=<number>');
    given[name as keyof typeof given] = Number(number);
  }
  if (given.rows < 1 || given.months < 2 || given.months > 12)
    throw new RangeError('bench audit takes 1 row or more, and 2 to 12 months');
  return given;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(0)} GB`;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** The last months up to now, each as a table of its own that gets its indexes when it is full. */
async function load(base: Base, rows: number, count: number): Promise<Month[]> {
  const { db } = base;
  await db.raw("alter system set max_wal_size = '8GB'");
  await db.raw('select pg_reload_conf()');
  const begun = performance.now();
  const months: Month[] = [];
  let month = monthOf(new Date());
  for (let n = 1; n < count; n++) month = monthOf(new Date(month.from.getTime() - 1));
  const each = Math.floor(rows / count);
  for (let n = 0; n < count; n++, month = monthAfter(month)) {
    await loadMonth(db, month, each, n === count - 1);
    months.push(month);
    say(`${nameOfMonth(month)}: ${each} events, ${seconds(begun)} s since the beginning`);
  }
  await db.raw('analyze audit_events');
  const { rows: sizes } = await db.raw(
    `select pg_size_pretty(sum(pg_table_size(inhrelid))) as events, pg_size_pretty(sum(pg_indexes_size(inhrelid))) as indexes
     from pg_inherits where inhparent = 'audit_events'::regclass`,
  );
  say(`events ${sizes[0].events}, indexes ${sizes[0].indexes}\n`);
  return months;
}

/** Only the month that goes on being written to is logged: loading is not what is measured. */
async function loadMonth(db: Knex, month: Month, count: number, logged: boolean): Promise<void> {
  const table = partitionOf(month);
  const { from, until } = month;
  const ended = Math.min(until.getTime(), Date.now());
  const apart = Math.floor((ended - from.getTime()) / count);
  await db.raw(`drop table if exists ${table}`);
  await db.raw(
    `create ${logged ? '' : 'unlogged '}table ${table} (like audit_events including defaults including constraints)`,
  );
  await crowd(db, { from, count, apart: Math.max(1, apart), table });
  await db.transaction(async (trx) => {
    await trx.raw("set local maintenance_work_mem = '1GB'");
    await trx.raw(
      `alter table audit_events attach partition ${table} for values from ('${from.toISOString()}') to ('${until.toISOString()}')`,
    );
  });
}

const day = 86_400_000;

/** Times of a page by each filter: the first one, and one from somewhere in the middle. */
async function pages(base: Base, months: readonly Month[]): Promise<void> {
  const { from } = months[0] as Month;
  const { until } = months.at(-1) as Month;
  const anywhere = () =>
    new Date(from.getTime() + Math.random() * (until.getTime() - from.getTime()));
  const any = (count: number) => Math.floor(Math.random() * count);
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => personOf(base.db, n)));
  const person = () => people[any(PEOPLE)];
  const filters: Record<string, () => Filters> = {
    nothing: () => ({}),
    time: () => {
      const at = anywhere();
      return { from: at, until: new Date(at.getTime() + day) };
    },
    actor: () => ({ actor_id: person() }),
    identity: () => ({ identity_id: person() }),
    staff: () => ({ actor_kind: 'staff' }),
    client: () => ({ client_id: `client-${any(50)}` }),
    source: () => ({ source_id: `source-${any(40)}` }),
    kind: () => ({ kind: `kind.${any(40)}` }),
    outcome: () => ({ outcome: 'refused' }),
    code: () => ({ code: `code.${7 + 50 * any(5)}` }),
    'client, kind': () => ({ client_id: `client-${any(50)}`, kind: `kind.${any(40)}` }),
    'source, outcome, time': () => ({
      source_id: `source-${any(40)}`,
      outcome: 'refused',
      from: anywhere(),
    }),
    nobody: () => ({ actor_id: 'nobody' }),
  };
  say('a page of 50 by          first p50     p99     deep p50     p99   ms');
  for (const [name, make] of Object.entries(filters)) {
    const first: number[] = [];
    const deep: number[] = [];
    for (let n = 0; n < 60; n++) {
      first.push(await timed(() => search(base, make(), { limit: 50 })));
      const after = leastIdOf(anywhere());
      deep.push(await timed(() => search(base, make(), { limit: 50, after })));
    }
    say(
      `${name.padEnd(24)}${[at(first, 0.5), at(first, 0.99), at(deep, 0.5), at(deep, 0.99)].map((ms) => ms.toFixed(1).padStart(10)).join('')}`,
    );
  }
  say('');
}

const event = (n: number): audit.AuditEvent => ({
  kind: 'session.joined',
  actor: {
    kind: 'identity',
    id: `00000000-0000-7000-8000-${String(n % 100_000).padStart(12, '0')}`,
  },
  client_id: `client-${n % 50}`,
  source_id: `source-${n % 40}`,
  session_id: '0192f000-0000-7000-8000-000000000001',
  outcome: 'ok',
  detail: { level: 2 },
});

/** One event, as a first hop writes it: beside no index but the key, and beside those of the search. */
async function insertCosts(base: Base, url: string): Promise<void> {
  const name = 'songhua_bare';
  await base.db.raw(`create database ${name}`);
  const bare = connect(url.replace('/songhua?', `/${name}?`));
  await migrate(bare);
  for (const index of ['actor', 'object', 'client', 'source', 'kind', 'code', 'outcome', 'office'])
    await bare.raw(`drop index audit_events_${index}`);
  const contestants: [string, Base, number[]][] = [
    ['the key alone', { ...base, db: bare }, []],
    ['with the indexes', base, []],
  ];
  for (let round = 0; round < 10; round++)
    for (const [, one, took] of contestants)
      for (let n = 0; n < 300; n++) took.push(await timed(() => audit.append(one, event(n))));
  say('one event, committed     p50       p99   ms');
  for (const [label, , took] of contestants)
    say(
      `${label.padEnd(20)}${at(took, 0.5).toFixed(2).padStart(8)}${at(took, 0.99).toFixed(2).padStart(10)}`,
    );
  // Without the commit and the way to the server: what the indexes themselves cost.
  for (const [label, { db }] of contestants) {
    const { rows } = await db.raw(`explain (analyze, wal, format json)
      insert into audit_events (id, at, kind, actor_kind, actor_id, client_id, source_id, outcome, mac)
      select uuidv7(), now() + n * interval '1 millisecond', 'session.joined', 'identity',
        gen_random_uuid()::text, 'client-' || n % 50, 'source-' || n % 40, 'ok', sha256(n::text::bytea)
      from generate_series(1, 50000) n`);
    const plan = rows[0]['QUERY PLAN'][0];
    say(
      `${label.padEnd(20)}${((plan['Execution Time'] * 1000) / 50_000).toFixed(1).padStart(8)} µs and ${Math.round(plan.Plan['WAL Bytes'] / 50_000)} bytes of log an event, of 50,000 at once`,
    );
  }
  await bare.destroy();
  say('');
}

const seconds = (begun: number) => ((performance.now() - begun) / 1000).toFixed(0);
