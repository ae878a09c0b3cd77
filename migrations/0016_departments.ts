import type { Knex } from 'knex';

/**
 * The life of the tree: levels of regions, merged and closed nodes, what a node was before; and the
 * indexes by which the console lists records, deliveries and sessions without reading a whole table.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Every letter and every two in a row, so that a part of a name in any language is found by an index.
    create function department_grams(code text, names jsonb) returns text[]
    language sql immutable as $$
      select coalesce(array_agg(distinct substr(word, place, size)), '{}')
      from (select lower(w) as word
        from unnest(array[code, names ->> 'zh-CN', names ->> 'ko', names ->> 'en']) w) words,
        generate_series(1, length(word)) place, (values (1), (2)) sizes (size)
      where place + size - 1 <= length(word)
    $$;

    alter table departments
      add level text check (level in ('province', 'prefecture', 'county', 'township')),
      add state text not null default 'open' check (state in ('open', 'merged', 'closed')),
      add merged_into uuid references departments,
      add version integer not null default 1,      -- counts changes, so that no form overwrites a newer one
      add since_at timestamptz,                    -- since when it is as it stands; null: always known so
      add grams text[] not null generated always as (department_grams(code, names)) stored,
      add check (kind = 'region' or level is null),
      add check ((state = 'merged') = (merged_into is not null));

    with recursive steps (id, step) as (
      select id, 1 from departments where parent_id is null and kind = 'region'
      union all select d.id, s.step + 1 from departments d join steps s on d.parent_id = s.id
      where d.kind = 'region'
    )
    update departments d
    set level = (array['province', 'prefecture', 'county', 'township'])[least(s.step, 4)]
    from steps s where s.id = d.id;

    create unique index departments_gb_code on departments (gb_code)
      where state = 'open' and gb_code is not null;
    create index departments_merged on departments (merged_into) where merged_into is not null;
    create index departments_grams on departments using gin (grams) with (fastupdate = off);

    create table department_history (          -- a node as it stood until something changed
      id uuid primary key,
      department_id uuid not null references departments,
      until_by text not null check (until_by in
        ('renamed', 'recoded', 'moved', 'merged', 'closed', 'reopened', 'arranged')),
      names jsonb not null,
      gb_code text,
      level text,
      parent_id uuid references departments,
      state text not null,
      from_at timestamptz,                     -- null: not known
      until_at timestamptz not null,
      dated text not null default 'day' check (dated in ('day', 'year'))
    );
    create index department_history_department on department_history (department_id, until_at desc, id);
    create index department_history_gb_code on department_history (gb_code) where gb_code is not null;
    create index department_history_parent on department_history (parent_id);

    create index records_department on records (department_id, updated_at, id);
    create index outbox_dead on outbox (destination_id, id) where state = 'dead';
    create index sessions_source_newest on sessions (source_id, id) where ended_at is null;
    drop index sessions_source;
    create index participants_client on participants (client_id, session_id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index participants_client, sessions_source_newest, outbox_dead, records_department;
    create index sessions_source on sessions (source_id) where ended_at is null;
    drop table department_history;
    alter table departments
      drop level, drop state, drop merged_into, drop version, drop since_at, drop grams;
    drop function department_grams;
  `);
}
