import type { Knex } from 'knex';
import type { WrittenEvent } from './mac.ts';
import { eventColumns } from './store.ts';

/** A condition on one event, `e`, with its bindings. */
export interface Condition {
  sql: string;
  bindings: readonly string[];
}

/** What is looked at in one stretch of time that lies in one partition. */
export interface Stretch {
  /** [from, until), as instants: what the partition is chosen by. */
  from: string;
  until: string;
  /** Ids between these, both exclusive: where the index is entered and left. */
  above: string;
  below: string;
}

export type Direction = 'desc' | 'asc';

/**
 * For the rest of this transaction an index is read in its own order, or nothing is. Left to itself
 * the planner fetches and sorts all events of whomever it takes to be rare, and is wrong about some.
 */
export async function readInOrder(db: Knex): Promise<void> {
  await db.raw('set local enable_bitmapscan = off; set local enable_seqscan = off');
}

const within = ({ from, until, above, below }: Stretch) => ({
  sql: 'e.at >= ?::timestamptz and e.at < ?::timestamptz and e.id > ?::uuid and e.id < ?::uuid',
  bindings: [from, until, above, below],
});

/**
 * Up to `limit` events of a stretch for each driver. A driver is a condition with an index of its
 * own, read in the order of the ids; of what it brings, at most `budget` rows are held against the
 * rest. The inner limit keeps the planner on that index, whatever it thinks of the rest.
 */
export async function look(
  db: Knex,
  drivers: readonly Condition[],
  rest: readonly Condition[],
  stretch: Stretch,
  { limit, budget, order }: { limit: number; budget: number; order: Direction },
): Promise<(WrittenEvent & { driver: number })[]> {
  const time = within(stretch);
  const filter = rest.map(({ sql }) => ` and ${sql}`).join('');
  const parts = drivers.map(
    (driver, place) => `(
      select ${place} as driver, ${eventColumns} from (
        select * from audit_events e where ${driver.sql} and ${time.sql}
        order by e.id ${order} limit ${rest.length > 0 ? budget : limit}
      ) e where true${filter} order by e.id ${order} limit ${limit})`,
  );
  const bindings = drivers.flatMap((driver) => [
    ...driver.bindings,
    ...time.bindings,
    ...rest.flatMap((one) => one.bindings),
  ]);
  const { rows } = await db.raw(parts.join(' union all '), bindings as string[]);
  return rows;
}

/** How many rows of its budget a driver had to hold against the rest, and the last of them. */
export async function lookedAt(
  db: Knex,
  driver: Condition,
  stretch: Stretch,
  budget: number,
): Promise<{ count: number; last: string | null }> {
  const time = within(stretch);
  const { rows } = await db.raw(
    `select count(*)::int as count, min(id::text) as last from (
       select e.id from audit_events e where ${driver.sql} and ${time.sql}
       order by e.id desc limit ${budget}
     ) looked`,
    [...driver.bindings, ...time.bindings],
  );
  return rows[0];
}

/** The earliest time at which something stands in the default partition. */
export async function oldestByDefault(db: Knex): Promise<Date | undefined> {
  const { rows } = await db.raw('select at from only audit_events_default order by id limit 1');
  return rows[0]?.at;
}

/** One event, in the partition of the time that its id says. */
export async function eventOf(
  db: Knex,
  id: string,
  within: { from: string; until: string },
): Promise<WrittenEvent | undefined> {
  const { rows } = await db.raw(
    `select ${eventColumns} from audit_events e
     where e.id = ?::uuid and e.at >= ?::timestamptz and e.at < ?::timestamptz limit 1`,
    [id, within.from, within.until],
  );
  return rows[0];
}
