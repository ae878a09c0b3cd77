import type { Knex } from 'knex';

/** The picture of a client, as people see it when they sign in there; changed as its name is (ADR 39). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table clients
      add column logo text check (logo ~ '^[0-9a-f]{64}$');   -- digest of the picture; null: none

    -- The one that stands and the one that is asked for; others go when another is handed in.
    create table client_logos (
      client_id text not null references clients,
      digest text not null check (digest ~ '^[0-9a-f]{64}$'),  -- SHA-256 of the bytes
      png bytea not null check (octet_length(png) <= 65536),
      added_at timestamptz not null,
      primary key (client_id, digest)
    );
    create index client_logos_digest on client_logos (digest);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table client_logos; alter table clients drop column logo');
}
