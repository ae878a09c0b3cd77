import type { Knex } from 'knex';

/**
 * What of a refused request may be named, what a sandbox had to do with it, and the ways in which the
 * log is searched (ADR 0051).
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table client_requests
      add column named text[] not null default '{}',     -- cut to names and addresses: src/oidc/refused-names.ts
      add column in_run boolean not null default false,  -- while the acceptance robot tried the client
      add column switched text[] not null default '{}';  -- the failure switches that made the answer
    create index client_requests_refused on client_requests (client_id, id) where outcome <> 'ok';
    create index client_requests_endpoint on client_requests (client_id, endpoint, id);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index client_requests_refused, client_requests_endpoint;
    alter table client_requests
      drop column named, drop column in_run, drop column switched;
  `);
}
