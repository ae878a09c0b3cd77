import type { Knex } from 'knex';

/** The index of cases: one entry a case, and every event that made it (DESIGN 6). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table records (
      id uuid primary key,
      department_id uuid not null references departments,
      case_number text not null,               -- 办件编号, unique within its department
      client_id text not null,                 -- the one that opened it
      identity_id uuid references identities,  -- the applicant, known by a subject
      applicant_sealed text,                   -- or by number and name, at a counter
      applicant_hash text,                     -- of both together
      applicant_hash_even text,
      match_version integer,                   -- odd ones and even ones have a column each
      match_version_even integer,
      organisation_sealed text,
      matter_code text,
      matter_name text,
      area_code text,
      state smallint check (state between 1 and 3),
      status_sealed text,                      -- the department's own words
      state_at timestamptz,
      opened_at timestamptz,                   -- null until its acceptance has come: shown to nobody
      promised_at timestamptz,
      deep_link text,
      decided jsonb not null default '{}',     -- by which event each of these was decided
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (department_id, case_number),
      check (identity_id is null or applicant_sealed is null)
    );
    create index records_identity on records (identity_id, updated_at, id)
      where opened_at is not null and identity_id is not null;
    create index records_counter on records (applicant_hash, updated_at, id)
      where opened_at is not null and applicant_hash is not null;
    create index records_counter_even on records (applicant_hash_even, updated_at, id)
      where opened_at is not null and applicant_hash_even is not null;

    create table record_events (
      id uuid primary key,
      record_id uuid not null references records,
      client_id text not null,
      event_id text not null,                  -- CloudEvents id, unique within its client
      batch_id uuid not null,                  -- with which it came; the audit event names it too
      kind text not null check (kind in ('accepted', 'progressed', 'done', 'withdrawn', 'corrected')),
      at timestamptz not null,                 -- CloudEvents time: by it, never by arrival, they are ordered
      received_at timestamptz not null,
      data_sealed text not null,
      digest text not null,
      unique (client_id, event_id)
    );
    create index record_events_record on record_events (record_id, at desc);

    -- What people may be found by at a counter: the numbers that they own now (one that was only
    -- said never counts) with their name, and the level of the evidence that is in force.
    create function identity_holdings(ids uuid[], at timestamptz)
    returns table (identity_id uuid, name_sealed text, id uuid, type text, value_sealed text,
      level integer)
    language sql stable as $$
      select i.id, i.name_sealed, n.id, n.type, n.value_sealed,
        coalesce((select max(e.level) from evidence e
          where e.identity_id = i.id and e.revoked_at is null and e.at <= $2
            and (e.expires_at is null or e.expires_at > $2)), 0)::integer
      from identities i join identifiers n on n.identity_id = i.id
      where i.id = any($1) and i.state = 'active' and i.name_sealed is not null
        and n.standing = 'owned' and n.until_at is null
    $$;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop function identity_holdings;
    drop table record_events, records;
  `);
}
