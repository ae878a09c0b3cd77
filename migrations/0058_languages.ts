import type { Knex } from 'knex';

/**
 * From the list as it stands: others add to it too. Asked of new rows only (`not valid`), here and below:
 * old ones have none of it, and to read them all would keep everybody waiting for as long.
 */
const kinds = (from: string, to: string) => `do $do$
  declare
    was text := (select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'interventions'::regclass and conname = 'interventions_kind_check');
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'the kinds of interventions read otherwise'; end if;
    alter table interventions drop constraint interventions_kind_check;
    execute 'alter table interventions add constraint interventions_kind_check '
      || replace(becomes, ' NOT VALID', '') || ' not valid';
  end $do$`;

const last = "'service_ends'::text";
const added = "'raised'::text";

const speaking = (table: string) => `
  alter table ${table} add column lang text;
  alter table ${table} add constraint ${table}_lang_check check (lang in ('zh-CN', 'ko', 'en')) not valid`;

/**
 * In which language somebody is written to while no page of theirs is open: that of their latest
 * session (ADR 0052). And the list that a person reads says when a check raised the account.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(speaking('sessions'));
  await db.raw(speaking('developers'));
  await db.raw(kinds(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from interventions where kind = 'raised'");
  await db.raw(kinds(`, ${added}`, ''));
  await db.raw('alter table developers drop column lang');
  await db.raw('alter table sessions drop column lang');
}
