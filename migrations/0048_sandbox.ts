import type { Knex } from 'knex';

/**
 * What a database is for; in a sandbox, how it fails at will for one client; the runs of the
 * acceptance robot with what they saw; and the reports of passed ones, in production those imported.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table deployment (
      singleton boolean primary key default true check (singleton),
      kind text not null check (kind in ('sandbox', 'production')),
      marked_at timestamptz not null
    );
    -- Whoever has people and no mark is older than sandboxes are.
    insert into deployment (kind, marked_at)
      select 'production', now() where exists (select from identities);

    create table sandbox_switches (
      client_id text not null references clients on delete cascade,
      switch text not null,
      set_at timestamptz not null,
      until timestamptz not null,
      run_id uuid,                             -- set by the robot, for its run alone
      primary key (client_id, switch),
      check (until > set_at and until <= set_at + interval '1 hour')
    );

    create table acceptance_runs (
      id uuid primary key,
      client_id text not null references clients on delete cascade,
      addresses jsonb not null,                -- start, inside, sign_out: of the client
      state text not null check (state in ('waiting', 'running', 'done', 'broken')),
      asked_at timestamptz not null,
      leased_until timestamptz,                -- a node that dies leaves its run to be given up
      ended_at timestamptz,
      profile text,                            -- as registered when it began
      redirect_uris jsonb,
      points jsonb,                            -- code, result, evidence; without personal data
      passed boolean,
      check ((state in ('done', 'broken')) = (ended_at is not null)),
      check ((state = 'done') = (passed is not null))
    );
    create index acceptance_runs_client on acceptance_runs (client_id, asked_at desc);
    create unique index acceptance_runs_open on acceptance_runs (client_id)
      where state in ('waiting', 'running');

    create table acceptance_observations (
      run_id uuid not null references acceptance_runs on delete cascade,
      id uuid not null,
      at timestamptz not null,
      endpoint text not null,
      facts jsonb not null,                    -- no secret, no token: digests where they are compared
      primary key (run_id, id)
    );

    create table acceptance_reports (
      client_id text primary key references clients on delete cascade,
      profile text not null,
      redirect_uris jsonb not null,
      points integer not null,
      passed_at timestamptz not null,
      issuer text not null,                    -- the sandbox
      report text not null,                    -- as it was imported: a JWS
      imported_at timestamptz not null
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`drop table acceptance_reports, acceptance_observations, acceptance_runs,
    sandbox_switches, deployment`);
}
