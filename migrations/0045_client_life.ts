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

const last = "'registered'::text";
const added = "'client_ending'::text";

/** The life of a client (ADR 39): its states, what is asked for it, its yearly review, its end. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table clients drop constraint clients_state_check;
    alter table clients add constraint clients_state_check check
      (state in ('draft', 'submitted', 'approved', 'live', 'suspended', 'retired'));
    alter table clients
      add column state_at timestamptz,         -- since when it is in this state; null: as it was registered
      add column descriptions jsonb,           -- what it is, for citizens
      add column purpose text,                 -- what it needs people's data for, for whoever approves
      add column matters jsonb not null default '[]',  -- codes of the matters (事项编码) it serves
      add column contacts_sealed text,         -- who answers for it: names, phones, mails
      add column review_due_at timestamptz,    -- the yearly review; null: it was never live
      add column reviewed_at timestamptz,
      add column reminded smallint,            -- days before the review of the last reminder sent for it
      add column ends_at timestamptz;          -- its retirement is decided: nobody is let in from then on
    update clients set review_due_at = now() + interval '1 year';
    create index clients_review on clients (review_due_at) where state in ('live', 'suspended');

    -- What was asked for a client, whole: the registration that was submitted, or a change of a live one.
    create table client_changes (
      id uuid primary key,
      client_id text not null references clients,
      first boolean not null,                  -- the registration itself
      body jsonb not null,                     -- what is asked, field by field
      was jsonb not null,                      -- what stood there then
      acceptance jsonb,                        -- the report of the acceptance that was shown
      asked_by_kind text not null,
      asked_by text,
      asked_at timestamptz not null,
      state text not null check (state in ('asked', 'granted', 'refused', 'withdrawn')),
      decided_at timestamptz,
      answer_sealed text,                      -- why it was refused, for whoever asked
      check ((state = 'asked') = (decided_at is null))
    );
    create unique index client_changes_open on client_changes (client_id) where state = 'asked';
    create index client_changes_client on client_changes (client_id, id desc);

    create table client_logos (
      client_id text primary key references clients,
      type text not null check (type in ('image/png', 'image/jpeg')),
      body bytea not null check (length(body) <= 65536),
      updated_at timestamptz not null
    );

    create table client_retirements (
      client_id text primary key references clients,
      decided_at timestamptz not null,
      walked_to uuid,                          -- the last session whose person was told
      told bigint not null default 0,          -- people
      told_at timestamptz,                     -- everybody was who used it until then
      ended_at timestamptz,                    -- it is retired
      swept_at timestamptz,                    -- its tokens and sessions are at an end too
      receipt_sealed text,                     -- who deleted what
      receipt_at timestamptz                   -- when the department said so; null: waited for
    );
    create index client_retirements_open on client_retirements (decided_at)
      where told_at is null or swept_at is null;

    alter table interventions add column client_id text references clients;
    create unique index interventions_client_ending on interventions (identity_id, client_id)
      where kind = 'client_ending';
  `);
  await db.raw(kinds(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from interventions where kind = 'client_ending'");
  await db.raw(kinds(`, ${added}`, ''));
  await db.raw(`
    drop index interventions_client_ending;
    alter table interventions drop column client_id;
    drop table client_retirements, client_logos, client_changes;
    drop index clients_review;
    -- Whatever is not live lets nobody in; a former release knows that by one word.
    update clients set state = 'suspended' where state not in ('live', 'suspended');
    alter table clients drop constraint clients_state_check;
    alter table clients add constraint clients_state_check check (state in ('live', 'suspended'));
    alter table clients
      drop column state_at,
      drop column descriptions,
      drop column purpose,
      drop column matters,
      drop column contacts_sealed,
      drop column review_due_at,
      drop column reviewed_at,
      drop column reminded,
      drop column ends_at;
  `);
}
