import type { Knex } from 'knex';

/** The people who run the system: who they are, how they prove it, and what they may. Nothing of citizens. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table staff (
      id uuid primary key,
      department_id uuid not null references departments,
      name_sealed text not null,
      work_address_sealed text not null,       -- also what one signs in with
      work_address_hash text,                  -- odd versions of the match key, even ones beside
      work_address_hash_even text,
      match_version integer,
      match_version_even integer,
      state text not null check (state in ('invited', 'active', 'locked', 'left')),
      several_sessions boolean not null default false,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    -- Who has left gives the address free: whoever comes back is a new member.
    create unique index staff_work_address on staff (work_address_hash)
      where work_address_hash is not null and state <> 'left';
    create unique index staff_work_address_even on staff (work_address_hash_even)
      where work_address_hash_even is not null and state <> 'left';
    create index staff_department on staff (department_id, id);

    create table staff_grants (
      id uuid primary key,
      staff_id uuid not null references staff,
      role text not null check (role in ('system_administrator', 'security_administrator',
        'audit_administrator', 'department_administrator', 'developer', 'operator')),
      department_id uuid not null references departments,
      client_id text references clients check (client_id is null or role = 'developer'),
      granted_by uuid references staff,        -- null: the machine
      approval_id uuid,
      granted_at timestamptz not null,
      ended_at timestamptz,
      ended_by uuid references staff
    );
    create unique index staff_grants_once
      on staff_grants (staff_id, role, department_id, coalesce(client_id, '')) where ended_at is null;
    -- 三员分立: one administrator's role in one person, whoever grants a second in the same millisecond.
    create unique index staff_grants_exclusive on staff_grants (staff_id)
      where ended_at is null
        and role in ('system_administrator', 'security_administrator', 'audit_administrator');
    create index staff_grants_role on staff_grants (role, department_id) where ended_at is null;

    create table staff_passwords (
      id uuid primary key,
      staff_id uuid not null references staff,
      secret text not null,                    -- argon2id in PHC form
      set_at timestamptz not null,
      replaced_at timestamptz
    );
    create unique index staff_passwords_current on staff_passwords (staff_id) where replaced_at is null;
    create index staff_passwords_history on staff_passwords (staff_id, set_at);

    create table staff_factors (
      id uuid primary key,
      staff_id uuid not null references staff,
      kind text not null check (kind in ('totp', 'passkey')),
      label_sealed text,
      secret_sealed text,                      -- totp: base32
      last_step bigint,                        -- totp: the time step of the last code that was taken
      credential_id text,                      -- passkey: base64url
      public_key text,                         -- passkey: COSE, base64url
      counter bigint not null default 0,
      transports jsonb,
      added_at timestamptz not null,
      last_used_at timestamptz,
      check ((kind = 'totp') = (secret_sealed is not null)),
      check ((kind = 'passkey') = (credential_id is not null and public_key is not null))
    );
    create unique index staff_factors_totp on staff_factors (staff_id) where kind = 'totp';
    create unique index staff_factors_credential on staff_factors (credential_id) where kind = 'passkey';
    create index staff_factors_member on staff_factors (staff_id);

    create table staff_recovery_codes (
      code_hash text primary key,
      staff_id uuid not null references staff,
      made_at timestamptz not null,
      used_at timestamptz
    );
    create index staff_recovery_codes_member on staff_recovery_codes (staff_id);

    create table staff_invitations (
      id uuid primary key,
      staff_id uuid not null references staff,
      purpose text not null check (purpose in ('join', 'factor', 'password')),
      token_hash text not null unique,
      made_by uuid references staff,           -- null: the machine
      made_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      replaced_at timestamptz
    );
    create unique index staff_invitations_open on staff_invitations (staff_id)
      where used_at is null and replaced_at is null;

    create table staff_sessions (
      id uuid primary key,
      staff_id uuid not null references staff,
      token_hash text not null unique,
      device text not null,
      network text not null,
      started_at timestamptz not null,
      seen_at timestamptz not null,            -- to the minute
      proved_at timestamptz not null,          -- when a second factor was last shown
      ends_at timestamptz not null,
      ended_at timestamptz,
      end_reason text,
      check ((ended_at is null) = (end_reason is null))
    );
    create index staff_sessions_live on staff_sessions (staff_id) where ended_at is null;
    create index staff_sessions_stale on staff_sessions (seen_at) where ended_at is null;

    -- What lives for minutes: a sign-in between its steps, an enrolment, the challenge of a passkey.
    create table staff_challenges (
      token_hash text primary key,
      kind text not null check (kind in ('sign_in', 'renewal', 'enrolment', 'passkey')),
      staff_id uuid not null references staff,
      about uuid,                              -- an invitation, a session
      secret_sealed text,                      -- the secret of a factor that is being enrolled
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index staff_challenges_expired on staff_challenges (expires_at);

    -- Wrong tries in a row by what was typed, whether or not there is such a member.
    create table staff_tries (
      address_hash text primary key,
      wrong integer not null,
      tried_at timestamptz not null,
      locked_until timestamptz
    );
    create index staff_tries_old on staff_tries (tried_at);

    create table staff_messages (
      id uuid primary key,
      kind text not null,
      about uuid,
      made_at timestamptz not null
    );
    create table staff_messages_read (
      message_id uuid not null references staff_messages,
      staff_id uuid not null references staff,
      read_at timestamptz not null,
      primary key (message_id, staff_id)
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table staff_messages_read, staff_messages, staff_tries, staff_challenges, staff_sessions,
      staff_invitations, staff_recovery_codes, staff_factors, staff_passwords, staff_grants, staff
  `);
}
