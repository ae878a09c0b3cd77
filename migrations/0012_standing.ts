import type { Knex } from 'knex';

/**
 * A session counts as ended while the source that it came through is switched off (Never 2): from
 * the very switch on, not only when all those sessions have been ended one set after another. The
 * columns stay, so that code and kept plans of both versions go on.
 */
const standing = (over: string) => `
  create or replace function session_standing(session_uid text, at timestamptz, client text)
  returns table (session_id uuid, identity_id uuid, identity_state text, session_ended boolean,
    level integer, source_id text, amr jsonb, started_at timestamptz, joined boolean)
  language sql stable as $$
    select s.id, s.identity_id, i.state,
      s.ended_at is not null or s.ends_at <= at ${over}
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
  $$`;

export async function up(db: Knex): Promise<void> {
  await db.raw(standing("or coalesce(src.state <> 'live', false)"));
}

export async function down(db: Knex): Promise<void> {
  await db.raw(standing(''));
}
