import type { Knex } from 'knex';
import type { Bodies, DeliveryKind } from './kinds.ts';

/** What came of the last attempt: `status` when it was accepted, `fault` when not. */
export type Receipt = { status: number; ms: number; at: string } | { fault: string; at: string };

export interface LedgerEntry {
  id: string;
  destination_id: string;
  kind: DeliveryKind;
  session_id: string | null;
  /** What a notice is about; of whom, its reader may be told only by the subject of the client's sector. */
  notice: Omit<Bodies['notice'], 'client_id'> | null;
  state: 'due' | 'delivered' | 'dead';
  attempts: number;
  created_at: Date;
  next_at: Date;
  settled_at: Date | null;
  receipt: Receipt | null;
}

interface NewDelivery {
  id: string;
  destination_id: string;
  kind: DeliveryKind;
  body: object;
  session_id: string | null;
  /** null: as late as any. */
  give_up_at: Date | null;
}

export interface Leased {
  id: string;
  lease: string;
  failures: number;
  in_flight_limit: number;
}

export type Taken = {
  [K in DeliveryKind]: {
    id: string;
    kind: K;
    body: Bodies[K];
    attempts: number;
    created_at: Date;
    give_up_at: Date;
  };
}[DeliveryKind];

export async function ensureDestinations(db: Knex, ids: readonly string[]): Promise<void> {
  await db.raw(
    'insert into destinations (id) select * from unnest(?::text[]) on conflict (id) do nothing',
    [[...ids]],
  );
}

/** As one JSON binding: a thousand endings with their clients would pass the limit of bindings. */
export async function insert(
  db: Knex,
  deliveries: readonly NewDelivery[],
  at: Date,
  giveUpAt: Date,
): Promise<void> {
  await db.raw(
    `insert into outbox (id, destination_id, kind, body, session_id, created_at, next_at, give_up_at)
     select id, destination_id, kind, body, session_id, ?, ?, coalesce(give_up_at, ?)
     from jsonb_to_recordset(?::jsonb) as owed
       (id uuid, destination_id text, kind text, body jsonb, session_id uuid, give_up_at timestamptz)`,
    [at, at, giveUpAt, JSON.stringify(deliveries)],
  );
}

/**
 * Leases destinations at which something is due, those that waited longest first. Nothing stays
 * locked: the lease is a row, and a worker that died loses it when it runs out.
 */
export async function lease(db: Knex, now: Date, until: Date, limit: number): Promise<Leased[]> {
  const { rows } = await db.raw<{ rows: Leased[] }>(
    `with free as materialized (
       select d.id from destinations d
       where (d.leased_until is null or d.leased_until <= ?)
         and (d.opened_until is null or d.opened_until <= ?)
         and exists (select 1 from outbox o
           where o.destination_id = d.id and o.state = 'due' and o.next_at <= ?)
       order by d.leased_until nulls first, d.id
       limit ?
       for update of d skip locked
     )
     update destinations d set lease = gen_random_uuid(), leased_until = ?
     from free where d.id = free.id
     returning d.id, d.lease, d.failures, d.in_flight_limit`,
    [now, now, now, limit, until],
  );
  return rows;
}

/** Takes what is due at a leased destination and counts the attempt before it is made. */
export async function take(db: Knex, leased: Leased, now: Date, limit: number): Promise<Taken[]> {
  const { rows } = await db.raw<{ rows: Taken[] }>(
    `with due as materialized (
       select id from outbox where destination_id = ? and state = 'due' and next_at <= ?
       order by next_at, id limit ? for update skip locked
     )
     update outbox o set attempts = o.attempts + 1
     from due where o.id = due.id
       and exists (select 1 from destinations d where d.id = ? and d.lease = ?)
     returning o.id, o.kind, o.body, o.attempts, o.created_at, o.give_up_at`,
    [leased.id, now, limit, leased.id, leased.lease],
  );
  return rows;
}

/** Settles one attempt; false when the lease was lost meanwhile and another worker has the delivery. */
export async function settle(
  db: Knex,
  leased: Leased,
  taken: { id: string; attempts: number },
  result: { state: 'due' | 'delivered' | 'dead'; receipt: Receipt; at: Date; next_at: Date },
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update outbox set state = ?, receipt = ?::jsonb, next_at = ?, settled_at = ?
     where id = ? and state = 'due' and attempts = ?
       and exists (select 1 from destinations d where d.id = ? and d.lease = ?)`,
    [
      result.state,
      JSON.stringify(result.receipt),
      result.next_at,
      result.state === 'due' ? null : result.at,
      taken.id,
      taken.attempts,
      leased.id,
      leased.lease,
    ],
  );
  return rowCount === 1;
}

/**
 * Gives a destination back, `leased_until` now: the others take their turn before it. False when the
 * lease was lost meanwhile.
 */
export async function release(
  db: Knex,
  leased: Leased,
  now: Date,
  health: { failures: number; opened_until: Date | null },
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update destinations set lease = null, leased_until = ?, failures = ?, opened_until = ?
     where id = ? and lease = ?`,
    [now, health.failures, health.opened_until, leased.id, leased.lease],
  );
  return rowCount === 1;
}

/** Gives up what is past its time without another attempt; at most `limit`. Keeps the last fault. */
export async function giveUp(
  db: Knex,
  past: Date,
  now: Date,
  limit: number,
): Promise<{ id: string; destination_id: string; session_id: string | null; fault: string }[]> {
  const { rows } = await db.raw(
    `with late as materialized (
       select id from outbox where state = 'due' and give_up_at <= ?
       order by give_up_at limit ? for update skip locked
     )
     update outbox o set state = 'dead', settled_at = ?,
       receipt = coalesce(o.receipt, jsonb_build_object('fault', 'never_tried', 'at', ?::text))
     from late where o.id = late.id
     returning o.id, o.destination_id, o.session_id, o.receipt ->> 'fault' as fault`,
    [past, limit, now, now.toISOString()],
  );
  return rows;
}

/** Removes what came to this end before an instant, at most `limit`; gives the ids. */
export async function removeSettled(
  db: Knex,
  kind: 'notice' | 'message',
  state: 'delivered' | 'dead',
  before: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `with old as materialized (
       select id from outbox
       where kind = '${kind}' and state = ? and settled_at is not null and settled_at < ?
       order by settled_at limit ? for update skip locked
     )
     delete from outbox o using old where o.id = old.id returning o.id`,
    [state, before, limit],
  );
  return rows.map(({ id }) => id).sort();
}

/** What waits, counted to `atMost` through the index of what is due, and since when the oldest does. */
export async function outstanding(
  db: Knex,
  atMost: number,
  destinationIds?: readonly string[],
): Promise<{ count: number; oldest_at?: Date }> {
  const theirs = destinationIds ? 'and destination_id = any(?::text[])' : '';
  const { rows } = await db.raw(
    `select (select count(*)::int from
         (select from outbox where state = 'due' ${theirs} limit ?) few) as count,
       ${destinationIds ? 'null' : "(select created_at from outbox where state = 'due' order by give_up_at limit 1)"} as oldest_at`,
    destinationIds ? [[...destinationIds], atMost] : [atMost],
  );
  const { count, oldest_at } = rows[0];
  return oldest_at ? { count, oldest_at } : { count };
}

const entries = (db: Knex) =>
  db('outbox').select(
    'id',
    'destination_id',
    'kind',
    'session_id',
    db.raw(`case kind when 'notice' then body - 'client_id' end as notice`),
    'state',
    'attempts',
    'created_at',
    'next_at',
    'settled_at',
    'receipt',
  );

export async function ledgerOfSessions(db: Knex, ids: readonly string[]): Promise<LedgerEntry[]> {
  return await entries(db).whereIn('session_id', ids).orderBy('id');
}

export async function ledgerOfDestinations(
  db: Knex,
  destinationIds: readonly string[],
  limit: number,
  before?: string,
): Promise<LedgerEntry[]> {
  const newest = entries(db).whereIn('destination_id', destinationIds);
  if (before) newest.where('id', '<', before);
  return await newest.orderBy('id', 'desc').limit(limit);
}
