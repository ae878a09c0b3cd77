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

const before = "'regained'::text";
const added = ", 'recovery_begun'::text, 'recovery_stopped'::text";

/** Nothing attaches to an identity that was absorbed. */
const guarded = ['claim_papers', 'recoveries'] as const;

/** Passwords that are being recovered by a check, and wait until their owner had time to say no. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table recoveries (
      id uuid primary key,
      identity_id uuid not null references identities,
      method text not null check (method in ('operator', 'face')),  -- what was proved, and is proved again
      state text not null check (state in ('waiting', 'done', 'stopped', 'lapsed')),
      stop_hash text not null unique,          -- keyed; the code is in the notices alone
      begun_at timestamptz not null,
      due_at timestamptz not null,
      lapses_at timestamptz not null,
      ended_at timestamptz,
      stopped_by text check (stopped_by in ('link', 'owner')),
      set_aside_at timestamptz                 -- another one goes on for it since a merge
    );
    create unique index recoveries_waiting on recoveries (identity_id)
      where state = 'waiting' and set_aside_at is null;
    create index recoveries_identity on recoveries (identity_id, ended_at);

    ${guarded
      .map(
        (table) => `
    create trigger absorbed_takes_nothing before insert on ${table}
      for each row execute function absorbed_takes_nothing();
    create trigger absorbed_takes_nothing_later before update of identity_id on ${table}
      for each row when (new.identity_id is distinct from old.identity_id)
      execute function absorbed_takes_nothing();`,
      )
      .join('')}
  `);
  await db.raw(kinds(before, before + added));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from interventions where kind in ('recovery_begun', 'recovery_stopped')");
  await db.raw(kinds(before + added, before));
  await db.raw(`
    drop trigger absorbed_takes_nothing on claim_papers;
    drop trigger absorbed_takes_nothing_later on claim_papers;
    drop table recoveries;
  `);
}
