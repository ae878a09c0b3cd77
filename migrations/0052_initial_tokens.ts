import type { Knex } from 'knex';

/**
 * Initial access tokens (RFC 7591 §3): by which programs register applications of one department, within
 * a policy that two of the staff agreed to. Each is a random value that only its holder knows, made when
 * it is taken; how often it may be used, one UPDATE decides (ADR 0048).
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table initial_tokens (
      id uuid primary key,
      department_id uuid not null references departments,
      policy jsonb not null,                   -- src/clients/dynamic/policy.ts
      most_uses integer not null check (most_uses > 0),
      uses integer not null default 0,
      approval_id uuid not null,               -- by which two people agreed to it
      granted_at timestamptz not null,
      expires_at timestamptz not null,
      secret_hash text unique,                 -- null until it is taken, once
      taken_at timestamptz,
      taken_by uuid references staff,
      revoked_at timestamptz,
      revoked_by uuid references staff,
      check (uses between 0 and most_uses),
      check ((secret_hash is null) = (taken_at is null)),
      check ((taken_by is null) = (taken_at is null)),
      check ((revoked_by is null) = (revoked_at is null))
    );
    create index initial_tokens_department on initial_tokens (department_id, id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table initial_tokens');
}
