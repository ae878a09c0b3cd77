import type { Knex } from 'knex';

/** What somebody is writing about a source: secrets of a form that is not sent yet, and changes that wait. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table source_edits (
      id uuid primary key,
      staff_id uuid not null,                   -- whose form it is, or who asked
      source_id text references sources,        -- null: of a source that is not there yet
      part text not null check (part in ('settings', 'mapping', 'details')),
      was text,                                 -- asked for: the version that it was drawn from
      fields text[] not null default '{}',      -- asked for: the names of what changes, never a value
      body_sealed text,                         -- null: done with
      created_at timestamptz not null
    );
    create index source_edits_old on source_edits (created_at) where body_sealed is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table source_edits');
}
