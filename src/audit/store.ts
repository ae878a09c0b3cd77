import type { Knex } from 'knex';
import type { WrittenEvent } from './mac.ts';
import type { Head, SealRow } from './seal.ts';

/** Instants as text to the microsecond: a Date would hide what is finer. */
const instantOf = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const types = {
  id: 'uuid',
  at: 'timestamptz',
  kind: 'text',
  actor_kind: 'text',
  actor_id: 'text',
  object_kind: 'text',
  object_id: 'text',
  client_id: 'text',
  source_id: 'text',
  session_id: 'uuid',
  outcome: 'text',
  code: 'text',
  detail: 'jsonb',
  mac: 'bytea',
} as const satisfies Record<keyof WrittenEvent, string>;

const columns = Object.keys(types) as (keyof WrittenEvent)[];
export const eventColumns = columns
  .map((column) => (column === 'at' ? `${instantOf('e.at')} as at` : `e.${column}`))
  .join(', ');

/** Without `into`, new events, which are queued for the sealer too; with it, known ones for that table. */
export function insertion(
  rows: readonly WrittenEvent[],
  onlyIf = 'true',
  name = 'audit',
  into?: string,
) {
  const places = columns.map((column) => `?::${types[column]}`).join(', ');
  const bindings = rows.flatMap((row) =>
    columns.map((column) => (column === 'detail' ? JSON.stringify(row.detail) : row[column])),
  );
  const sql = `${name}_written as (
    insert into ${into ?? 'audit_events'} (${columns.join(', ')})
    select * from (values ${rows.map(() => `(${places})`).join(', ')}) as event where ${onlyIf}
    returning id, at
  )`;
  if (into) return { sql, bindings };
  const queued = `${name}_queued as (
    insert into audit_pending (event_id, event_at) select id, at from ${name}_written
  )`;
  return { sql: `${sql}, ${queued}`, bindings };
}

/** One sealer at a time, on whichever node; held to the end of the transaction. */
export async function lockSealing(db: Knex): Promise<boolean> {
  const { rows } = await db.raw(
    "select pg_try_advisory_xact_lock(hashtext('songhua audit sealer')) as locked",
  );
  return rows[0].locked;
}

/** What is queued, by id, each with its event; `id` is null where that does not stand in the trail. */
export async function pendingAfter(
  db: Knex,
  after: string,
  limit: number,
): Promise<({ event_id: string } & (WrittenEvent | { id: null }))[]> {
  const { rows } = await db.raw(
    `select p.event_id, ${eventColumns} from audit_pending p
     left join audit_events e on e.id = p.event_id and e.at = p.event_at
     where p.event_id > ? order by p.event_id limit ?`,
    [after, limit],
  );
  return rows;
}

/** How many are queued, to `atMost`, and the time of the oldest; ids begin with their time. */
export async function unsealed(
  db: Knex,
  atMost: number,
): Promise<{ count: number; oldest_at?: Date }> {
  const { rows } = await db.raw(
    `select (select count(*)::int from (select from audit_pending limit ?) few) as count,
       (select event_at from audit_pending order by event_id limit 1) as oldest_at`,
    [atMost],
  );
  const { count, oldest_at } = rows[0];
  return oldest_at ? { count, oldest_at } : { count };
}

export async function forgetPending(db: Knex, ids: readonly string[]): Promise<void> {
  await db.raw('delete from audit_pending where event_id = any(?::uuid[])', [[...ids]]);
}

/** A row that stands at this number already was found to be forged: it makes way. */
export async function writeSeal(db: Knex, head: Head, ids: readonly string[]): Promise<void> {
  await db.raw(
    `insert into audit_seals (number, sealed_at, event_ids, digest, signature)
     values (?, ?, ?::uuid[], ?, ?)
     on conflict (number) do update set sealed_at = excluded.sealed_at,
       event_ids = excluded.event_ids, digest = excluded.digest, signature = excluded.signature`,
    [
      head.number,
      head.sealed_at,
      [...ids],
      Buffer.from(head.digest, 'base64url'),
      Buffer.from(head.signature, 'base64url'),
    ],
  );
}

/** Seals in ascending order; without `after` from the first row, whatever its number. */
export async function sealsAfter(
  db: Knex,
  after: string | undefined,
  limit: number,
): Promise<SealRow[]> {
  const { rows } = await db.raw(
    `select number, ${instantOf('sealed_at')} as sealed_at, event_ids, digest, signature
     from audit_seals where ?::bigint is null or number > ?::bigint order by number limit ?`,
    [after ?? null, after ?? null, limit],
  );
  return rows;
}

/** Events by id; `within` names the instants where they should be, so that few partitions are read. */
export async function eventsOf(
  db: Knex,
  ids: readonly string[],
  within?: { from: string; to: string },
): Promise<WrittenEvent[]> {
  const range = within ? 'and e.at between ?::timestamptz and ?::timestamptz' : '';
  const { rows } = await db.raw(
    `select ${eventColumns} from audit_events e where e.id = any(?::uuid[]) ${range}`,
    within ? [[...ids], within.from, within.to] : [[...ids]],
  );
  return rows;
}

/** Events that no seal and no queue names, or whose time is not the one in their id. */
export async function strayEvents(db: Knex, limit: number): Promise<WrittenEvent[]> {
  const { rows } = await db.raw(
    `select ${eventColumns} from audit_events e
     left join (
       select distinct unnest(event_ids) as id from audit_seals
       union select event_id from audit_pending
     ) named on named.id = e.id
     where named.id is null or not isfinite(e.at)
       or extract(epoch from e.at) * 1000
          <> ('x' || substr(replace(e.id::text, '-', ''), 1, 12))::bit(48)::bigint
     limit ?`,
    [limit],
  );
  return rows;
}

/** Two nodes that start together make each partition once. */
export async function lockPartitions(db: Knex): Promise<void> {
  await db.raw("select pg_advisory_xact_lock(hashtext('songhua audit partitions'))");
}

export async function partitionNames(db: Knex): Promise<string[]> {
  const { rows } = await db.raw(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'audit_events'::regclass`,
  );
  return rows.map(({ name }: { name: string }) => name);
}

/**
 * A partition for [from, until), with what the default partition caught meanwhile. In a
 * transaction; gives up after two seconds rather than let writers wait behind a long reader.
 * Writers wait at the table itself: one that has chosen the default partition already would be
 * refused by it once the new one stands.
 */
export async function makePartition(db: Knex, name: string, from: string, until: string) {
  await db.raw(`
    set local lock_timeout = '2s';
    lock table only audit_events in share row exclusive mode;
    lock table audit_events_default in access exclusive mode;
    create table ${name} (like audit_events including all);
    with caught as (
      delete from audit_events_default where at >= '${from}' and at < '${until}' returning *
    )
    insert into ${name} select * from caught;
    alter table audit_events attach partition ${name} for values from ('${from}') to ('${until}');
  `);
}
