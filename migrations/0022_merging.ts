import type { Knex } from 'knex';

/** What references an identity and may never come to one that was absorbed. */
const guarded = [
  'identifiers',
  'contacts',
  'evidence',
  'links',
  'conflicts',
  'notices_shown',
  'credentials',
  'sessions',
  'records',
];

/** With `aliases`, what a session may claim also says as whom its person is known to which sector. */
const standing = (aliases: boolean) => `
  create function session_standing(session_uid text, at timestamptz, client text)
  returns table (session_id uuid, identity_id uuid, identity_state text, session_ended boolean,
    level integer, source_id text, amr jsonb, started_at timestamptz, joined boolean
    ${aliases ? ', aliases jsonb' : ''})
  language sql stable as $$
    select s.id, s.identity_id, i.state,
      s.ended_at is not null or s.ends_at <= at
        or coalesce(src.state <> 'live', false)
        or coalesce(l.ended_at, l.suspended_at, c.ended_at, c.suspended_at) is not null,
      least(
        coalesce((select max(e.level) from evidence e
          where e.identity_id = s.identity_id and e.revoked_at is null and e.at <= $2
            and (e.expires_at is null or e.expires_at > $2)), 0),
        coalesce(src.ceiling, 4), s.factor_reach, coalesce(l.bound_level, c.bound_level, 0)
      )::integer,
      s.source_id, s.amr, s.started_at,
      exists (select 1 from participants p where p.session_id = s.id and p.client_id = $3)
      ${
        aliases
          ? `, case when i.has_subject_aliases then (select jsonb_object_agg(a.sector, a.subject_of)
               from subject_aliases a where a.identity_id = i.id) end`
          : ''
      }
    from sessions s
    join identities i on i.id = s.identity_id
    left join links l on l.id = s.link_id
    left join credentials c on c.id = s.credential_id
    left join sources src on src.id = s.source_id
    where s.uid = $1
  $$;`;

/** Joining two identities and separating them again: what was done, and by whom each is known since. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table identities
      drop constraint identities_state_check,
      add constraint identities_state_check
        check (state in ('active', 'suspended', 'closed', 'absorbed')),
      add merged_into uuid references identities,
      add constraint identities_absorbed check ((state = 'absorbed') = (merged_into is not null));
    create index identities_merged_into on identities (merged_into) where merged_into is not null;

    create table merges (
      id uuid primary key,
      number bigint generated always as identity,  -- which of two that touch one identity was later
      survivor_id uuid not null references identities,
      absorbed_id uuid not null references identities,
      reason_sealed text not null,
      by_kind text not null check (by_kind in ('approval', 'own')),
      by jsonb not null,                       -- ids: the approval and its two people, or the two proofs
      merged_at timestamptz not null,
      undone_at timestamptz,
      undone_by jsonb,
      check (survivor_id <> absorbed_id),
      check ((undone_at is null) = (undone_by is null))
    );
    create unique index merges_absorbed on merges (absorbed_id) where undone_at is null;
    create index merges_survivor on merges (survivor_id, number);

    create table merge_moves (                 -- ids, times and states; what is sealed never stands here
      merge_id uuid not null references merges,
      number bigint generated always as identity,
      how text not null check (how in ('moved', 'aside', 'taken', 'lent')),
      table_name text not null,
      column_name text not null,
      row_key text not null,
      taken jsonb,                             -- the row, where it could not stand beside the other
      primary key (merge_id, number),
      check ((how = 'taken') = (taken is not null))
    );

    create table subject_aliases (             -- DESIGN 1.1
      identity_id uuid not null references identities,
      sector text not null,
      subject_of uuid not null references identities,  -- whose subject the sector knew
      merge_id uuid not null references merges,
      primary key (identity_id, sector)
    );

    -- Through which account something came, so that it goes where the account goes.
    alter table evidence add link_id uuid;
    alter table identifiers add link_id uuid;
    alter table contacts add link_id uuid;
    -- Whose subject was named, or told, where that was another's than the identity's own.
    alter table records add subject_of uuid references identities;
    alter table participants add subject_of uuid references identities;

    -- Of two passwords at one identity one stands; the other keeps its login name and opens nothing.
    alter table credentials add set_aside_at timestamptz;
    drop index credentials_password;
    create unique index credentials_password on credentials (identity_id)
      where kind = 'password' and ended_at is null and set_aside_at is null;

    alter table conflicts
      add claimed_by uuid,                     -- staff
      add claimed_until timestamptz,
      add decision text check (decision in ('merged', 'different', 'asked')),
      add decided_by uuid,
      add reason_sealed text;

    create table told_apart (                  -- decided to be two people: never asked again
      one_id uuid not null references identities,
      other_id uuid not null references identities,
      decided_by uuid not null,
      decided_at timestamptz not null,
      primary key (one_id, other_id),
      check (one_id < other_id)
    );

    create function surviving_identity(id uuid) returns uuid language sql stable as $$
      with recursive chain as (
        select i.id, i.merged_into, 1 as depth from identities i where i.id = $1
        union all
        select i.id, i.merged_into, c.depth + 1 from chain c join identities i on i.id = c.merged_into
      )
      select c.id from chain c order by c.depth desc limit 1
    $$;

    -- Itself, and all that it absorbed, at whatever remove.
    create function absorbed_by(id uuid) returns setof uuid language sql stable as $$
      with recursive family as (
        select $1 as id
        union select i.id from family f join identities i on i.merged_into = f.id
      )
      select f.id from family f
    $$;

    -- Waits for a merge in progress and sees what it made of the identity. A retry finds the survivor.
    create function absorbed_takes_nothing() returns trigger language plpgsql as $$
    begin
      perform from identities i where i.id = new.identity_id and i.state <> 'absorbed' for key share;
      if not found and exists (select from identities i where i.id = new.identity_id) then
        raise exception 'an absorbed identity takes nothing' using errcode = '40001';
      end if;
      return new;
    end $$;
    ${guarded
      .map(
        (table) => `
    create trigger absorbed_takes_nothing before insert on ${table}
      for each row when (new.identity_id is not null) execute function absorbed_takes_nothing();
    create trigger absorbed_takes_nothing_later before update of identity_id on ${table}
      for each row when (new.identity_id is not null
        and new.identity_id is distinct from old.identity_id)
      execute function absorbed_takes_nothing();`,
      )
      .join('')}

    drop function session_standing;
    ${standing(true)}
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop function session_standing;
    ${standing(false)}
    ${guarded
      .map(
        (table) => `
    drop trigger absorbed_takes_nothing on ${table};
    drop trigger absorbed_takes_nothing_later on ${table};`,
      )
      .join('')}
    drop function absorbed_takes_nothing, absorbed_by, surviving_identity;
    drop table told_apart;
    alter table conflicts drop claimed_by, drop claimed_until, drop decision, drop decided_by,
      drop reason_sealed;
    drop index credentials_password;
    create unique index credentials_password on credentials (identity_id)
      where kind = 'password' and ended_at is null;
    alter table credentials drop set_aside_at;
    alter table participants drop subject_of;
    alter table records drop subject_of;
    alter table contacts drop link_id;
    alter table identifiers drop link_id;
    alter table evidence drop link_id;
    drop table subject_aliases, merge_moves, merges;
    drop index identities_merged_into;
    update identities set state = 'closed', merged_into = null where state = 'absorbed';
    alter table identities
      drop constraint identities_absorbed,
      drop merged_into,
      drop constraint identities_state_check,
      add constraint identities_state_check check (state in ('active', 'suspended', 'closed'));
  `);
}
