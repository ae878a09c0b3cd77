import type { Knex } from 'knex';

/** What an arrival through a source may bring about; the defaults are what every source could before. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table sources
      add column matching text not null default 'identifier'
        check (matching in ('identifier', 'national_hash', 'bound_only')),
      add column may_link boolean not null default true,
      add column may_create boolean not null default true,
      add column links_alone boolean not null default true,
      add column updates_alone boolean not null default true,
      add column kinds text[] not null default '{person}'
        check (cardinality(kinds) > 0 and kinds <@ '{person,organisation}'),
      -- codes of departments; null: everywhere
      add column regions text[] check (cardinality(regions) > 0),
      add column corrects text[] not null default '{phone_number,email}'
        check (corrects <@ '{phone_number,email,alias,gender}');
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table sources
      drop column matching, drop column may_link, drop column may_create, drop column links_alone,
      drop column updates_alone, drop column kinds, drop column regions, drop column corrects
  `);
}
