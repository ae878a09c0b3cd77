import type { Knex } from 'knex';
import { type ConflictLine, type State, stateAt } from './conflicts-store.ts';

/** The statements that read the queue. */

export interface Wanted {
  /** Null: of all departments. */
  department_ids: readonly string[] | null;
  state: State;
  reason?: string | undefined;
  /** Asked no later. */
  until?: Date | undefined;
  claimed_by?: string | undefined;
  newest: boolean;
  after?: { at: Date; id: string } | undefined;
}

/**
 * A page of the queue by keyset: of each source as many as the page holds, in the order of an index,
 * then the first of all. Nothing is counted.
 */
export async function list(
  db: Knex,
  wanted: Wanted & { now: Date; limit: number },
): Promise<ConflictLine[]> {
  const { department_ids, state, reason, until, claimed_by, newest, after, now, limit } = wanted;
  const order = newest ? 'desc' : 'asc';
  const { rows } = await db.raw<{ rows: ConflictLine[] }>(
    `select c.*, s.* from conflict_sources(:department_ids::uuid[]) s
     cross join lateral (
       select c.*, ${stateAt(':now::timestamptz')} as state from conflicts c
       where c.source_id = s.source_id
         and c.settled_at is ${state === 'settled' ? 'not null' : 'null'}
         and ${stateAt(':now::timestamptz')} = :state
         ${reason === undefined ? '' : 'and c.reason = :reason'}
         ${until === undefined ? '' : 'and c.created_at <= :until'}
         ${claimed_by === undefined ? '' : 'and c.claimed_by = :claimed_by and c.claimed_until > :now'}
         ${after === undefined ? '' : `and (c.created_at, c.id) ${newest ? '<' : '>'} (:after_at, :after_id)`}
       order by c.created_at ${order}, c.id ${order} limit :limit
     ) c
     order by c.created_at ${order}, c.id ${order} limit :limit`,
    {
      department_ids: department_ids === null ? null : [...department_ids],
      ...{ state, now, limit },
      ...(reason !== undefined && { reason }),
      ...(until !== undefined && { until }),
      ...(claimed_by !== undefined && { claimed_by }),
      ...(after !== undefined && { after_at: after.at, after_id: after.id }),
    } as never,
  );
  return rows;
}

/** How many wait for staff to look, counted up to `most`. */
export async function countOpen(
  db: Knex,
  department_ids: readonly string[] | null,
  now: Date,
  most: number,
): Promise<number> {
  const { rows } = await db.raw<{ rows: { n: string }[] }>(
    `select count(*) as n from (
       select from conflict_sources(:department_ids::uuid[]) s
       join conflicts c on c.source_id = s.source_id
       where c.settled_at is null and ${stateAt(':now::timestamptz')} = 'open' limit :most) few`,
    {
      department_ids: department_ids === null ? null : [...department_ids],
      ...{ now, most },
    } as never,
  );
  return Number(rows[0]?.n ?? 0);
}
