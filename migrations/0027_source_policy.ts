import type { Knex } from 'knex';

/**
 * What an arrival through a source may bring about, and the states before and after it is live; the
 * defaults are what every source could before.
 */
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
      add column testers_sealed text,          -- the accounts that try it, a list
      drop constraint sources_state_check,
      add constraint sources_state_check
        check (state in ('draft', 'test', 'shadow', 'live', 'paused', 'retired')),
      add column corrects text[] not null default '{phone_number,email}'
        check (corrects <@ '{phone_number,email,alias,gender}');

    create table source_compared (
      source_id text not null references sources,
      outcome text not null check (outcome in ('same', 'other', 'nobody', 'conflict')),
      count integer not null,
      primary key (source_id, outcome)
    );
  `);
  await db.raw(standing("src.state <> 'live'", "src.state not in ('live', 'test')"));
}

/** A session that came through a source stands as long as its state lets anybody in. */
const standing = (from: string, to: string) => `do $do$ begin
  execute replace(
    pg_get_functiondef('session_standing(text, timestamptz, text)'::regprocedure),
    $was$${from}$was$, $is$${to}$is$);
end $do$`;

export async function down(db: Knex): Promise<void> {
  await db.raw(standing("src.state not in ('live', 'test')", "src.state <> 'live'"));
  // What had to be kept from people stays so: the schema before cannot say less than everything.
  await db.raw(`
    drop table source_compared;
    update sources set state = 'paused' where state not in ('live', 'paused')
      or matching <> 'identifier' or regions is not null
      or not (may_link and may_create and links_alone and updates_alone and kinds @> '{person}');
    alter table sources
      drop constraint sources_state_check,
      add constraint sources_state_check check (state in ('live', 'paused')),
      drop column testers_sealed, drop column matching, drop column may_link, drop column may_create, drop column links_alone,
      drop column updates_alone, drop column kinds, drop column regions, drop column corrects
  `);
}
