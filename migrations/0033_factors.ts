import type { Knex } from 'knex';

/**
 * Second factors of citizens, as credentials beside the password: what they are bound at, how they
 * are suspended and where they go in a merge is the same. A session says which one it stands on.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table credentials
      add column label_sealed text,            -- what its owner calls it
      add column totp_secret_sealed text,      -- totp: base32; its column 'secret' is empty
      add column last_step bigint,             -- totp: the time step of the last code that was taken
      add column passkey_id text,              -- passkey: base64url; 'secret' is its public key (COSE)
      add column counter bigint not null default 0,
      add column transports jsonb,
      add column asked_always boolean not null default false,
      add constraint credentials_totp check (kind <> 'totp' or totp_secret_sealed is not null),
      add constraint credentials_passkey_known check (kind <> 'passkey' or passkey_id is not null);
    create unique index credentials_passkey on credentials (passkey_id) where passkey_id is not null;
    create index credentials_identity on credentials (identity_id) where ended_at is null;

    alter table sessions
      add column factor_id uuid references credentials,   -- the second factor that was shown
      add column shown_id uuid references credentials,    -- the factor that was shown last, and when
      add column shown_at timestamptz,
      -- what the sign-in reaches without it; null where there is none
      add column first_reach smallint check (first_reach between 0 and 4),
      add column first_amr jsonb,              -- and what it says without it (RFC 8176)
      -- the level that the source gave this sign-in: no factor of ours lifts that
      add column said smallint check (said between 0 and 4),
      add constraint sessions_factor check (
        (factor_id is null) = (first_reach is null) and (factor_id is null) = (first_amr is null));
    create index sessions_factor_id on sessions (factor_id)
      where factor_id is not null and ended_at is null;
  `);
  for (const [was, is] of standing) await db.raw(replaced(standingOf, was, is));
  await db.raw(kinds("'viewed'::text", `'viewed'::text, ${added}`));
}

const standingOf = "'session_standing(text, timestamptz, text)'::regprocedure";

/** A factor that was bound weaker than the sign-in lifts nothing; one that ended takes its sessions along. */
const standing: readonly (readonly [was: string, is: string])[] = [
  [
    'left join credentials c on c.id = s.credential_id',
    'left join credentials c on c.id = s.credential_id left join credentials factor on factor.id = s.factor_id',
  ],
  [
    'c.ended_at, c.suspended_at)',
    'c.ended_at, c.suspended_at, factor.ended_at, factor.suspended_at)',
  ],
  [
    's.factor_reach,',
    'greatest(s.first_reach, least(s.factor_reach, coalesce(factor.bound_level, 4))),',
  ],
];

/** What was changed by others before and after this stays: only the words named here are replaced. */
const replaced = (what: string, was: string, is: string) => `do $do$ begin
  if position($was$${was}$was$ in pg_get_functiondef(${what})) = 0 then
    raise exception 'the function is another one than this migration knows';
  end if;
  execute replace(pg_get_functiondef(${what}), $was$${was}$was$, $is$${is}$is$);
end $do$`;

const added = "'factor_added'::text, 'factor_removed'::text, 'factor_asked'::text";

const kinds = (was: string, is: string) => `do $do$ declare said text; begin
  select pg_get_constraintdef(oid) into said from pg_constraint
    where conrelid = 'interventions'::regclass and conname = 'interventions_kind_check';
  alter table interventions drop constraint interventions_kind_check;
  execute 'alter table interventions add constraint interventions_kind_check '
    || replace(said, $was$${was}$was$, $is$${is}$is$);
end $do$`;

export async function down(db: Knex): Promise<void> {
  // The join goes last, when nothing speaks of it any more.
  for (const [was, is] of standing.toReversed()) await db.raw(replaced(standingOf, is, was));
  // A session that stood on two factors is more than the schema before can say: its person signs in anew.
  await db.raw(`
    update sessions set ended_at = now(), end_reason = 'suspended'
      where ended_at is null and factor_id is not null;
    alter table sessions drop column factor_id, drop column shown_id, drop column shown_at,
      drop column first_reach, drop column first_amr, drop column said;
    delete from interventions where kind in ('factor_added', 'factor_removed', 'factor_asked');
  `);
  await db.raw(kinds(`'viewed'::text, ${added}`, "'viewed'::text"));
  await db.raw(`
    drop index credentials_identity;
    drop index credentials_passkey;
    update sessions set credential_id = null where credential_id in
      (select id from credentials where kind <> 'password');
    delete from credentials where kind <> 'password';
    alter table credentials
      drop constraint credentials_totp, drop constraint credentials_passkey_known,
      drop column label_sealed, drop column totp_secret_sealed, drop column last_step,
      drop column passkey_id, drop column counter, drop column transports,
      drop column asked_always
  `);
}
