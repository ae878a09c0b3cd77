import type { Knex } from 'knex';

/** The SQL of a client that goes out of sessions for good. */

export interface Parted {
  session_id: string;
  sid: string;
  told: boolean;
  /** Whose subject the client was told in it. */
  identity_id: string;
}

/**
 * Takes a client out of live sessions after one of them, at most `limit`, in order. An ending of the
 * same session waits, and then sees that the client has left; or this waits for it, and leaves the
 * session to it.
 */
export async function part(
  db: Knex,
  of: { client_id: string; after: string | undefined; limit: number; at: Date },
): Promise<Parted[]> {
  const { rows } = await db.raw<{ rows: Parted[] }>(
    `with those as materialized (
       select s.id, s.identity_id from participants p join sessions s on s.id = p.session_id
       where p.client_id = :client_id and p.session_id > :after and p.left_at is null
         and s.ended_at is null
       order by p.session_id limit :limit for share of s
     ), parted as (
       update participants p set left_at = :at from those
       where p.session_id = those.id and p.client_id = :client_id
       returning p.session_id, p.sid, p.told, coalesce(p.subject_of, those.identity_id) as identity_id
     )
     select * from parted order by session_id`,
    { ...of, after: of.after ?? NIL } as never,
  );
  return rows;
}

/** Sessions in which a client ever was, after one of them, with whose they are. */
export async function peopleOf(
  db: Knex,
  of: { client_id: string; after: string | undefined; limit: number },
): Promise<{ session_id: string; identity_id: string }[]> {
  const { rows } = await db.raw(
    `select p.session_id, s.identity_id from participants p join sessions s on s.id = p.session_id
     where p.client_id = :client_id and p.session_id > :after
     order by p.session_id limit :limit`,
    { ...of, after: of.after ?? NIL } as never,
  );
  return rows;
}

const NIL = '00000000-0000-0000-0000-000000000000';
