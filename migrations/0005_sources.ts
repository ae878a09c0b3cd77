import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table sources (
      id text primary key check (id ~ '^[a-z][a-z0-9-]{1,39}$'),
      protocol text not null check (protocol in ('oidc', 'oauth2', 'saml', 'cas', 'ldap', 'password-table', 'ticket')),
      department_code text not null references departments (code),  -- the authority of its arrivals, read with the row
      names jsonb not null,
      account_words jsonb not null,            -- what the department calls its account: 公积金账号
      state text not null check (state in ('live', 'paused')),
      registration text not null check (registration in ('issued', 'self_registered')),
      ceiling smallint not null check (ceiling between 0 and 4),
      evidence_days integer not null default 365 check (evidence_days > 0),
      settings_sealed text not null,
      position integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table source_health (
      source_id text primary key references sources,
      failures integer not null default 0,     -- in a row
      opened_until timestamptz,                -- breaker: not tried before then
      last_ok_at timestamptz,
      last_failed_at timestamptz,
      last_fault text
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table source_health, sources');
}
