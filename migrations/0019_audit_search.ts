import type { Knex } from 'knex';

/**
 * What the trail is searched by (ADR 0019): an index for each filter, in the order of the ids, which
 * is the order of time. Months that were exported, exports that were asked for, and how far the
 * second sink was told.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create index audit_events_actor on audit_events (actor_id, id) where actor_id is not null;
    create index audit_events_object on audit_events (object_id, id) where object_id is not null;
    create index audit_events_client on audit_events (client_id, id) where client_id is not null;
    create index audit_events_source on audit_events (source_id, id) where source_id is not null;
    create index audit_events_kind on audit_events (kind, id);
    create index audit_events_code on audit_events (code, id) where code is not null;
    create index audit_events_outcome on audit_events (outcome, id) where outcome <> 'ok';
    create index audit_events_office on audit_events (actor_kind, id)
      where actor_kind in ('staff', 'system');
    create index audit_seals_sealed_at on audit_seals (sealed_at);

    create table audit_archives (
      from_at timestamptz primary key,
      until_at timestamptz not null,
      file text not null unique,
      events bigint not null,
      first_seal bigint not null,
      last_seal bigint not null,
      digest bytea not null,
      signature bytea not null,
      state text not null check (state in ('exported', 'dropped', 'imported')),
      changed_at timestamptz not null,
      mac bytea not null
    );

    create table audit_exports (
      id uuid primary key,
      asked_by text not null,
      asked_at timestamptz not null,
      filters jsonb not null,
      state text not null check (state in ('waiting', 'ready', 'failed')),
      code text,
      events bigint,
      bytes bigint,
      digest text,
      ready_at timestamptz,
      ends_at timestamptz not null
    );
    create index audit_exports_ends_at on audit_exports (ends_at);

    create table audit_export_chunks (
      export_id uuid not null references audit_exports on delete cascade,
      position int not null,
      bytes bytea not null,
      primary key (export_id, position)
    );

    create table audit_receivers (
      name text primary key,
      sent bigint not null,
      sent_at timestamptz not null
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table audit_receivers, audit_export_chunks, audit_exports, audit_archives;
    drop index audit_seals_sealed_at, audit_events_office, audit_events_outcome, audit_events_code,
      audit_events_kind, audit_events_source, audit_events_client, audit_events_object,
      audit_events_actor;
  `);
}
