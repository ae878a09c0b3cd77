import type { Knex } from 'knex';

/** The state of OpenID Connect: what lasts, and the artefacts that pass (DESIGN 3). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table grants (
      id text primary key,
      account_id uuid not null,
      client_id text not null,
      payload jsonb not null,
      expires_at timestamptz not null
    );
    create index grants_account on grants (account_id);
    create index grants_expired on grants (expires_at);

    create table refresh_tokens (
      key text primary key,                    -- keyed hash of the token
      grant_id text not null,
      session_uid text,
      payload jsonb not null,
      consumed_at timestamptz,
      expires_at timestamptz not null
    );
    create index refresh_tokens_grant on refresh_tokens (grant_id);
    create index refresh_tokens_expired on refresh_tokens (expires_at);

    create table artefacts (
      kind text not null,
      key text not null,                       -- keyed hash of what the outside knows
      uid text,                                -- Session: the second key
      grant_id text,                           -- what is destroyed with its grant
      session_uid text,
      payload jsonb not null,
      touched_at timestamptz,                  -- Session: the last activity
      consumed_at timestamptz,
      expires_at timestamptz not null,
      primary key (kind, key)
    );
    create unique index artefacts_uid on artefacts (uid) where uid is not null;
    create index artefacts_grant on artefacts (grant_id) where grant_id is not null;
    create index artefacts_expired on artefacts (expires_at);

    -- What a session may claim at an instant: the lowest of the unexpired evidence, the ceiling of
    -- the source, the reach of the factors and the level at which the link or credential was bound.
    -- A session counts as ended from the moment its source is switched off (Never 2), not only when
    -- its ending has been written. With it, whether the client has already joined the session. One function, so that an endpoint
    -- asks for it in the query that it makes anyway.
    create function session_standing(session_uid text, at timestamptz, client text)
    returns table (session_id uuid, identity_id uuid, identity_state text, session_ended boolean,
      level integer, source_id text, amr jsonb, started_at timestamptz, joined boolean)
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
      from sessions s
      join identities i on i.id = s.identity_id
      left join links l on l.id = s.link_id
      left join credentials c on c.id = s.credential_id
      left join sources src on src.id = s.source_id
      where s.uid = $1
    $$;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop function session_standing; drop table artefacts, refresh_tokens, grants');
}
