/** How artefacts are written into Redis, and read from it; see redis-scripts.ts for the fields. */
import {
  CLOCKS_APART_MS,
  type Found,
  type Kind,
  type Standing,
  type Stored,
  type Writes,
} from './contract.ts';

export type Fields = [d: string, ...(string | null)[]];
type FetchedRow = [kind: Kind, key: string, fields: Fields];
export type Fetched = [
  rows: FetchedRow[],
  session: FetchedRow | null,
  grant: [id: string, copy: string] | null,
  /** 1 when the session has a grant of the client: the client has joined it. */
  joined: number,
  besides: Fields | null,
];

export function found([kind, key, [d, u, g, s, e, c, t]]: FetchedRow): Found {
  return {
    kind,
    key,
    payload: JSON.parse(d),
    expires_at: new Date(Number(e)),
    ...(u && { uid: u }),
    ...(g && { grant_id: g }),
    ...(s && { session_uid: s }),
    ...(t && { touched_at: new Date(Number(t)) }),
    ...(c && { consumed_at: new Date(Number(c)) }),
  };
}

/** A copy of a grant is kept no longer than a session may last. */
const GRANT_COPY_MS = 24 * 3_600_000;

/** A standing in a session's row: without what depends on the client, times in milliseconds. */
type Remembered = Omit<Standing, 'joined' | 'started_at'> & { started_at: number };

export function standingFrom(text: string, joined: boolean): Standing {
  const seen = JSON.parse(text) as Remembered;
  return { ...seen, started_at: new Date(seen.started_at), joined, remembered: true };
}

export function grantFrom([id, text]: [string, string]): Found {
  const { payload, until } = JSON.parse(text);
  return { kind: 'Grant', key: id, payload, expires_at: new Date(until) };
}

const nameOf = ({ kind, key }: { kind: Kind; key: string }) => `${kind}:${key}`;

/** Milliseconds until Redis clears a mark away: later than it counts, see CLOCKS_APART_MS. */
export const markKept = (expires_at: Date, now: number): number =>
  Math.max(1, expires_at.getTime() - now) + CLOCKS_APART_MS;

/** The arguments of the flush script: of each list its length, then its parts, one after the other. */
export function forRedis(writes: Writes, now: number): (string | number)[] {
  const args: (string | number)[] = [now];
  const list = <T>(items: readonly T[], parts: (item: T) => (string | number)[]) => {
    args.push(items.length);
    for (const item of items) args.push(...parts(item));
  };
  const interactions = writes.drop.filter(({ kind }) => kind === 'Interaction');
  list(writes.unique, ({ key, expires_at, age_ms }) => [
    nameOf({ kind: 'ReplayDetection', key }),
    expires_at.getTime(),
    markKept(expires_at, now),
    age_ms ?? 0,
  ]);
  list(writes.consume, (one) => [nameOf(one)]);
  list(interactions, (one) => [nameOf(one)]);
  list(writes.count ? [writes.count] : [], (one) => [nameOf(one), one.most]);
  list(writes.put, (row) => rowParts(row, now));
  list(writes.renew, (row) => rowParts(row, now));
  list(writes.grants ?? [], ({ key, payload, expires_at }) => [
    key,
    JSON.stringify({ payload, until: expires_at.getTime() }),
    Math.max(1, Math.min(GRANT_COPY_MS, expires_at.getTime() - now)),
  ]);
  list(writes.drop, (one) => [nameOf(one)]);
  list(writes.revoke, (id) => [id]);
  list(writes.touch, (uid) => [uid]);
  return args;
}

/** kind, key, the key it was read under, uid or nothing, grant id or nothing, milliseconds to live, number of fields, fields and values. */
function rowParts(
  { kind, key, was, payload, uid, grant_id, session_uid, expires_at, standing }: Stored,
  now: number,
): (string | number)[] {
  const fields: (string | number)[] = ['d', JSON.stringify(payload), 'e', expires_at.getTime()];
  if (uid !== undefined) fields.push('u', uid);
  if (grant_id !== undefined) fields.push('g', grant_id);
  if (session_uid !== undefined) fields.push('s', session_uid);
  if (kind === 'Session') {
    fields.push('t', now);
    const granted = (payload['authorizations'] ?? {}) as Record<string, { grantId?: string }>;
    for (const [client, { grantId }] of Object.entries(granted)) {
      if (grantId !== undefined) fields.push(`az:${client}`, grantId);
    }
    if (standing) {
      const { joined: _, remembered: __, started_at, ...seen } = standing;
      fields.push('st', JSON.stringify({ ...seen, started_at: started_at.getTime() }));
    }
  }
  const under = uid === undefined ? (grant_id ?? '') : '';
  const ttl = Math.max(1, expires_at.getTime() - now);
  return [kind, key, was ?? key, uid ?? '', under, ttl, fields.length, ...fields];
}
