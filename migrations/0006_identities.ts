import type { Knex } from 'knex';

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table identities (
      id uuid primary key,
      kind text not null check (kind in ('person', 'organisation')),
      state text not null default 'active' check (state in ('active', 'suspended', 'closed')),
      name_sealed text,
      name_hash text,                          -- of the name key
      match_version integer not null,
      gender smallint,                         -- GB/T 2261.1
      birthdate_sealed text,
      alias_sealed text,                       -- a name in another script, for display only
      has_subject_aliases boolean not null default false,
      version integer not null default 1,      -- +1 per change, so that clients can refresh
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table identifiers (
      id uuid primary key,
      identity_id uuid not null references identities,
      type text not null,
      value_sealed text not null,
      match_hash text not null,
      match_version integer not null,
      standing text not null check (standing in ('claimed', 'owned')),
      source_id text,
      from_at timestamptz not null,
      until_at timestamptz
    );
    create unique index identifiers_owned on identifiers (type, match_hash)
      where standing = 'owned' and until_at is null;
    create index identifiers_match on identifiers (type, match_hash);
    create index identifiers_identity on identifiers (identity_id);

    create table contacts (
      id uuid primary key,
      identity_id uuid not null references identities,
      kind text not null check (kind in ('phone', 'email')),
      value_sealed text not null,
      match_hash text not null,
      match_version integer not null,
      proved_at timestamptz,
      bound_level smallint not null check (bound_level between 0 and 4),
      suspended_at timestamptz,
      from_at timestamptz not null,
      until_at timestamptz
    );
    create index contacts_identity on contacts (identity_id);
    create index contacts_match on contacts (kind, match_hash);

    create table evidence (
      id uuid primary key,
      identity_id uuid not null references identities,
      method text not null check (method in ('issued_account', 'name_and_number', 'operator', 'bank', 'face', 'network_id', 'counter', 'certificate', 'licence', 'phone')),
      authority text not null,
      level smallint not null check (level between 0 and 4),
      transaction_no text,
      at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz
    );
    create index evidence_identity on evidence (identity_id);

    create table links (
      id uuid primary key,
      source_id text not null,
      subject_hash text not null,
      subject_sealed text not null,
      match_version integer not null,
      identity_id uuid not null references identities,
      bound_level smallint not null check (bound_level between 0 and 4),
      outcome text not null,                   -- how it came to be
      reason text not null,
      linked_at timestamptz not null,
      last_used_at timestamptz not null,
      suspended_at timestamptz,
      ended_at timestamptz
    );
    create unique index links_current on links (source_id, subject_hash) where ended_at is null;
    create index links_identity on links (identity_id);

    create table conflicts (
      id uuid primary key,
      identity_id uuid not null references identities,     -- the one that came
      other_identity_id uuid references identities,        -- the one that was there
      source_id text not null,
      link_id uuid references links,
      reason text not null,
      created_at timestamptz not null,
      settled_at timestamptz
    );
    create unique index conflicts_open on conflicts (identity_id, other_identity_id, reason)
      nulls not distinct where settled_at is null;

    create table notices_shown (
      identity_id uuid not null references identities,
      version text not null,
      accepted_at timestamptz not null,
      primary key (identity_id, version)
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(
    'drop table notices_shown, conflicts, links, evidence, contacts, identifiers, identities',
  );
}
