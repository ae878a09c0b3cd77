import type { Knex } from 'knex';

/** The trail: events as they happen, what is not sealed yet, and the seals (DESIGN 7). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table audit_events (
      id uuid not null,
      at timestamptz not null,
      kind text not null,
      actor_kind text not null,
      actor_id text,
      object_kind text,
      object_id text,
      client_id text,
      source_id text,
      session_id uuid,
      outcome text not null check (outcome in ('ok', 'refused', 'failed')),
      code text,
      detail jsonb not null default '{}',
      mac bytea not null,
      primary key (id, at)
    ) partition by range (at);
    create table audit_events_default partition of audit_events default;

    create table audit_pending (
      event_id uuid primary key,
      event_at timestamptz not null
    );

    create table audit_seals (
      number bigint primary key,
      sealed_at timestamptz not null,
      event_ids uuid[] not null,
      digest bytea not null,
      signature bytea not null
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table audit_seals, audit_pending, audit_events');
}
