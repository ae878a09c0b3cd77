/**
 * The artefact store on Redis: what passes is kept here, what lasts (grants, refresh tokens) stays
 * in PostgreSQL, with copies of grants beside the sessions. One look-up and one flush are one round
 * trip each; where a request writes to both, the one that decides comes first, and what the other
 * refuses is taken back. Losing all of it costs sign-ins, never a right (DESIGN 3, ADR 15).
 */
import type { Base } from '../../base.ts';
import type { Redis } from '../../redis.ts';
import type { ArtefactStore, Kind, Prefetched, Wanted, Writes } from './contract.ts';
import { nothingToWrite } from './contract.ts';
import {
  type Fetched,
  type Fields,
  forRedis,
  found,
  grantFrom,
  markKept,
  standingFrom,
} from './redis-rows.ts';
import * as scripts from './redis-scripts.ts';

/** `lasting` is the store of what lasts, and of the standing of sessions. */
export function redisStore(base: Base, redis: Redis, lasting: ArtefactStore): ArtefactStore {
  const run = redis.scripts(scripts);
  const now = () => base.clock.now().getTime();

  async function prefetchFrom(
    key: string,
    kinds: readonly string[],
    client_id: string | undefined,
    wanted?: Wanted['besides'],
  ): Promise<Prefetched> {
    const [rows, session, grant, joined, other] = (await run.prefetch(
      now(),
      key,
      client_id ?? '',
      wanted ? `${wanted.kind}:${wanted.key}` : '',
      ...kinds,
    )) as Fetched;
    const besides = other && wanted && { besides: found([wanted.kind, wanted.key, other]) };
    const [first] = rows;
    if (!first) return { rows: [], ...besides };
    const uid = first[2][1] ?? first[2][3];
    // As it was when the session was saved last, or from the database.
    const seen = (session || first)[2][7];
    const standing = seen
      ? standingFrom(seen, joined === 1)
      : uid && (await lasting.standing(uid, client_id));
    return {
      rows: rows.map(found),
      ...besides,
      ...(session && { session: found(session) }),
      ...(grant && { grant: grantFrom(grant) }),
      ...(standing && { standing }),
    };
  }

  const passingOnly = (writes: Writes) => run.flush(...forRedis(writes, now()));

  /** What lasts decides by what is. Where it refuses, what was remembered chose wrongly and is forgotten. */
  async function keep(kept: Writes, { put, renew }: Writes = nothingToWrite()): Promise<boolean> {
    if (await lasting.flush(kept)) return true;
    const uids = [kept.stands?.uid, ...[...put, ...renew].map(({ uid }) => uid)];
    for (const uid of new Set(uids)) if (uid !== undefined) await run.forget(now(), uid);
    return false;
  }

  return {
    remembers: true,

    async prefetch({ kinds, key, client_id, besides }: Wanted) {
      const passing = kinds.filter((kind) => !lasts(kind));
      const kept = kinds.filter(lasts);
      const lookUp = [
        passing.length > 0 && (() => prefetchFrom(key, passing, client_id, besides)),
        kept.length > 0 && (() => lasting.prefetch({ kinds: kept, key, client_id })),
      ].filter((one) => one !== false);
      // Where the kind that was asked for is kept comes first; mostly that is all.
      if (lasts(kinds[0] as Kind)) lookUp.reverse();
      for (const one of lookUp) {
        const result = await one();
        if (result.rows.length > 0 || result.besides) return result;
      }
      return { rows: [] };
    },

    sessionByUid: (uid, client_id) => prefetchFrom(uid, ['uid'], client_id),

    async standing(uid, client_id, beside) {
      const standing = await lasting.standing(uid, client_id, beside);
      // Else a browser would be sent back and forth between what is and what is remembered.
      if (standing && (standing.session_ended || standing.identity_state !== 'active'))
        await run.forget(now(), uid);
      return standing;
    },

    async flush(writes: Writes) {
      const [passing, kept] = parted(writes);
      if (!passing) return kept ? keep(kept) : true;
      if (!kept) return (await passingOnly(passing)) === 1;

      const decides =
        passing.unique.length > 0 ||
        passing.consume.length > 0 ||
        passing.count !== undefined ||
        passing.drop.some(({ kind }) => kind === 'Interaction');
      if (!decides) return (await keep(kept, passing)) && (await passingOnly(passing)) === 1;

      // What can be used once is used first. A session may say that a client has joined only when
      // the database says so too: it is written last.
      const saysJoined = [...passing.put, ...passing.renew].some(({ kind }) => kind === 'Session');
      const first = saysJoined ? { ...nothingToWrite(), ...decidingOf(passing) } : passing;
      if ((await passingOnly(first)) !== 1) return false;
      if (!(await keep(kept, passing))) {
        const marks = passing.unique.map(({ key }) => ({ kind: 'ReplayDetection' as const, key }));
        const back = [...marks, ...(saysJoined ? [] : passing.put)];
        if (back.length > 0) await passingOnly({ ...nothingToWrite(), drop: back });
        return false;
      }
      if (!saysJoined) return true;
      const last = { ...passing, unique: [], consume: [], drop: [], count: undefined };
      return (await passingOnly(last)) === 1;
    },

    async take(kind, key) {
      const fields = (await run.take(now(), `${kind}:${key}`)) as Fields | null;
      return fields ? found([kind, key, fields]) : undefined;
    },

    async unique(key, expires_at, age_ms = 0) {
      const name = `ReplayDetection:${key}`;
      const until = expires_at.getTime();
      return (await run.unique(now(), name, until, markKept(expires_at, now()), age_ms)) === 1;
    },

    async endSession(uid) {
      const session = (await prefetchFrom(uid, ['uid'], undefined)).rows[0];
      const authorizations = Object.values(
        (session?.payload['authorizations'] ?? {}) as Record<
          string,
          { grantId?: string; persistsLogout?: boolean }
        >,
      );
      const revoke = authorizations.flatMap(({ grantId, persistsLogout }) =>
        grantId !== undefined && !persistsLogout ? [grantId] : [],
      );
      if (revoke.length > 0) await lasting.flush({ ...nothingToWrite(), revoke });
      if (session) await passingOnly({ ...nothingToWrite(), drop: [session], revoke });
    },

    async lastActivity(uids) {
      if (uids.length === 0) return new Map();
      const times = (await run.lastActivity(now(), ...uids)) as (string | null)[];
      return new Map(
        uids.flatMap((uid, at) => (times[at] ? [[uid, new Date(Number(times[at]))]] : [])),
      );
    },

    resourceGrants: (made_until, limit) => lasting.resourceGrants(made_until, limit),

    // What passes expires by itself.
    removeExpired: (limit) => lasting.removeExpired(limit),
  };
}

const lasts = (kind: Kind) => kind === 'Grant' || kind === 'RefreshToken';

/** The same writes, apart: for Redis, and for PostgreSQL; undefined where there is nothing. */
function parted(writes: Writes): [Writes | undefined, Writes | undefined] {
  const passing = nothingToWrite();
  const kept = nothingToWrite();
  for (const list of ['consume', 'put', 'drop'] as const) {
    for (const row of writes[list] as { kind: Kind }[]) {
      ((lasts(row.kind) ? kept : passing)[list] as { kind: Kind }[]).push(row);
    }
  }
  passing.unique = writes.unique;
  passing.renew = writes.renew;
  passing.touch = writes.touch;
  if (writes.count) passing.count = writes.count;
  passing.grants = writes.put.filter(({ kind }) => kind === 'Grant');
  const dropped = writes.drop.filter(({ kind }) => kind === 'Grant').map(({ key }) => key);
  passing.revoke = [...new Set([...writes.revoke, ...dropped])];
  kept.revoke = passing.revoke;
  if (writes.also) kept.also = writes.also;
  if (writes.stands) kept.stands = writes.stands;
  return [some(passing) ? passing : undefined, some(kept) ? kept : undefined];
}

const some = (writes: Writes) =>
  Object.values(writes).some((list) =>
    Array.isArray(list) ? list.length > 0 : list !== undefined,
  );

const decidingOf = ({ unique, consume, drop, count }: Writes): Partial<Writes> => ({
  unique,
  consume,
  drop,
  ...(count && { count }),
});
