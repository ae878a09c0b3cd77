import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table clients (
      id text primary key,                     -- client_id
      department_id uuid not null references departments,
      names jsonb not null,
      state text not null check (state in ('live', 'suspended')),
      profile text not null default 'standard' check (profile in ('standard')),
      sector text not null,
      redirect_uris jsonb not null,
      post_logout_redirect_uris jsonb not null,
      home_uri text,
      backchannel_logout_uri text,
      scopes text not null,                    -- approved, separated by blanks
      grant_types jsonb not null,
      id_token_alg text not null default 'ES256' check (id_token_alg in ('ES256', 'RS256')),
      level_floor smallint not null default 0 check (level_floor between 0 and 4),
      accepted_sources jsonb,                  -- null: all
      pkce_exempt_until timestamptz,
      pkce_exempt_reason text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((pkce_exempt_until is null) = (pkce_exempt_reason is null))
    );

    create table client_secrets (
      id uuid primary key,
      client_id text not null references clients,
      secret_hash text not null,
      match_version integer not null,
      created_at timestamptz not null,
      expires_at timestamptz
    );
    create index client_secrets_client on client_secrets (client_id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table client_secrets, clients');
}
