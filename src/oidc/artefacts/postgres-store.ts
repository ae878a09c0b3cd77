// Longer than 250 lines on purpose: one store, with the statements that it is made of beside it.
/**
 * The artefact store on PostgreSQL: each call is one statement, so one round trip and one
 * transaction. Here, and in no other file, stand the tables artefacts, grants and refresh_tokens.
 */
import type { Knex } from 'knex';
import type { Base } from '../../base.ts';
import type { Said } from '../../consents/consents.ts';
import { prepared } from '../../db.ts';
import {
  type ArtefactStore,
  CLOCKS_APART_MS,
  type Found,
  type Prefetched,
  type Standing,
  type Stored,
  type Wanted,
  type Writes,
} from './contract.ts';
import { flushStatement } from './flush-statement.ts';

const DIVISION_BY_ZERO = '22012';

export function postgresStore(base: Base): ArtefactStore {
  const { db, clock } = base;

  async function prefetchFrom(
    from: string,
    bindings: Knex.RawBinding[],
    client_id: string | undefined,
    besides?: Wanted['besides'],
  ): Promise<Prefetched> {
    const now = clock.now();
    const { rows } = await prepared<FetchedRow>(
      db,
      `select f.kind, f.key, f.uid, f.grant_id, f.session_uid, f.payload, f.touched_at, f.consumed_at,
          f.expires_at, to_jsonb(s) as session, to_jsonb(g) as granted, to_jsonb(st) as standing,
          ${ofClient} as consent_client, consent_of(st.identity_id, ${ofClient}) as consent
        from (${from}) f
        left join artefacts s on s.uid = f.session_uid and s.expires_at > ?
        left join grants g on g.expires_at > ?
          and g.id = coalesce(f.grant_id, f.payload #>> array['authorizations', ?, 'grantId'])
        left join lateral session_standing(coalesce(f.uid, f.session_uid), ?, ?) st on true`,
      [
        ...[client_id ?? null, client_id ?? null, ...bindings],
        ...[now, now, client_id ?? '', now, client_id ?? null],
      ],
    );
    return prefetched(rows, besides);
  }

  return {
    remembers: false,

    prefetch({ kinds, key, client_id, besides }: Wanted) {
      const now = clock.now();
      if (besides) {
        const bindings = [key, [...kinds], now, besides.key, [besides.kind], now];
        return prefetchFrom(`${byKey} union all ${byKey}`, bindings, client_id, besides);
      }
      if (kinds.includes('Grant')) return prefetchFrom(grantById, [key, now], client_id);
      const passing = kinds.filter((kind) => kind !== 'RefreshToken');
      if (passing.length === kinds.length)
        return prefetchFrom(byKey, [key, passing, now], client_id);
      return prefetchFrom(
        `${byKey} union all ${refreshByKey}`,
        [key, passing, now, key, now],
        client_id,
      );
    },

    sessionByUid: (uid, client_id) => prefetchFrom(byUid, [uid, clock.now()], client_id),

    async standing(uid, client_id, beside) {
      const { rows } = await prepared<
        Standing & { said: Said | null; beside?: Record<string, unknown> | null }
      >(
        db,
        `${beside ? `with ${beside.sql} ` : ''}select session_id, consent_of(identity_id, ?::text) as said, identity_id, identity_state, session_ended,
          level, source_id, amr, started_at, joined, aliases${beside ? `, (select to_jsonb(b) from ${beside.cte} b) as beside` : ''}
          from session_standing(?, ?, ?)`,
        [...(beside?.bindings ?? []), client_id ?? null, uid, clock.now(), client_id ?? null],
      );
      const [row] = rows;
      if (!row) return undefined;
      const { beside: besides, said, ...standing } = row;
      beside?.take(besides ?? undefined);
      return client_id === undefined ? standing : { ...standing, consent: { client_id, said } };
    },

    async flush(writes: Writes) {
      const statement = flushStatement(writes, clock.now());
      if (!statement) return true;
      try {
        await prepared(db, statement.sql, statement.bindings);
        return true;
      } catch (error) {
        if ((error as { code?: string }).code === DIVISION_BY_ZERO) return false;
        throw error;
      }
    },

    async take(kind, key) {
      const { rows } = await db.raw<{ rows: FetchedRow[] }>(
        'delete from artefacts where kind = ? and key = ? and expires_at > ? returning *',
        [kind, key, clock.now()],
      );
      return rows[0] && found(rows[0]);
    },

    async unique(key, expires_at) {
      const { rowCount } = await db.raw<{ rowCount: number }>(
        `insert into artefacts (kind, key, payload, expires_at) values ('ReplayDetection', ?, '{}', ?)
          on conflict (kind, key) do update set expires_at = excluded.expires_at
          where artefacts.expires_at <= ?`,
        [key, expires_at, clock.now()],
      );
      return rowCount === 1;
    },

    async endSession(uid) {
      await db.raw(
        `with ended as (delete from artefacts where uid = ? returning payload),
          grants_over as (
            select a.value ->> 'grantId' as id from ended,
              jsonb_each(coalesce(ended.payload -> 'authorizations', '{}')) a
            where a.value ->> 'grantId' is not null
              and coalesce((a.value ->> 'persistsLogout')::boolean, false) = false),
          artefacts_over as (delete from artefacts where uid is null and grant_id in (select id from grants_over)),
          refresh_over as (delete from refresh_tokens where grant_id in (select id from grants_over))
          delete from grants where id in (select id from grants_over)`,
        [uid],
      );
    },

    async lastActivity(uids) {
      const { rows } = await db.raw<{ rows: { uid: string; touched_at: Date | null }[] }>(
        'select uid, touched_at from artefacts where uid = any(?)',
        [[...uids]],
      );
      return new Map(rows.flatMap((row) => (row.touched_at ? [[row.uid, row.touched_at]] : [])));
    },

    async resourceGrants(made_until, limit) {
      const { rows } = await db.raw<{ rows: { id: string }[] }>(
        `select id from grants where payload -> 'resources' is not null
          and (payload ->> 'iat')::bigint <= ? order by id limit ?`,
        [Math.ceil(made_until.getTime() / 1000), limit],
      );
      return rows.map(({ id }) => id);
    },

    async removeExpired(limit) {
      let gone = 0;
      for (const [table, id] of expiring) {
        const { rowCount } = await db.raw<{ rowCount: number }>(
          `delete from ${table} where (${id}) in (select ${id} from ${table} where expires_at <= ?
            order by expires_at limit ? for update skip locked)`,
          [new Date(clock.now().getTime() - CLOCKS_APART_MS), limit],
        );
        gone += rowCount;
      }
      return gone;
    },
  };
}

/** A code or token says whose it is; of a session it is the client that asks. */
const ofClient = "coalesce(f.payload ->> 'clientId', ?::text)";

const expiring = [
  ['artefacts', 'kind, key'],
  ['refresh_tokens', 'key'],
  ['grants', 'id'],
] as const;

const byKey = `select kind, key, uid, grant_id, session_uid, payload, touched_at, consumed_at, expires_at
  from artefacts where key = ? and kind = any(?) and expires_at > ?`;
const byUid = `select kind, key, uid, grant_id, session_uid, payload, touched_at, consumed_at, expires_at
  from artefacts where uid = ? and expires_at > ?`;
const refreshByKey = `select 'RefreshToken', key, null, grant_id, session_uid, payload, null, consumed_at, expires_at
  from refresh_tokens where key = ? and expires_at > ?`;
const grantById = `select 'Grant' as kind, id as key, null as uid, id as grant_id, null as session_uid, payload,
  null::timestamptz as touched_at, null::timestamptz as consumed_at, expires_at
  from grants where id = ? and expires_at > ?`;

interface FetchedRow {
  kind: Stored['kind'];
  key: string;
  uid: string | null;
  grant_id: string | null;
  session_uid: string | null;
  payload: Record<string, unknown>;
  touched_at: Date | string | null;
  consumed_at: Date | string | null;
  expires_at: Date | string;
  session?: FetchedRow | null;
  granted?: { id: string; payload: Record<string, unknown>; expires_at: string } | null;
  standing?: (Omit<Standing, 'started_at'> & { started_at: string }) | null;
  consent_client?: string | null;
  consent?: Said | null;
}

/** What was wanted besides is of another kind, and has no part in whose request it is. */
function prefetched(all: FetchedRow[], wanted: Wanted['besides']): Prefetched {
  const other = all.find(({ kind }) => kind === wanted?.kind);
  const besides = other && { besides: found(other) };
  const rows = all.filter((row) => row !== other);
  const [first] = rows;
  if (!first) return { rows: [], ...besides };
  const { session, granted, standing, consent_client: client_id, consent: said = null } = first;
  return {
    rows: rows.map(found),
    ...besides,
    ...(session && { session: found(session) }),
    ...(granted && {
      grant: {
        kind: 'Grant' as const,
        key: granted.id,
        payload: granted.payload,
        expires_at: new Date(granted.expires_at),
      },
    }),
    ...(standing && {
      standing: {
        ...{ ...standing, started_at: new Date(standing.started_at) },
        ...(client_id && { consent: { client_id, said } }),
      },
    }),
  };
}

function found(row: FetchedRow): Found {
  return {
    kind: row.kind,
    key: row.key,
    payload: row.payload,
    expires_at: new Date(row.expires_at),
    ...(row.uid !== null && { uid: row.uid }),
    ...(row.grant_id !== null && { grant_id: row.grant_id }),
    ...(row.session_uid !== null && { session_uid: row.session_uid }),
    ...(row.touched_at !== null && { touched_at: new Date(row.touched_at) }),
    ...(row.consumed_at !== null && { consumed_at: new Date(row.consumed_at) }),
  };
}
