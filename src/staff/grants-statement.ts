import type { Knex } from 'knex';
import type { State } from './members-store.ts';
import type { Grant, Role } from './roles.ts';

/** What one look at a session gives: who it is, and what they may at this moment. */
export interface LiveRow {
  id: string;
  staff_id: string;
  department_id: string;
  name_sealed: string;
  started_at: Date;
  proved_at: Date;
  grants: Grant[];
}

const GRANTS = `
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'role', g.role, 'department_id', g.department_id, 'client_id', g.client_id))
    order by g.granted_at, g.id), '[]') from staff_grants g where g.ended_at is null`;

/**
 * The session of a token, if it lives: one statement, which also moves its last sight, at most once
 * a minute (a page of many parts writes once), and not at all without `minuteAgo`.
 */
export async function liveSession(
  db: Knex,
  token_hash: string,
  at: { now: Date; idleSince: Date; minuteAgo: Date | null },
): Promise<LiveRow | undefined> {
  const { rows } = await db.raw(
    `with live as (
       select s.id, s.staff_id, s.seen_at, s.started_at, s.proved_at, m.department_id, m.name_sealed
       from staff_sessions s join staff m on m.id = s.staff_id
       where s.token_hash = :token_hash and s.ended_at is null and s.ends_at > :now
         and s.seen_at > :idleSince and m.state = 'active'
     ), seen as (
       update staff_sessions s set seen_at = :now from live
       where s.id = live.id and s.ended_at is null and live.seen_at <= :minuteAgo::timestamptz
     )
     select id, staff_id, department_id, name_sealed, started_at, proved_at,
       (${GRANTS} and g.staff_id = live.staff_id) as grants
     from live`,
    { token_hash, ...at },
  );
  return rows[0];
}

/** What somebody holds now; nothing unless they are active. */
export async function grantsNow(db: Knex, staff_id: string): Promise<Grant[]> {
  const { rows } = await db.raw(
    `select (${GRANTS} and g.staff_id = m.id) as grants from staff m
     where m.id = ? and m.state = 'active'`,
    [staff_id],
  );
  return rows[0]?.grants ?? [];
}

export interface ListFilter {
  /** undefined: everywhere. */
  department_ids?: readonly string[] | undefined;
  /** Within the scope, one subtree or node. */
  within?: readonly string[] | undefined;
  state?: State | undefined;
  role?: string | undefined;
  /** The last of the page before. */
  after?: string | undefined;
  limit: number;
}

export interface ListRow {
  id: string;
  department_id: string;
  name_sealed: string;
  work_address_sealed: string;
  state: State;
  created_at: Date;
  grants: Grant[];
}

/** Members, the latest invited first. */
export async function listed(db: Knex, filter: ListFilter): Promise<ListRow[]> {
  const { department_ids, within, state, role, after, limit } = filter;
  const { rows } = await db.raw(
    `select m.id, m.department_id, m.name_sealed, m.work_address_sealed, m.state, m.created_at,
       (${GRANTS} and g.staff_id = m.id) as grants
     from staff m
     where (:department_ids::uuid[] is null or m.department_id = any(:department_ids))
       and (:within::uuid[] is null or m.department_id = any(:within))
       and (:state::text is null or m.state = :state)
       and (:after::uuid is null or m.id < :after)
       and (:role::text is null or exists (select from staff_grants g
         where g.staff_id = m.id and g.ended_at is null and g.role = :role))
     order by m.id desc limit :limit`,
    {
      department_ids: (department_ids ?? null) as never,
      within: (within ?? null) as never,
      state: state ?? null,
      role: role ?? null,
      after: after ?? null,
      limit,
    } as never,
  );
  return rows;
}

/** Who holds a role now, whatever the state they are in. */
export async function holdersOf(
  db: Knex,
  role: Role,
): Promise<{ staff_id: string; state: State; granted_by: string | null }[]> {
  const { rows } = await db.raw(
    `select g.staff_id, m.state, g.granted_by from staff_grants g join staff m on m.id = g.staff_id
     where g.role = ? and g.ended_at is null and m.state <> 'left' order by g.granted_at`,
    [role],
  );
  return rows;
}

/**
 * Whether somebody holds a role from the machine, no active member holds it beside them, and nobody
 * else was given it since. Whom the machine itself let go, because they never came, does not count.
 */
export async function isOnlyOne(
  db: Knex,
  { role, staff_id }: { role: Role; staff_id: string },
): Promise<boolean> {
  const { rows } = await db.raw(
    `with own as (
       select max(granted_at) as since from staff_grants
       where role = :role and staff_id = :staff_id and granted_by is null and ended_at is null)
     select own.since is not null and not exists (
       select from staff_grants g join staff m on m.id = g.staff_id
       where g.role = :role and g.staff_id <> :staff_id
         and ((g.ended_at is null and m.state = 'active')
           or (g.granted_at >= own.since and (g.ended_at is null or g.ended_by is not null)))
     ) as only_one from own`,
    { role, staff_id },
  );
  return rows[0].only_one;
}
