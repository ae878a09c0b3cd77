import type { Knex } from 'knex';
import type { NoticeKind } from './kinds.ts';

/** One client's subscriptions become exactly these; those that stay keep their date. */
export async function replace(
  db: Knex,
  clientId: string,
  kinds: readonly NoticeKind[],
  at: Date,
): Promise<void> {
  await db('subscriptions').where('client_id', clientId).whereNotIn('kind', kinds).delete();
  await db.raw(
    `insert into subscriptions (client_id, kind, live, since_at)
     select ?, kind, true, ? from unnest(?::text[]) as kind
     on conflict (client_id, kind) do update set live = true`,
    [clientId, at, [...kinds]],
  );
}

export async function pause(db: Knex, clientId: string): Promise<void> {
  await db('subscriptions').where('client_id', clientId).update({ live: false });
}

export async function all(db: Knex): Promise<{ client_id: string; kind: NoticeKind }[]> {
  return await db('subscriptions').select('client_id', 'kind').orderBy(['client_id', 'kind']);
}
