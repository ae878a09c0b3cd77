import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table credentials (
      id uuid primary key,
      identity_id uuid not null references identities,
      kind text not null check (kind in ('password', 'passkey', 'totp', 'recovery')),
      secret text not null,                    -- password: argon2id in PHC form
      login_name_sealed text,
      login_name_hash text,
      match_version integer not null,
      bound_level smallint not null check (bound_level between 0 and 4),
      created_at timestamptz not null,
      last_used_at timestamptz,
      suspended_at timestamptz,
      ended_at timestamptz
    );
    create unique index credentials_login_name on credentials (login_name_hash) where ended_at is null;
    create unique index credentials_password on credentials (identity_id) where kind = 'password' and ended_at is null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table credentials');
}
