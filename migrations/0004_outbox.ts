import type { Knex } from 'knex';

/**
 * What is owed to outside parties, and to whom (DESIGN 5). Whether something is due at a destination
 * is asked of the outbox itself: a `next_at` here would make every ending wait for the row of a busy
 * destination, and a worker that empties it could miss what is being committed at that moment.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table destinations (
      id text primary key,                     -- 'client:<client_id>'
      leased_until timestamptz,                -- when free: when it was last served, for taking turns
      lease uuid,                              -- who holds it; a late worker finds another value
      failures integer not null default 0,     -- in a row
      opened_until timestamptz,                -- breaker
      in_flight_limit integer not null default 8
    );

    create table outbox (
      id uuid primary key,
      destination_id text not null references destinations,
      kind text not null,
      body jsonb not null,                     -- ids only
      session_id uuid,                         -- whose ending it tells of
      state text not null default 'due' check (state in ('due', 'delivered', 'dead')),
      attempts integer not null default 0,
      created_at timestamptz not null,
      next_at timestamptz not null,
      give_up_at timestamptz not null,
      settled_at timestamptz,
      receipt jsonb                            -- {"status", "ms", "at"} or {"fault", "at"}
    );
    create index outbox_due on outbox (destination_id, next_at) where state = 'due';
    create index outbox_give_up on outbox (give_up_at) where state = 'due';
    create index outbox_session on outbox (session_id) where session_id is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table outbox, destinations');
}
