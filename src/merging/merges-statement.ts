import type { Knex } from 'knex';
import type { MergeRow } from './store.ts';

/** The latest first, of survivors that hang `now` on one of these departments (null: on any), not before `since`. */
export async function page(
  db: Knex,
  wanted: {
    department_ids: readonly string[] | null;
    since: Date;
    now: Date;
    after?: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<MergeRow[]> {
  const { department_ids, since, now, after, limit } = wanted;
  const query = db('merges').where('merged_at', '>=', since);
  if (department_ids)
    query.whereRaw(
      'exists (select from identity_departments(survivor_id, ?::timestamptz) d (id) where d.id = any(?::uuid[]))',
      [now, [...department_ids]] as never,
    );
  if (after) query.whereRaw('(merged_at, id) < (?, ?)', [after.at, after.id]);
  return query
    .orderBy([
      { column: 'merged_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
}
