import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table signing_keys (
      kid text primary key,                    -- never reused
      alg text not null check (alg in ('ES256', 'RS256')),
      state text not null check (state in ('next', 'current', 'old')),
      public_jwk jsonb not null,
      private_jwk_sealed text not null,
      created_at timestamptz not null,
      signs_from timestamptz,                  -- became current
      retires_at timestamptz                   -- old: published until then, then deleted
    );
    create unique index signing_keys_current on signing_keys (alg) where state = 'current';
    create unique index signing_keys_next on signing_keys (alg) where state = 'next';
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table signing_keys');
}
