import type { Knex } from 'knex';

/** What the person did to their own ways in stands in the same list. */
const own =
  "'source_blocked'::text, 'source_allowed'::text, 'new_sources_blocked'::text, 'new_sources_allowed'::text";

/** From the list as it stands: others add to it too. */
const kinds = (from: string, to: string) => `do $do$
  declare
    was text := (select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'interventions'::regclass and conname = 'interventions_kind_check');
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'the kinds of interventions read otherwise'; end if;
    alter table interventions drop constraint interventions_kind_check;
    execute 'alter table interventions add constraint interventions_kind_check ' || becomes;
  end $do$`;

/** The list that a person reads also says what they did to their own ways in, and to which. */
export async function up(db: Knex): Promise<void> {
  await db.raw('alter table interventions add column source_id text references sources');
  await db.raw(kinds("'separated'::text", `'separated'::text, ${own}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    delete from interventions where kind in
      ('source_blocked', 'source_allowed', 'new_sources_blocked', 'new_sources_allowed')`);
  await db.raw(kinds(`, ${own}`, ''));
  await db.raw('alter table interventions drop column source_id');
}
