import type { Knex } from 'knex';

/**
 * Which applications were registered by a program, by which initial token, and by what token of its own
 * (RFC 7592 §1.2) each of them looks after its registration: kept as a keyed hash, another one after each
 * change, none once it is ended.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table dynamic_registrations (
      client_id text primary key references clients,
      initial_token_id uuid not null references initial_tokens,
      token_hash text,
      registered_at timestamptz not null,
      token_at timestamptz not null,           -- when that token was given
      ended_at timestamptz,
      check ((token_hash is null) = (ended_at is not null))
    );
    create index dynamic_registrations_token on dynamic_registrations (initial_token_id, client_id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table dynamic_registrations');
}
