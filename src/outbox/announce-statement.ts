import type { Knex } from 'knex';
import type { Bodies } from './kinds.ts';

/**
 * Owes each notice to its client if that subscribes. One that waits there untried and would say the
 * same is renewed in place: it locks the row until the change is committed, so that the worker
 * cannot send it in between and the client read what was before. In one order, so that two changes
 * never wait for each other in a ring.
 */
export async function insertNotices(
  db: Knex,
  notices: readonly { id: string; body: Bodies['notice'] }[],
  at: Date,
  giveUpAt: Date,
): Promise<void> {
  await db.raw(
    `insert into outbox (id, destination_id, kind, body, coalesce_key, created_at, next_at, give_up_at)
     select n.id, 'notices:' || s.client_id, 'notice', n.body,
       concat_ws(' ', s.kind, n.body ->> 'identity_id', n.body ->> 'record_id'), ?, ?, ?
     from jsonb_to_recordset(?::jsonb) as n (id uuid, body jsonb)
     join subscriptions s
       on s.client_id = n.body ->> 'client_id' and s.kind = n.body ->> 'kind' and s.live
     order by 2, 5
     on conflict (destination_id, coalesce_key)
       where state = 'due' and attempts = 0 and coalesce_key is not null
     do update set id = excluded.id, created_at = excluded.created_at,
       give_up_at = excluded.give_up_at`,
    [at, at, giveUpAt, JSON.stringify(notices)],
  );
}
