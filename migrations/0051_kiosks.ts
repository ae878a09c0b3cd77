import type { Knex } from 'knex';

/** The self-service machines at which an application runs: where each one stands, and what it is called. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table client_devices (
      id uuid primary key,
      client_id text not null references clients,
      code text not null,                      -- what the machine calls itself when it asks
      hall jsonb not null,                     -- the words of the hall in which it stands
      names jsonb not null,
      added_at timestamptz not null,
      retired_at timestamptz
    );
    -- A code may be given again after its machine has been taken away.
    create unique index client_devices_code on client_devices (client_id, code) where retired_at is null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table client_devices');
}
