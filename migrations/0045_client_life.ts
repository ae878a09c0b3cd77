import type { Knex } from 'knex';

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
      add column ends_at timestamptz;          -- its retirement is decided: nobody is let in from then on
    update clients set review_due_at = now() + interval '1 year';
    create index clients_ending on clients (ends_at) where state in ('live', 'suspended');

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

    create table client_retirements (
      client_id text primary key references clients,
      decided_at timestamptz not null,
      ended_at timestamptz,                    -- it is retired
      receipt_sealed text,                     -- who deleted what
      receipt_at timestamptz                   -- when the department said so; null: waited for
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table client_retirements, client_changes;
    drop index clients_ending;
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
      drop column ends_at;
  `);
}
