import type { Knex } from 'knex';

/** What probes find, what expires and was told, and whom a switch-off touched. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table source_health
      add column failed_step text check (failed_step in ('begin', 'sign_in')),  -- since it was last well: sign_in once any was
      add column probe_at timestamptz,          -- due then; null: never asked
      add column probing_until timestamptz,     -- a node is asking; it lost that when this is past
      add column probe_lease uuid,
      add column probed_at timestamptz,
      add column probe_fault text,              -- null: the last probe went well
      add column expiries jsonb not null default '[]';
    update source_health set failed_step = split_part(last_fault, ':', 1)
      where failures > 0 and last_fault ~ '^(begin|sign_in):';

    create table source_expiries_told (
      source_id text not null references sources,
      what text not null,
      ends_at timestamptz not null,
      days smallint not null,                   -- the threshold: so many days ahead
      told_at timestamptz not null,
      primary key (source_id, what, ends_at, days)
    );

    create table source_drains (
      source_id text not null references sources,
      begun_at timestamptz not null,            -- of which switch-off
      client_id text not null,                  -- '': every session, whatever it had been shown to
      sessions bigint not null,
      done_at timestamptz,                      -- of the row '': none is left
      primary key (source_id, begun_at, client_id)
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table source_drains, source_expiries_told;
    alter table source_health
      drop column failed_step, drop column probe_at, drop column probing_until, drop column probe_lease,
      drop column probed_at, drop column probe_fault, drop column expiries;
  `);
}
