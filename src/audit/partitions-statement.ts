import type { Knex } from 'knex';
import type { WrittenEvent } from './mac.ts';
import { eventColumns, insertion } from './store.ts';

/** How many events a partition has. Reads all of it: for what runs beside requests, on closed months. */
export async function countIn(db: Knex, partition: string): Promise<number> {
  const { rows } = await db.raw(`select count(*)::int as count from only ${partition}`);
  return rows[0].count;
}

/** Whether a table of this name stands, a partition of the trail or not. */
export async function stands(db: Knex, partition: string): Promise<boolean> {
  const { rows } = await db.raw('select to_regclass(?) is not null as stands', [partition]);
  return rows[0].stands;
}

/**
 * Takes a partition out of the trail, as the last act of a transaction. Writers wait for as long as
 * this waits for a reader, so it waits a moment and gives up (SQLSTATE 55P03). It is not done
 * concurrently: PostgreSQL has no such thing where there is a default partition.
 */
export async function detach(db: Knex, partition: string): Promise<void> {
  await db.raw(`
    set local lock_timeout = '100ms';
    alter table audit_events detach partition ${partition};
  `);
}

/**
 * Nobody looks at a table that is no partition any more. Its indexes go first, each by itself: the
 * file system takes its time for gigabytes, and what commits meanwhile waits for no more than one of
 * them. Not within a transaction, which would free all of it at its end. Cut off, it goes on when it
 * is called again.
 */
export async function dropTable(db: Knex, partition: string): Promise<void> {
  const { rows } = await db.raw(
    `select indexrelid::regclass::text as index from pg_index
     where indrelid = to_regclass(?) and not exists (select from pg_constraint where conindid = indexrelid)`,
    [partition],
  );
  for (const { index } of rows) await db.raw(`drop index if exists ${index}`);
  await db.raw(`drop table if exists ${partition}`);
}

/** A table that can become the partition of a month, without any event yet. */
export async function makeTable(db: Knex, partition: string, from: string, until: string) {
  await db.raw(`
    drop table if exists ${partition};
    create table ${partition} (like audit_events including all,
      check (at >= '${from}' and at < '${until}'));
  `);
}

/** Events as they were read from an archive; they are sealed already and not queued again. */
export async function load(
  db: Knex,
  partition: string,
  events: readonly WrittenEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const { sql, bindings } = insertion(events, 'true', 'loaded', partition);
  await db.raw(`with ${sql} select`, bindings as Knex.RawBinding[]);
}

/** Makes a loaded table a part of the trail; its check spares reading it. */
export async function attach(db: Knex, partition: string, from: string, until: string) {
  await db.raw(`
    set local lock_timeout = '2s';
    alter table audit_events attach partition ${partition} for values from ('${from}') to ('${until}');
  `);
}

/** What stands in a stretch of time: where nothing should, since its month was dropped. */
export async function eventsWithin(
  db: Knex,
  { from, until }: { from: string; until: string },
  limit: number,
): Promise<WrittenEvent[]> {
  const { rows } = await db.raw(
    `select ${eventColumns} from audit_events e
     where e.at >= ?::timestamptz and e.at < ?::timestamptz limit ?`,
    [from, until, limit],
  );
  return rows;
}

/**
 * For as long as the transaction lasts no partition comes or goes. To be asked for first: a lock takes
 * no snapshot, so that what is read afterwards is of one time with the partitions.
 */
export async function holdPartitions(db: Knex): Promise<void> {
  await db.raw('lock table audit_events in access share mode');
}

/** One node archives at a time; held to the end of the transaction. */
export async function lockArchiving(db: Knex): Promise<boolean> {
  const { rows } = await db.raw(
    "select pg_try_advisory_xact_lock(hashtext('songhua audit archive')) as locked",
  );
  return rows[0].locked;
}

/** The number of the first seal that was made at this time or later. */
export async function firstSealSince(db: Knex, at: string): Promise<string | undefined> {
  const { rows } = await db.raw(
    'select number from audit_seals where sealed_at >= ?::timestamptz order by sealed_at, number limit 1',
    [at],
  );
  return rows[0]?.number;
}
