import type { Knex } from 'knex';

/**
 * What clients asked and what came of it, for those who run them; written in batches beside requests
 * and kept a week (ADR 0043). No foreign key: a row that is lost with its client is no loss, and a
 * batch must not wait for one that is being changed.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table client_requests (
      id bigint generated always as identity primary key,
      client_id text not null,
      at timestamptz not null,
      endpoint text not null,                  -- the engine's name of it, or 'api'
      outcome text not null check (outcome in ('ok', 'refused', 'failed')),
      status smallint not null,
      proved boolean not null,                 -- false: anybody can have sent it
      error text,                              -- as OAuth says it
      reason text,                             -- as we explain it (src/clients/request-reasons.ts)
      code text,                               -- a refusal of ours
      description text,                        -- without what the request said
      request_id text
    );
    create index client_requests_client on client_requests (client_id, id);
    create index client_requests_at on client_requests (at);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table client_requests');
}
