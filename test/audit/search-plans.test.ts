import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leastIdOf } from '../../src/audit/months.ts';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { type Filters, search } from '../../src/audit/search.ts';
import { readInOrder } from '../../src/audit/search-statement.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { crowd, personOf } from './crowd.ts';

/** The same trail in two sizes: 20,000 and 200,000 events of one month. */
const sizes = [20_000, 200_000] as const;
const trails = new Map<number, FreshDatabase>();
beforeAll(async () => {
  const load = async (count: number) => {
    const fresh = await freshDatabase({ at: new Date('2026-03-31T00:00:00Z') });
    trails.set(count, fresh);
    fresh.clock.set(new Date('2026-02-10T00:00:00Z'));
    await ensurePartitions(fresh.base, 2);
    fresh.clock.set(new Date('2026-03-31T00:00:00Z'));
    const from = new Date('2026-03-01T00:00:00Z');
    await crowd(fresh.base.db, { from, count, apart: Math.floor((30 * 86_400_000) / count) });
    await fresh.base.db.raw('analyze audit_events');
  };
  await Promise.all(sizes.map(load));
}, 120_000);
afterAll(() => Promise.all([...trails.values()].map((fresh) => fresh.drop())));

interface Node {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Node[];
}

/** Every statement that a search makes, with how PostgreSQL answered it. */
async function plansOf({ base }: FreshDatabase, filters: Filters, after?: string) {
  const asked: { sql: string; bindings: string[] }[] = [];
  const hear = (query: { sql: string; bindings: string[] }) => asked.push(query);
  base.db.on('query', hear);
  const page = await search(base, filters, { limit: 50, after });
  base.db.removeListener('query', hear);
  const nodes: Node[] = [];
  let buffers = 0;
  for (const { sql, bindings } of asked.filter(({ sql }) => sql.includes('from audit_events e'))) {
    const plan = await explain(base.db, sql, bindings);
    buffers += buffersOf(plan);
    nodes.push(...flat(plan));
  }
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  return { page, nodes, indexes, buffers, asked };
}

async function explain(db: Knex, sql: string, bindings: string[]): Promise<Node> {
  return db.transaction(async (trx) => {
    await readInOrder(trx);
    const text = `explain (analyze, buffers, format json) ${sql.replace(/\$\d+/g, '?')}`;
    const { rows } = await trx.raw(text, bindings);
    return rows[0]['QUERY PLAN'][0].Plan;
  });
}

const buffersOf = (node: Node) =>
  (node['Shared Hit Blocks'] ?? 0) + (node['Shared Read Blocks'] ?? 0);

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

const person = async (fresh: FreshDatabase) => personOf(fresh.base.db, 11);

const single: [string, (fresh: FreshDatabase) => Promise<Filters> | Filters, string][] = [
  ['nothing', () => ({}), 'pkey'],
  ['a time', () => ({ from: day(3), until: day(9) }), 'pkey'],
  ['an actor', async (fresh) => ({ actor_id: await person(fresh) }), 'actor_id'],
  ['an identity', async (fresh) => ({ identity_id: await person(fresh) }), 'actor_id'],
  ['the staff', () => ({ actor_kind: 'staff' }), 'actor_kind'],
  ['a client', () => ({ client_id: 'client-7' }), 'client_id'],
  ['a source', () => ({ source_id: 'source-6' }), 'source_id'],
  ['a kind', () => ({ kind: 'kind.3' }), 'kind_id'],
  ['an outcome', () => ({ outcome: 'refused' }), 'outcome'],
  ['a common outcome', () => ({ outcome: 'ok' }), 'pkey'],
  ['a code', () => ({ code: 'code.57' }), 'code'],
];
const day = (number: number) => new Date(Date.UTC(2026, 2, number));

test.each(single)(
  'a page by %s reads an index of the newest month alone, and as much of it at 200,000 events as at 20,000',
  async (_name, filters, index) => {
    const read: number[] = [];
    for (const size of sizes) {
      const fresh = trails.get(size) as FreshDatabase;
      const given = await filters(fresh);
      let most = 0;
      // The first page, and one from the middle of the month.
      for (const after of [undefined, leastIdOf(day(16))]) {
        const { page, nodes, indexes, buffers } = await plansOf(fresh, given, after);
        if (!after || !given.until) expect(page.events.length).toBeGreaterThanOrEqual(40);
        expect(nodes.filter((node) => /Seq|Bitmap/.test(node['Node Type']))).toEqual([]);
        const sorted = nodes.filter(
          (node) => node['Node Type'] === 'Sort' && node.Plans?.[0]?.['Relation Name'],
        );
        expect(sorted).toEqual([]);
        expect(indexes.some((name) => name.includes(index))).toBe(true);
        if (page.next !== undefined)
          expect([...new Set(nodes.flatMap((node) => node['Relation Name'] ?? []))]).toEqual([
            'audit_events_2026_03',
          ]);
        most = Math.max(most, buffers);
      }
      read.push(most);
    }
    const [few = 0, many = 0] = read;
    // An index of ten times the size may be one level higher, for each driver.
    expect(many).toBeLessThanOrEqual(few + 8);
  },
);
