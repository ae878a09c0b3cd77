import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { type Filters, type FoundEvent, search } from '../../src/audit/search.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/** Some hundred events from January to March; January has no partition and lies in the default one. */
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ at: new Date('2026-01-20T08:00:00Z') });
  const { base, clock } = fresh;
  for (let day = 0; day < 60; day++) {
    if (day === 15) await ensurePartitions(base, 2);
    for (let n = 0; n < 6; n++) await audit.append(base, eventOf(day * 6 + n));
    clock.advance(20 * 3_600_000);
  }
});
afterAll(() => fresh.drop());

const one = <T>(list: readonly T[], n: number) => list[n % list.length] as T;
const kinds = ['session.started', 'session.joined', 'login.failed', 'client.registered'] as const;

function eventOf(n: number): audit.AuditEvent {
  const actor = one(
    [
      { kind: 'identity', id: `p${n % 4}` },
      { kind: 'client', id: `c${n % 3}` },
      { kind: 'source', id: `s${n % 2}` },
      { kind: 'staff', id: 'p1' },
      { kind: 'system' },
    ] as const,
    n * 7 + Math.floor(n / 5),
  );
  return {
    kind: one(kinds, Math.floor(n / 2)),
    actor,
    ...(n % 3 === 0 && {
      object: { kind: one(['identity', 'client'], n), id: one(['p1', 'c1'], n) },
    }),
    ...(n % 4 === 0 && { client_id: `c${n % 3}` }),
    ...(n % 5 === 0 && { source_id: `s${n % 2}` }),
    outcome: one(['ok', 'ok', 'refused', 'failed'] as const, n),
    ...(n % 4 === 2 && { code: one(['login.wrong', 'login.off'], n) }),
  };
}

/** What a search must find, said in other words than the product says it. */
const wanted = (filters: Filters) => (event: FoundEvent) => {
  const at = new Date(event.at);
  const party = (kind: string, id?: string) =>
    (event.actor_kind === kind && event.actor_id === id) ||
    (event.object_kind === kind && event.object_id === id);
  return (
    (!filters.actor_kind || event.actor_kind === filters.actor_kind) &&
    (!filters.actor_id || event.actor_id === filters.actor_id) &&
    (!filters.identity_id || party('identity', filters.identity_id)) &&
    (!filters.client_id ||
      event.client_id === filters.client_id ||
      party('client', filters.client_id)) &&
    (!filters.source_id ||
      event.source_id === filters.source_id ||
      party('source', filters.source_id)) &&
    (!filters.kind || event.kind === filters.kind) &&
    (!filters.outcome || event.outcome === filters.outcome) &&
    (!filters.code || event.code === filters.code) &&
    (!filters.from || at >= filters.from) &&
    (!filters.until || at < filters.until)
  );
};

async function allPages(filters: Filters, limit: number, budget?: number) {
  const events: FoundEvent[] = [];
  let after: string | undefined;
  for (let pages = 0; ; pages++) {
    expect(pages).toBeLessThan(2_000);
    const page = await search(fresh.base, filters, { after, limit, ...(budget && { budget }) });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    if (page.next && !page.reached) expect(page.events).toHaveLength(limit);
    events.push(...page.events);
    if (!page.next) return events;
    after = page.next;
  }
}

const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const date = fc.option(
  fc.date({
    min: new Date('2026-01-10T00:00:00Z'),
    max: new Date('2026-03-20T00:00:00Z'),
    noInvalidDate: true,
  }),
  { nil: undefined },
);
const anyFilters: fc.Arbitrary<Filters> = fc.record({
  actor_kind: maybe('identity', 'client', 'source', 'staff', 'system'),
  actor_id: maybe('p0', 'p1', 'c1', 's0', 'nobody'),
  identity_id: maybe('p0', 'p1', 'nobody'),
  client_id: maybe('c0', 'c1', 'c2'),
  source_id: maybe('s0', 's1'),
  kind: maybe(...kinds),
  outcome: maybe('ok', 'refused', 'failed'),
  code: maybe('login.wrong', 'login.off'),
  from: date,
  until: date,
});

test('any combination finds exactly what it asks for, newest first, each event once, in pages of any size', async () => {
  const all = await allPages({}, 1_000);
  expect(all).toHaveLength(360);
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
  await fc.assert(
    fc.asyncProperty(
      anyFilters,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 80 }),
      async (filters, limit, budget) => {
        const found = await allPages(filters, limit, budget);
        expect(found.map(({ id }) => id)).toEqual(all.filter(wanted(filters)).map(({ id }) => id));
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

test('a page that had to look at too much says how far back it came, and goes on from there', async () => {
  const rare: Filters = { kind: 'session.started', source_id: 's1' };
  const page = await search(fresh.base, rare, { limit: 50, budget: 5 });
  expect(page.events.length).toBeLessThan(50);
  expect(page.reached).toBeInstanceOf(Date);
  expect((await allPages(rare, 50, 5)).length).toBeGreaterThan(page.events.length);
});
