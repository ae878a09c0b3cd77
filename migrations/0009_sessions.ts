import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table sessions (
      id uuid primary key,
      uid text not null unique,                -- of the engine's session; stable while its cookie rotates
      identity_id uuid not null references identities,
      kind text not null default 'browser' check (kind in ('browser', 'kiosk')),
      level smallint not null check (level between 0 and 4),   -- at sign-in
      factor_reach smallint not null check (factor_reach between 0 and 4),
      amr jsonb not null,
      source_id text,                          -- null: signed in with a credential of ours
      link_id uuid references links,
      credential_id uuid references credentials,
      device text not null,
      network text not null,                   -- coarse: a /24 or a /48
      started_at timestamptz not null,
      due_at timestamptz not null,             -- the sweeper looks then
      ends_at timestamptz not null,            -- absolute limit
      ended_at timestamptz,
      end_reason text
    );
    create index sessions_due on sessions (due_at) where ended_at is null;
    create index sessions_identity on sessions (identity_id, started_at desc);
    create index sessions_source on sessions (source_id) where ended_at is null;

    create table participants (
      session_id uuid not null references sessions,
      client_id text not null,
      sid text not null,
      told boolean not null,                   -- had a back-channel address at the hop: is owed a logout token
      scope text not null default '',          -- what it was granted at the hop
      acting jsonb,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (session_id, client_id)
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table participants, sessions');
}
