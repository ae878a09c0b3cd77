import type { Knex } from 'knex';
import type { EndReason } from './reasons.ts';
import type { ClientSeen, LiveSession, Selection, SessionRow } from './rows.ts';
import { written } from './rows.ts';

export async function live(db: Knex, identityId: string, now: Date): Promise<LiveSession[]> {
  const sessions: SessionRow[] = await db('sessions')
    .where({ identity_id: identityId, ended_at: null })
    .where('ends_at', '>', now)
    .orderBy('started_at', 'desc');
  const participants: { session_id: string; client_id: string; first_at: Date }[] = await db(
    'participants',
  )
    .select('session_id', 'client_id', 'first_at')
    .whereIn(
      'session_id',
      sessions.map(({ id }) => id),
    )
    .orderBy('first_at');
  return sessions.map((session) => ({
    ...session,
    clients: participants
      .filter(({ session_id }) => session_id === session.id)
      .map(({ client_id, first_at }) => ({ client_id, first_at })),
  }));
}

export const holdLive = (db: Knex, id: string, now: Date): Promise<SessionRow | undefined> =>
  db('sessions').where({ id, ended_at: null }).where('ends_at', '>', now).forShare().first();

export async function clientsOf(
  db: Knex,
  identityId: string,
  limit: number,
  before?: { last_at: Date; client_id: string },
): Promise<ClientSeen[]> {
  const { rows } = await db.raw<{ rows: ClientSeen[] }>(
    `select p.client_id, min(p.first_at) as first_at, max(p.last_at) as last_at,
       array(select distinct unnest(string_to_array(string_agg(p.scope, ' '), ' ')) order by 1) as scopes
     from participants p join sessions s on s.id = p.session_id
     where s.identity_id = ?
     group by p.client_id
     having ?::timestamptz is null or (max(p.last_at), p.client_id) < (?::timestamptz, ?::text)
     order by last_at desc, p.client_id desc limit ?`,
    [
      identityId,
      before?.last_at ?? null,
      before?.last_at ?? null,
      before?.client_id ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ ...row, scopes: row.scopes.filter((scope) => scope !== '') }));
}

/** Each client at which each of these identities ever was in a session, once. */
export async function clientsOfMany(
  db: Knex,
  identityIds: readonly string[],
): Promise<{ identity_id: string; client_id: string }[]> {
  const { rows } = await db.raw<{ rows: { identity_id: string; client_id: string }[] }>(
    `select distinct s.identity_id, p.client_id
     from sessions s join participants p on p.session_id = s.id
     where s.identity_id = any(?::uuid[])
     order by s.identity_id, p.client_id`,
    [[...identityIds]],
  );
  return rows;
}

/** Ids of live sessions of the selection after `after`, in order. */
export async function candidates(
  db: Knex,
  which: Selection,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const query = db('sessions').whereNull('ended_at');
  if (which.ids) query.whereIn('id', which.ids);
  if (which.uids) query.whereIn('uid', which.uids);
  if (which.identity_id) query.where('identity_id', which.identity_id);
  if (which.source_id) query.where('source_id', which.source_id);
  if (which.link_ids || which.credential_ids) {
    query.where((either) => {
      either
        .whereIn('link_id', which.link_ids ?? [])
        .orWhereIn('credential_id', which.credential_ids ?? [])
        .orWhereIn('factor_id', which.credential_ids ?? []);
    });
  }
  if (which.except) query.whereNot('id', which.except);
  if (after) query.where('id', '>', after);
  return await query.orderBy('id').limit(limit).pluck('id');
}

export interface Ended {
  id: string;
  uid: string;
  identity_id: string;
  source_id: string | null;
}

/** Ends those of `ids` that nobody else has ended; locks in order, so that two endings never cross. */
export async function end(
  db: Knex,
  ids: readonly string[],
  reason: EndReason,
  now: Date,
): Promise<Ended[]> {
  const { rows } = await db.raw<{ rows: Ended[] }>(
    `with those as materialized (
       select id from sessions where id = any(?::uuid[]) and ended_at is null order by id for update
     )
     update sessions s set ended_at = ?, end_reason = ?, browser = null from those where s.id = those.id
     returning s.id, s.uid, s.identity_id, s.source_id`,
    [[...ids], now, reason],
  );
  return rows;
}

/** With the identity whose subject a client was told in it, where that was another's. */
export interface Way {
  link_id?: string;
  credential_id?: string;
  factor_id?: string;
  subject_of?: string;
}

export async function wayOf(db: Knex, id: string, client_id: string): Promise<Way | undefined> {
  const row = await db('sessions as s')
    .leftJoin('participants as p', (on) =>
      on.on('p.session_id', 's.id').andOnVal('p.client_id', client_id),
    )
    .where({ 's.id': id })
    .first('s.link_id', 's.credential_id', 's.factor_id', 'p.subject_of');
  return (
    row && {
      link_id: row.link_id ?? undefined,
      credential_id: row.credential_id ?? undefined,
      factor_id: row.factor_id ?? undefined,
      subject_of: row.subject_of ?? undefined,
    }
  );
}

export interface Told {
  session_id: string;
  client_id: string;
  sid: string;
  subject_of: string | null;
}

/** The clients of sessions that are owed a logout token. A statement after `end`, so that it sees every join. */
export async function told(db: Knex, ids: readonly string[]): Promise<Told[]> {
  const { rows } = await db.raw<{ rows: Told[] }>(
    `select session_id, client_id, sid, subject_of from participants
     where session_id = any(?::uuid[]) and told and left_at is null order by session_id, client_id`,
    [[...ids]],
  );
  return rows;
}

/** How many of these sessions each client had been shown. */
export async function clientCounts(db: Knex, ids: readonly string[]): Promise<[string, number][]> {
  const { rows } = await db.raw<{ rows: { client_id: string; count: number }[] }>(
    `select client_id, count(*)::int as count from participants
     where session_id = any(?::uuid[]) group by client_id`,
    [[...ids]],
  );
  return rows.map(({ client_id, count }) => [client_id, count]);
}

export type Due = Pick<SessionRow, 'id' | 'uid' | 'kind' | 'started_at' | 'ends_at'>;

/** Takes due sessions for this sweeper: until `until` no other one looks at them. */
export async function takeDue(db: Knex, now: Date, until: Date, limit: number): Promise<Due[]> {
  const { rows } = await db.raw<{ rows: Due[] }>(
    `with due as materialized (
       select id from sessions where ended_at is null and due_at <= ?
       order by due_at limit ? for update skip locked
     )
     update sessions s set due_at = ? from due where s.id = due.id
     returning s.id, s.uid, s.kind, s.started_at, s.ends_at`,
    [now, limit, until],
  );
  return rows;
}

export async function postpone(
  db: Knex,
  later: readonly { id: string; due_at: Date }[],
): Promise<void> {
  await db.raw(
    `update sessions s set due_at = l.due_at
     from jsonb_to_recordset(?::jsonb) as l (id uuid, due_at timestamptz) where s.id = l.id`,
    [JSON.stringify(later)],
  );
}

/** Sessions that have ended, the latest first, with the clients that had joined. */
export async function ended(
  db: Knex,
  of: { identity_id: string; since: Date; limit: number } | { ids: readonly string[] },
): Promise<(SessionRow & { ended_at: Date; end_reason: EndReason; clients: string[] })[]> {
  const query = db('sessions as s')
    .select('s.*')
    .select(
      db.raw(`array(select p.client_id from participants p
        where p.session_id = s.id order by p.first_at) as clients`),
    )
    .whereNotNull('s.ended_at');
  if ('ids' in of) query.whereIn('s.id', of.ids);
  else
    query.where('s.identity_id', of.identity_id).where('s.ended_at', '>', of.since).limit(of.limit);
  return await query.orderBy('s.ended_at', 'desc').orderBy('s.id');
}

/** A new sign-in in a session that lives replaces how it was signed in; the row while it lives, or nothing. */
export async function raise(
  db: Knex,
  uid: string,
  now: Pick<SessionRow, 'level' | 'factor_reach' | 'source_id' | 'link_id' | 'credential_id'> &
    Pick<SessionRow, 'amr' | 'factor_id' | 'first_reach' | 'first_amr' | 'said'> &
    Pick<SessionRow, 'shown_id' | 'shown_at'> & { lang?: SessionRow['lang'] },
): Promise<{ id: string; identity_id: string; former_source_id: string | null } | undefined> {
  const [row] = await db
    .with(
      'before',
      db('sessions').where({ uid }).whereNull('ended_at').forUpdate().select('id', 'source_id'),
    )
    .table('sessions')
    .updateFrom('before')
    .where('sessions.id', db.ref('before.id'))
    .update(written(now))
    .returning([
      'sessions.id',
      'sessions.identity_id',
      db.ref('before.source_id').as('former_source_id'),
    ] as never);
  return row as never;
}

/** One that lives. */
export function read(db: Knex, id: string): Promise<SessionRow | undefined> {
  return db('sessions').where({ id }).whereNull('ended_at').first();
}

export async function change(db: Knex, id: string, changes: Partial<SessionRow>): Promise<void> {
  await db('sessions').where({ id }).whereNull('ended_at').update(written(changes));
}
