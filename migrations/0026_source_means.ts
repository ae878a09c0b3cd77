import type { Knex } from 'knex';

/** A source's own mapping, the document that it publishes, and which of its answers were taken. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table sources add column mapping jsonb;   -- null: the usual one of its protocol

    create table source_documents (
      source_id text primary key references sources,
      document text not null,
      fetched_at timestamptz not null
    );

    create table source_once (
      source_id text not null references sources,
      key text not null,
      until timestamptz not null,
      primary key (source_id, key)
    );
    create index source_once_until on source_once (until);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table source_once, source_documents; alter table sources drop column mapping');
}
