import type { Knex } from 'knex';

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

const last = "'new_sources_allowed'::text";
const added = "'registered'::text";

/** The list that a person reads begins with the registering, where the account began with one. */
export async function up(db: Knex): Promise<void> {
  await db.raw(kinds(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from interventions where kind = 'registered'");
  await db.raw(kinds(`, ${added}`, ''));
}
