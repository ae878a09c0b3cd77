import type { Knex } from 'knex';

/** Keys that were revoked: what is still to be done, and how long what they signed is believed (ADR 0043). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table if not exists revoked_keys (
      kid text primary key,
      alg text not null,
      state text not null check (state in ('next', 'current', 'old')), -- what it was
      revoked_at timestamptz not null,
      signed_until timestamptz,                -- null: it never signed
      grants_ended integer not null default 0,
      done_at timestamptz                      -- no grant is left to end
    );
    create index if not exists revoked_keys_open on revoked_keys (revoked_at) where done_at is null;
    create index if not exists grants_resources on grants (id)
      where payload -> 'resources' is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table revoked_keys; drop index grants_resources');
}
