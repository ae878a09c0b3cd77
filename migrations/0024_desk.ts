import type { Knex } from 'knex';

/** How staff settle a question, how a person answers it, and the proofs of somebody with two accounts. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table conflicts
      drop constraint conflicts_decision_check,
      add constraint conflicts_decision_check
        check (decision in ('merged', 'different', 'asked', 'noted', 'reopened')),
      add decided_at timestamptz,              -- of the last word of staff; the question may be open again
      add approval_id uuid,                    -- the merge that a second person was asked for
      add asked_until timestamptz,             -- until then the person may answer
      add answer text check (answer in ('not_me', 'differs')),
      add answered_side text check (answered_side in ('one', 'other')),
      add answered_at timestamptz;
    create index conflicts_queue on conflicts (source_id, created_at, id) where settled_at is null;
    create index conflicts_settled on conflicts (source_id, created_at, id)
      where settled_at is not null;
    create index conflicts_other on conflicts (other_identity_id) where settled_at is null;

    create index merges_latest on merges (merged_at, id);

    create table conflict_openings (           -- who looked at which; again within the hour is the same opening
      conflict_id uuid not null references conflicts,
      staff_id uuid not null,
      opened_at timestamptz not null,
      primary key (conflict_id, staff_id)
    );

    -- A person with two accounts proved one of them in this browser. Lives ten minutes, so that
    -- nothing of it goes along with a merge.
    create table account_proofs (
      id uuid primary key,
      browser text not null,                   -- keyed hash of its cookie
      identity_id uuid not null,
      session_id uuid not null,
      link_id uuid,                            -- what it was proved with
      credential_id uuid,
      level smallint not null,                 -- that the sign-in reached
      proved_at timestamptz not null,
      until_at timestamptz not null,
      used_at timestamptz
    );
    create unique index account_proofs_browser on account_proofs (browser) where used_at is null;
    create index account_proofs_until on account_proofs (until_at);

    -- The sources of these departments (null: of all), as a list of questions names them.
    create function conflict_sources(department_ids uuid[])
    returns table (source_id text, source_names jsonb, department_id uuid, department_names jsonb)
    language sql stable as $$
      select s.id, s.names, d.id, d.names from sources s join departments d on d.code = s.department_code
      where $1 is null or d.id = any($1)
    $$;

    -- Where an identity hangs: on the departments of the sources of its links, live or ended.
    create function identity_departments(identity_id uuid) returns setof uuid
    language sql stable as $$
      select distinct d.id from links l join sources s on s.id = l.source_id
      join departments d on d.code = s.department_code where l.identity_id = $1
    $$;

    -- Whether a second person can still decide.
    create function approval_waits(approval_id uuid, at timestamptz) returns boolean
    language sql stable as $$
      select exists (select from approvals a where a.id = $1 and a.state = 'asked' and a.expires_at > $2)
    $$;

    -- What staff found of two: that they are two people. What was found of one who was absorbed since
    -- holds for the identity that goes on.
    create function told_apart_of(a uuid, b uuid) returns table (one_id uuid, other_id uuid)
    language sql stable as $$
      with recursive family (whose, id) as (
        select x, x from (values (a), (b)) v (x)
        union select f.whose, i.id from family f join identities i on i.merged_into = f.id
      )
      select t.one_id, t.other_id from told_apart t
      join family f on f.id = t.one_id join family g on g.id = t.other_id
      where f.whose <> g.whose
    $$;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop function told_apart_of, approval_waits, identity_departments, conflict_sources;
    drop table account_proofs, conflict_openings;
    drop index merges_latest, conflicts_other, conflicts_settled, conflicts_queue;
    update conflicts set decision = null where decision in ('noted', 'reopened');
    alter table conflicts
      drop decided_at, drop approval_id, drop asked_until, drop answer, drop answered_side,
      drop answered_at,
      drop constraint conflicts_decision_check,
      add constraint conflicts_decision_check check (decision in ('merged', 'different', 'asked'));
  `);
}
