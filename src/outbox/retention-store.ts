import type { Knex } from 'knex';

/** Removes notices that came to this end before an instant, at most `limit`; gives their ids. */
export async function removeNotices(
  db: Knex,
  state: 'delivered' | 'dead',
  before: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `with old as materialized (
       select id from outbox
       where kind = 'notice' and state = ? and settled_at is not null and settled_at < ?
       order by settled_at limit ? for update skip locked
     )
     delete from outbox o using old where o.id = old.id returning o.id`,
    [state, before, limit],
  );
  return rows.map(({ id }) => id).sort();
}
