import type { Knex } from 'knex';

/**
 * Many events at once, made in the database: one every `apart` milliseconds from `from` on, of 200
 * people, 50 clients, 40 sources, 40 kinds; one in 50 refused with one of 5 codes, one in 250 by
 * staff. Their macs are of nobody: this is for plans and times, not for verifying.
 */
export async function crowd(
  db: Knex,
  { from, count, apart, table = 'audit_events' }: CrowdOptions,
): Promise<void> {
  await db.raw(
    `insert into ${table} (id, at, kind, actor_kind, actor_id, object_kind, object_id, client_id,
       source_id, session_id, outcome, code, detail, mac)
     select ${idAt('ms')}, to_timestamp(ms / 1000.0), 'kind.' || n % 40,
       case when n % 250 = 0 then 'staff' else 'identity' end,
       case when n % 250 = 0 then 'staff-' || n % 7 else ${person} end,
       'session', md5('object ' || n)::uuid::text,
       case when n % 3 > 0 then 'client-' || n % 50 end, case when n % 3 = 0 then 'source-' || n % 40 end,
       md5('session ' || n / 4)::uuid, case when n % 50 = 7 then 'refused' else 'ok' end,
       case when n % 50 = 7 then 'code.' || n % 250 end, '{"level": 2}', sha256(n::text::bytea)
     from (
       select n, (${from.getTime()}::bigint + n * ${apart}::bigint) as ms
       from generate_series(0, ${count - 1}::bigint) n
     ) event`,
  );
}

export interface CrowdOptions {
  from: Date;
  count: number;
  apart: number;
  /** A partition, to go past the choice of one. */
  table?: string;
}

/** Scattered over the time, so that no page of the table holds two of one person. */
const person = "md5('person ' || (n * 7919) % 200)::uuid::text";

const idAt = (ms: string) =>
  `(lpad(to_hex(${ms}), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8'
    || right(md5(n::text), 15))::uuid`;

export const personOf = async (db: Knex, n: number): Promise<string> =>
  (await db.raw(`select ${person} as id from (select ?::bigint as n) one`, [n])).rows[0].id;
