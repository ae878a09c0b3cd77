import type { Knex } from 'knex';

/**
 * Roll-ups of the trail (ADR 0021): how often what happened, by minute, hour, day and ever. A row is
 * changed many times while its step lasts, so pages keep room for its next version.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table measures (
      step text not null check (step in ('minute', 'hour', 'day', 'ever')),
      measure text not null,                   -- the kind of an audit event, or a name of src/measures/fold.ts
      series text not null check (series in ('all', 'source', 'client')),
      from_at timestamptz not null,            -- the beginning of the step; of a day: midnight in the province
      series_id text not null,                 -- '' for all
      code text not null,                      -- the cause, '' where there is none
      count bigint not null,
      sum_ms bigint not null,
      buckets bigint[] not null,               -- how many took how long (src/measures/buckets.ts)
      primary key (step, measure, series, from_at, series_id, code)
    ) with (fillfactor = 70);
    create index measures_old on measures (step, from_at);

    create table measures_followed (           -- up to which seal of the trail all is in measures
      one boolean primary key default true check (one),
      seal bigint not null
    );
    insert into measures_followed (seal) select coalesce(max(number), 0) from audit_seals;
  `);
  // Who is signed in now, once: from here on beginnings and endings are added up. What is not sealed
  // yet will be, and is taken off beforehand.
  await db.raw(`
    with live as (
      select coalesce(source_id, 'local') as source, 1 as change from sessions where ended_at is null
      union all
      select coalesce(e.source_id, 'local'), case e.kind when 'session.ended' then 1 else -1 end
      from audit_pending p join audit_events e on e.id = p.event_id and e.at = p.event_at
      where e.kind in ('session.started', 'session.ended')
    ), counted as (
      select 'source' as series, source, sum(change) as count from live group by source
      union all select 'all', '', coalesce(sum(change), 0) from live
    )
    insert into measures (step, measure, series, from_at, series_id, code, count, sum_ms, buckets)
    select 'ever', 'sessions', series, 'epoch', source, '', count, 0, '{}' from counted`);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table measures_followed, measures');
}
