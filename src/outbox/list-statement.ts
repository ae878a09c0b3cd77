import type { Knex } from 'knex';
import type { LedgerEntry } from './store.ts';

/** The ledger as staff look through it: by destination and state, the newest first. */

export interface Looked {
  destination_ids: readonly string[];
  state?: LedgerEntry['state'] | undefined;
  /** The id of the last one of the page before. */
  after?: string | undefined;
  limit: number;
}

export type Listed = Pick<
  LedgerEntry,
  | 'id'
  | 'destination_id'
  | 'kind'
  | 'state'
  | 'attempts'
  | 'created_at'
  | 'next_at'
  | 'settled_at'
  | 'receipt'
>;

const columns = `o.id, o.destination_id, o.kind, o.state, o.attempts, o.created_at, o.next_at,
  o.settled_at, o.receipt`;

/** A page of each destination by its index, and of those the newest. */
export function listStatement({ destination_ids, state, after, limit }: Looked): {
  sql: string;
  bindings: Record<string, unknown>;
} {
  // A state in the text, not in a binding: the indexes of what is due and of what is dead need it so.
  const only = state === undefined ? '' : `and o.state = '${state}'`;
  return {
    sql: `select o.* from unnest(:destination_ids::text[]) as at (id) cross join lateral (
        select ${columns} from outbox o
        where o.destination_id = at.id ${only}
          ${after === undefined ? '' : 'and o.id < :after::uuid'}
        order by o.id desc limit :limit
      ) o order by o.id desc limit :limit`,
    bindings: { destination_ids, limit, ...(after !== undefined && { after }) },
  };
}

export async function list(db: Knex, looked: Looked): Promise<Listed[]> {
  const { sql, bindings } = listStatement(looked);
  const { rows } = await db.raw(sql, bindings as never);
  return rows;
}

export async function one(db: Knex, id: string): Promise<Listed | undefined> {
  const { rows } = await db.raw(`select ${columns} from outbox o where o.id = ?`, [id]);
  return rows[0];
}

export interface DestinationSeen {
  id: string;
  failures: number;
  opened_until: Date | null;
  /** How many are due, counted no further than the bound. */
  due: number;
  oldest_due_at: Date | null;
  dead: number;
}

/** How it stands with some destinations; what waits or was given up is counted up to `bound`. */
export async function destinations(
  db: Knex,
  ids: readonly string[],
  bound: number,
): Promise<DestinationSeen[]> {
  const { rows } = await db.raw(
    `select d.id, d.failures, d.opened_until, due.count::integer as due, due.oldest as oldest_due_at,
       dead.count::integer as dead
     from destinations d
     cross join lateral (select count(*), min(created_at) as oldest from (
       select o.created_at from outbox o where o.destination_id = d.id and o.state = 'due'
       order by o.next_at limit :bound) few) due
     cross join lateral (select count(*) from (
       select from outbox o where o.destination_id = d.id and o.state = 'dead' limit :bound) few) dead
     where d.id = any(:ids::text[]) order by d.id`,
    { ids, bound } as never,
  );
  return rows;
}

/**
 * Due now: one that was given up, or that waits for its next try or with a destination that rests;
 * that rests no longer. False for one that was delivered, or is due or being tried at this moment.
 * The destination comes first, so that of two who ask at once one wakes it. `first`: an instant before
 * any at which something there can be due, so that the one asked for is the one that goes out.
 */
export async function hasten(
  db: Knex,
  id: string,
  now: Date,
  { first, give_up_at }: { first: Date; give_up_at: Date },
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with woken as (
       update destinations d set opened_until = null from outbox o
       where o.id = :id and o.state <> 'delivered' and d.id = o.destination_id and d.opened_until > :now
       returning d.id)
     update outbox o set state = 'due', next_at = :first, give_up_at = greatest(give_up_at, :give_up_at),
       settled_at = null
     where o.id = :id and (o.state = 'dead' or o.state = 'due'
       and (o.next_at > :now or o.destination_id in (select id from woken)))`,
    { id, now, first, give_up_at } as never,
  );
  return rowCount === 1;
}
