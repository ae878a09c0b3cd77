import type { Knex } from 'knex';

/** From the list as it stands: others may add to it too. */
const purposes = (from: string, to: string) => `do $do$
  declare
    was text := (select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = 'one_time_codes'::regclass and conname = 'one_time_codes_purpose_check');
    becomes text := replace(was, $was$${from}$was$, $is$${to}$is$);
  begin
    if was = becomes then raise exception 'the purposes of one-time codes read otherwise'; end if;
    alter table one_time_codes drop constraint one_time_codes_purpose_check;
    execute 'alter table one_time_codes add constraint one_time_codes_purpose_check ' || becomes;
  end $do$`;

const last = "'contact'::text";
const added = "'developer'::text";

/**
 * The developers of department applications (ADR 0041): a realm of their own beside citizens and
 * staff. Of a developer nothing is known but a work address that they have proved.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table developers (
      id uuid primary key,
      address_sealed text not null,
      address_hash text,                       -- odd versions of the match key, even ones beside
      address_hash_even text,
      match_version integer,
      match_version_even integer,
      created_at timestamptz not null
    );
    create unique index developers_address on developers (address_hash)
      where address_hash is not null;
    create unique index developers_address_even on developers (address_hash_even)
      where address_hash_even is not null;

    -- Between the address and its code: which browser asked, and about which address.
    create table developer_entries (
      id uuid primary key,
      token_hash text not null unique,
      address_sealed text not null,
      code_id uuid not null,
      expires_at timestamptz not null
    );
    create index developer_entries_expired on developer_entries (expires_at);

    create table developer_sessions (
      id uuid primary key,
      developer_id uuid not null references developers,
      token_hash text not null unique,
      started_at timestamptz not null,
      seen_at timestamptz not null,            -- to the minute
      ends_at timestamptz not null,
      ended_at timestamptz,
      end_reason text check (end_reason in ('signed_out', 'idle', 'absolute')),
      check ((ended_at is null) = (end_reason is null))
    );
    create index developer_sessions_live on developer_sessions (developer_id) where ended_at is null;
    create index developer_sessions_stale on developer_sessions (seen_at) where ended_at is null;

    -- To an address, not to a person: whoever proves it may take it, once.
    create table developer_invitations (
      id uuid primary key,
      department_id uuid not null references departments,
      address_sealed text not null,
      address_hash text,
      address_hash_even text,
      match_version integer,
      match_version_even integer,
      made_by uuid not null references staff,
      made_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      withdrawn_at timestamptz,
      check (used_at is null or withdrawn_at is null)
    );
    create unique index developer_invitations_open on developer_invitations (department_id, address_hash)
      where used_at is null and withdrawn_at is null and address_hash is not null;
    create unique index developer_invitations_open_even
      on developer_invitations (department_id, address_hash_even)
      where used_at is null and withdrawn_at is null and address_hash_even is not null;
    create index developer_invitations_address on developer_invitations (address_hash);
    create index developer_invitations_address_even on developer_invitations (address_hash_even);
    create index developer_invitations_department on developer_invitations (department_id, id);

    create table developer_memberships (
      id uuid primary key,
      developer_id uuid not null references developers,
      department_id uuid not null references departments,
      invitation_id uuid not null references developer_invitations,
      began_at timestamptz not null,
      ended_at timestamptz,
      ended_by uuid references staff,          -- null: the developer left
      check (ended_by is null or ended_at is not null)
    );
    create unique index developer_memberships_now on developer_memberships (developer_id, department_id)
      where ended_at is null;
    create index developer_memberships_department on developer_memberships (department_id, id);

    -- In the sandbox: whose draft it is, while it is nobody's department's.
    create table developer_drafts (
      client_id text primary key references clients,
      developer_id uuid not null references developers
    );
    create index developer_drafts_developer on developer_drafts (developer_id);
  `);
  await db.raw(purposes(last, `${last}, ${added}`));
}

export async function down(db: Knex): Promise<void> {
  await db.raw("delete from one_time_codes where purpose = 'developer'");
  await db.raw(purposes(`, ${added}`, ''));
  await db.raw(`
    drop table developer_drafts, developer_memberships, developer_invitations, developer_sessions,
      developer_entries, developers
  `);
}
