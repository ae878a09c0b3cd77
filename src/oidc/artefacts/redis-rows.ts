/** How artefacts are written into Redis, and read from it; see redis-scripts.ts for the fields. */
import type { Found, Kind, Standing, Stored, Writes } from './contract.ts';

export type Remembered = Omit<Standing, 'joined'> & { joined: string[] };
export type Fields = [d: string, ...(string | null)[]];
export type FetchedRow = [kind: Kind, key: string, fields: Fields];
export type Fetched = [
  rows: FetchedRow[],
  session: FetchedRow | null,
  grant: [string, string] | null,
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

/** JSON.parse's reviver for the few dates of ours; payloads of the engine are parsed without it. */
export const date = (name: string, value: unknown) =>
  name === 'started_at' || name === 'expires_at' ? new Date(value as string) : value;

const nameOf = ({ kind, key }: { kind: Kind; key: string }) => `${kind}:${key}`;

/** The argument of the flush script. */
export function forRedis(writes: Writes, now: number) {
  return {
    consume: writes.consume.map(nameOf),
    once: writes.drop.filter(({ kind }) => kind === 'Interaction').map(nameOf),
    put: writes.put.map((row) => rowOf(row, now)),
    renew: writes.renew.map((row) => rowOf(row, now)),
    grants: (writes.grants ?? []).map(({ key, payload, expires_at }) => ({
      id: key,
      d: JSON.stringify({ payload, expires_at }),
      ttl: Math.max(1, Math.min(GRANT_COPY_MS, expires_at.getTime() - now)),
    })),
    drop: writes.drop.map(nameOf),
    revoke: writes.revoke,
    touch: writes.touch,
  };
}

function rowOf(
  { kind, key, payload, uid, grant_id, session_uid, expires_at, standing }: Stored,
  now: number,
) {
  const more: (string | number)[] = [];
  const field = (name: string, value: string | number | undefined) => {
    if (value !== undefined) more.push(name, value);
  };
  field('u', uid);
  field('g', grant_id);
  field('s', session_uid);
  if (kind === 'Session') {
    field('t', now);
    const granted = Object.entries(
      (payload['authorizations'] ?? {}) as Record<string, { grantId?: string }>,
    ).filter(([, { grantId }]) => grantId !== undefined);
    for (const [client, { grantId }] of granted) field(`az:${client}`, grantId);
    if (standing) {
      const joined = granted.map(([client]) => client);
      field('st', JSON.stringify({ ...standing, joined }));
    }
  }
  return {
    kind,
    key,
    ...(uid !== undefined && { uid }),
    ...(uid === undefined && grant_id !== undefined && { g: grant_id }),
    d: JSON.stringify(payload),
    e: expires_at.getTime(),
    ttl: Math.max(1, expires_at.getTime() - now),
    more,
  };
}
