import type { Knex } from 'knex';

/**
 * Keys that were revoked, with what is still to be done and how long what they signed is believed;
 * and registration by machine (RFC 7591, 7592): what a department may register by an initial access
 * token, and the access token of each client that came of one (ADR 0043).
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table revoked_keys (
      kid text primary key,
      alg text not null,
      state text not null check (state in ('next', 'current', 'old')), -- what it was
      revoked_at timestamptz not null,
      signed_until timestamptz,                -- null: it never signed
      grants_ended integer not null default 0,
      done_at timestamptz                      -- no grant is left to end
    );
    create index revoked_keys_open on revoked_keys (revoked_at) where done_at is null;
    create index grants_resources on grants (id) where payload -> 'resources' is not null;

    create table initial_tokens (
      id uuid primary key,
      department_id uuid not null references departments,
      name text not null,                      -- what staff call it
      policy jsonb not null,                   -- what may be registered by it
      most_uses integer not null check (most_uses > 0),
      uses integer not null default 0 check (uses between 0 and most_uses),
      token_hash text unique,                  -- null until somebody has it shown
      issued_at timestamptz,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz
    );
    create index initial_tokens_department on initial_tokens (department_id, id);

    create table machine_registrations (
      client_id text primary key references clients,
      initial_token_id uuid not null references initial_tokens,
      token_hash text unique,                  -- of its registration access token; null: taken away
      metadata jsonb not null,                 -- what was said and only given back: software_id ...
      issued_at timestamptz not null,
      updated_at timestamptz not null
    );
    create index machine_registrations_token on machine_registrations (initial_token_id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table machine_registrations, initial_tokens, revoked_keys;
    drop index grants_resources;
  `);
}
