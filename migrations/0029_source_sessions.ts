import type { Knex } from 'knex';

/**
 * Which session of a source a session of ours came from, so that the end of either can be told to the
 * other. Losing it costs a sign-out.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table source_sessions (
      id uuid primary key,
      session_id uuid not null references sessions,
      source_id text not null references sources,
      name_hash text,                          -- what the source calls its session
      holder_hash text,                        -- and whom it is of
      ending_sealed text,                      -- what it takes to end it there
      sign_out text not null default 'none'    -- how far the person's sign-out there has come
        check (sign_out in ('none', 'gone', 'ended', 'not_ended')),
      kept_until timestamptz not null,
      unique (session_id, source_id)
    );
    create index source_sessions_name on source_sessions (source_id, name_hash) where name_hash is not null;
    create index source_sessions_holder on source_sessions (source_id, holder_hash) where holder_hash is not null;
    create index source_sessions_kept_until on source_sessions (kept_until);

    -- what a source has said to be over, for sign-ins that are still under way
    create table source_endings (
      source_id text not null references sources,
      hash text not null,                      -- of a name or of a holder
      ended_at timestamptz not null,
      kept_until timestamptz not null,
      primary key (source_id, hash)
    );
    create index source_endings_kept_until on source_endings (kept_until);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table source_endings, source_sessions');
}
