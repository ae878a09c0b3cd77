import { randomBytes } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import type { Lang } from '../messages/messages.ts';
import { addressIn } from './addresses.ts';
import * as developers from './developers-store.ts';
import * as store from './sessions-store.ts';

const MINUTE = 60_000;
export const IDLE = 30 * MINUTE;
export const ABSOLUTE = 12 * 60 * MINUTE;

/** A developer who is signed in. */
export interface DeveloperSession {
  id: string;
  developer_id: string;
  address: string;
  /** In which they are written to. */
  lang: Lang | null;
  started_at: Date;
}

/** A secret of 256 random bits, for a cookie; kept only as its keyed hash. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const hashOf = (base: Base, token: string) =>
  keyedHash(base.ring, 'artefact', `developer session ${token}`);

/** Begins a session in the caller's transaction; gives the token of its cookie. */
export async function startSession(base: Base, developer_id: string): Promise<string> {
  const token = newToken();
  const now = base.clock.now();
  const id = newId(base.clock);
  await store.insert(base.db, {
    ...{ id, developer_id, token_hash: hashOf(base, token), started_at: now, seen_at: now },
    ...{ ended_at: null, end_reason: null, ends_at: new Date(now.getTime() + ABSOLUTE) },
  });
  await audit.append(base, {
    kind: 'developer.session_started',
    actor: { kind: 'developer', id: developer_id },
    object: { kind: 'developer', id: developer_id },
    session_id: id,
    outcome: 'ok',
  });
  return token;
}

/** The session of a token, and its person is idle from now on; undefined when it is over. */
export async function sessionOf(base: Base, token: string): Promise<DeveloperSession | undefined> {
  const row = await store.byToken(base.db, hashOf(base, token));
  const now = base.clock.now();
  if (!row || row.ended_at !== null || overBy(row, now)) return undefined;
  const [developer] = await developers.byIds(base.db, [row.developer_id]);
  if (!developer) return undefined;
  if (now.getTime() - row.seen_at.getTime() >= MINUTE) await store.seen(base.db, row.id, now);
  const { id, developer_id, started_at } = row;
  const { lang } = developer;
  return { id, developer_id, started_at, lang, address: addressIn(base, developer) };
}

/** Why the session of a token is over, to say so to its person; undefined for one that lives or never was. */
export async function whyOver(base: Base, token: string): Promise<store.SessionEnd | undefined> {
  const row = await store.byToken(base.db, hashOf(base, token));
  if (!row) return undefined;
  return row.end_reason ?? overBy(row, base.clock.now());
}

/** Its person leaves. */
export const endSession = (base: Base, { id, developer_id }: DeveloperSession): Promise<void> =>
  end(base, id, 'signed_out', { kind: 'developer', id: developer_id });

/** Where somebody is signed in now, the latest first. */
export async function sessionsOf(
  base: Base,
  developer_id: string,
): Promise<Pick<store.SessionRow, 'id' | 'started_at' | 'seen_at'>[]> {
  const now = base.clock.now();
  const rows = await store.open(base.db, developer_id);
  return rows
    .filter((row) => overBy(row, now) === undefined)
    .map(({ id, started_at, seen_at }) => ({ id, started_at, seen_at }));
}

/** Their person ends them from another browser; those of somebody else stay. Gives how many ended. */
export async function endOwn(
  base: Base,
  { developer_id }: Pick<DeveloperSession, 'developer_id'>,
  ids: readonly string[],
): Promise<number> {
  const own = new Set((await sessionsOf(base, developer_id)).map(({ id }) => id));
  const ending = ids.filter((id) => own.has(id));
  for (const id of ending)
    await end(base, id, 'signed_out', { kind: 'developer', id: developer_id });
  return ending.length;
}

/** Marks sessions that time has ended, at most `limit`; gives how many. A timed job calls it. */
export function endStale(base: Base, limit = 1_000): Promise<number> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const idleSince = new Date(now.getTime() - IDLE);
    const over = await store.stale(base.db, { now, idleSince }, limit);
    for (const one of over) await end(base, one.id, overBy(one, now) ?? 'idle', { kind: 'system' });
    return over.length;
  });
}

function end(
  base: Base,
  id: string,
  reason: store.SessionEnd,
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  return transaction(base, async (base) => {
    const developer_id = await store.end(base.db, id, reason, base.clock.now());
    if (developer_id === undefined) return;
    await audit.append(base, {
      kind: 'developer.session_ended',
      actor,
      object: { kind: 'developer', id: developer_id },
      session_id: id,
      outcome: 'ok',
      detail: { reason },
    });
  });
}

/** What time has ended it with, whichever came first. */
function overBy(
  { seen_at, ends_at }: Pick<store.SessionRow, 'seen_at' | 'ends_at'>,
  now: Date,
): 'idle' | 'absolute' | undefined {
  const idle_at = new Date(seen_at.getTime() + IDLE);
  if (idle_at < ends_at) return idle_at <= now ? 'idle' : undefined;
  return ends_at <= now ? 'absolute' : undefined;
}
