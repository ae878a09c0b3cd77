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
      applicant_hash text,                     -- of the identifier
      applicant_name_hash text,                -- of the name key
      organisation_sealed text,
      organisation_hash text,                  -- of the identifier
      match_version integer not null,          -- of the three hashes
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
      check (identity_id is null or applicant_hash is null),
      check ((applicant_sealed is null) = (applicant_hash is null)),
      check ((applicant_sealed is null) = (applicant_name_hash is null)),
      check ((organisation_sealed is null) = (organisation_hash is null))
    );
    create index records_identity on records (identity_id, updated_at, id)
      where opened_at is not null and identity_id is not null;
    create index records_counter on records (applicant_hash, applicant_name_hash, updated_at, id)
      where opened_at is not null and applicant_hash is not null;

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

    -- Which of these ids are people's.
    create function persons_among(ids uuid[]) returns setof uuid language sql stable as $$
      select i.id from identities i where i.id = any($1) and i.kind = 'person'
    $$;

    -- What an identity may be found by at a counter: the numbers that it owns now (one that was only
    -- said never counts), each with its name.
    create function identity_holdings(identity uuid)
    returns table (id uuid, type text, value_sealed text, match_hash text, match_version integer,
      name_sealed text, name_hash text, name_version integer)
    language sql stable as $$
      select n.id, n.type, n.value_sealed, n.match_hash, n.match_version,
        i.name_sealed, i.name_hash, i.match_version
      from identifiers n join identities i on i.id = n.identity_id
      where n.identity_id = $1 and n.standing = 'owned' and n.until_at is null
        and i.name_hash is not null and i.state = 'active'
    $$;

    -- The other way round: whose the number is, if the name is the same and evidence of that level
    -- is in force.
    create function holder_of(identifier_hash text, name text, level integer, at timestamptz)
    returns uuid language sql stable as $$
      select i.id from identifiers n join identities i on i.id = n.identity_id
      where n.type = any(array['resident_id', 'gat_residence_permit', 'hm_pass', 'taiwan_pass',
          'foreign_pr', 'foreign_pr_old', 'passport'])
        and n.match_hash = $1 and n.standing = 'owned' and n.until_at is null
        and i.name_hash = $2 and i.state = 'active'
        and exists (select from evidence e where e.identity_id = i.id and e.revoked_at is null
          and e.level >= $3 and e.at <= $4 and (e.expires_at is null or e.expires_at > $4))
      limit 1
    $$;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop function holder_of, identity_holdings, persons_among;
    drop table record_events, records;
  `);
}
