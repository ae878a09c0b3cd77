import type { Knex } from 'knex';

/** From which networks people have met answers of a source that nobody can read (src/sources/breaker.ts). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table source_health
      add column doubted_by text[] not null default '{}',   -- keyed hashes; never more than open the breaker
      add column doubted_since timestamptz;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('alter table source_health drop column doubted_by, drop column doubted_since');
}
