import type { Knex } from 'knex';
import type { SessionRow } from './rows.ts';

/** Live sessions as staff see them: no person, no device, no network. */

export type SessionSeen = Pick<
  SessionRow,
  'id' | 'kind' | 'level' | 'source_id' | 'started_at' | 'ends_at'
> & { clients: number };

const columns = `s.id, s.kind, s.level, s.source_id, s.started_at, s.ends_at,
  (select count(*)::integer from participants p where p.session_id = s.id) as clients`;

/** Those that came through a source; null: by an account of ours. The newest first. */
export async function throughSource(
  db: Knex,
  source_id: string | null,
  after: string | undefined,
  limit: number,
): Promise<SessionSeen[]> {
  const { rows } = await db.raw(
    `select ${columns} from sessions s
     where ${source_id === null ? 's.source_id is null' : 's.source_id = :source_id'}
       and s.ended_at is null ${after === undefined ? '' : 'and s.id < :after::uuid'}
     order by s.id desc limit :limit`,
    { limit, ...(source_id !== null && { source_id }), ...(after !== undefined && { after }) },
  );
  return rows;
}

/** Those in which a client was joined; none is older than the absolute limit, so neither is the search. */
export async function atClient(
  db: Knex,
  client_id: string,
  oldest: string,
  after: string | undefined,
  limit: number,
): Promise<SessionSeen[]> {
  const { rows } = await db.raw(
    `select ${columns} from participants j join sessions s on s.id = j.session_id
     where j.client_id = :client_id and j.session_id > :oldest::uuid
       ${after === undefined ? '' : 'and j.session_id < :after::uuid'} and s.ended_at is null
     order by j.session_id desc limit :limit`,
    { client_id, oldest, limit, ...(after !== undefined && { after }) },
  );
  return rows;
}

/** How many live sessions came through each of these sources, counted up to a bound. */
export async function counts(
  db: Knex,
  source_ids: readonly string[],
  bound: number,
): Promise<Map<string, number>> {
  const { rows } = await db.raw<{ rows: { id: string; live: number }[] }>(
    `select source.id, live.count::integer as live from unnest(:source_ids::text[]) as source (id)
     cross join lateral (select count(*) from (select from sessions s
       where s.source_id = source.id and s.ended_at is null limit :bound) few) live`,
    { source_ids, bound } as never,
  );
  return new Map(rows.map(({ id, live }) => [id, live]));
}

/** The same of the accounts of ours. */
export async function countOurs(db: Knex, bound: number): Promise<number> {
  const { rows } = await db.raw<{ rows: { live: number }[] }>(
    `select count(*)::integer as live from (select from sessions s
       where s.source_id is null and s.ended_at is null limit ?) few`,
    [bound],
  );
  return rows[0]?.live ?? 0;
}

export async function one(db: Knex, id: string): Promise<SessionSeen | undefined> {
  const { rows } = await db.raw(
    `select ${columns} from sessions s where s.id = ? and s.ended_at is null`,
    [id],
  );
  return rows[0];
}
