import type { Knex } from 'knex';

/**
 * Of a sandbox: which identities are its made-up citizens, and what it would have sent to telephones
 * and mailboxes. A run of the robot no longer takes the switches of the developer with it.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table sandbox_citizens (
      code text primary key,                   -- of the list in src/oidc/sandbox/citizens.ts; robots by their user name
      identity_id uuid not null references identities,
      made_at timestamptz not null
    );
    create index sandbox_citizens_identity on sandbox_citizens (identity_id);

    create table sandbox_messages (
      id uuid primary key,                     -- the message's
      channel text not null check (channel in ('sms', 'mail')),
      template text not null,
      text_sealed text not null,               -- to, words, lang
      at timestamptz not null,
      expires_at timestamptz not null
    );
    create index sandbox_messages_expired on sandbox_messages (expires_at);

    alter table sandbox_switches drop constraint sandbox_switches_pkey;
    create unique index sandbox_switches_own on sandbox_switches (client_id, switch)
      where run_id is null;
    create unique index sandbox_switches_run on sandbox_switches (client_id, switch, run_id)
      where run_id is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index sandbox_switches_own, sandbox_switches_run;
    -- Of a switch that is on twice the robot's goes: its run begins anew.
    delete from sandbox_switches where run_id is not null;
    alter table sandbox_switches add primary key (client_id, switch);
    drop table sandbox_messages, sandbox_citizens;
  `);
}
