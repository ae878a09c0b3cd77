import { randomBytes } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { newId } from '../crypto/ids.ts';
import { actor } from './actor.ts';
import { liveSession } from './grants-statement.ts';
import { nameIn } from './members.ts';
import type { Grant } from './roles.ts';
import type { SessionEnd } from './session-ends.ts';
import * as store from './sessions-store.ts';

const MINUTE = 60_000;
/** GB/T 22239 asks for an end when nothing is done; ours as PAGES allows: not under ten minutes. */
export const IDLE = 15 * MINUTE;
export const ABSOLUTE = 12 * 60 * MINUTE;

/** Somebody of the staff who is signed in, and what they may at this moment. */
export interface StaffSession {
  id: string;
  staff_id: string;
  name: string;
  department_id: string;
  grants: Grant[];
  started_at: Date;
  /** When a second factor was last shown. */
  proved_at: Date;
}

/** Where somebody is signed in, for lists. */
export type Place = Pick<
  store.StaffSessionRow,
  'id' | 'device' | 'network' | 'started_at' | 'seen_at'
>;

/** A secret of 256 random bits, for a cookie or a link; kept only as its keyed hash. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const hashOf = (base: Base, token: string) =>
  keyedHash(base.ring, 'artefact', `staff session ${token}`);

/**
 * The session of a token, with its person's present grants: one query. Undefined when it is over.
 * `seen`: its person did something, and is idle from now on; not so what a page asks by itself.
 */
export async function sessionOf(
  base: Base,
  token: string,
  { seen = true }: { seen?: boolean } = {},
): Promise<StaffSession | undefined> {
  const now = base.clock.now();
  const row = await liveSession(base.db, hashOf(base, token), {
    ...{ now, idleSince: before(now, IDLE), minuteAgo: seen ? before(now, MINUTE) : null },
  });
  if (!row) return undefined;
  const { name_sealed, ...rest } = row;
  return { ...rest, name: nameIn(base, { id: row.staff_id, name_sealed }) };
}

/**
 * Begins a session in the caller's transaction, which holds the member's row; gives the token of its
 * cookie. Unless the person may have several, the others end, and are told so at their next request.
 */
export async function begin(
  base: Base,
  input: { staff_id: string; several: boolean; device: string; network: string },
): Promise<string> {
  const { staff_id, several, device, network } = input;
  if (!several) await end(base, { staff_id }, 'elsewhere', staff_id);
  const token = newToken();
  const now = base.clock.now();
  const id = newId(base.clock);
  await store.insert(base.db, {
    ...{ id, staff_id, token_hash: hashOf(base, token), device, network },
    ...{ started_at: now, seen_at: now, proved_at: now, ended_at: null, end_reason: null },
    ends_at: new Date(now.getTime() + ABSOLUTE),
  });
  await audit.append(base, {
    kind: 'staff.session_started',
    actor: actor(staff_id),
    object: { kind: 'staff', id: staff_id },
    session_id: id,
    outcome: 'ok',
  });
  return token;
}

/** Ends sessions; gives how many. `by`: who wanted it, absent for the machine. */
export function end(
  base: Base,
  which: store.Which,
  reason: SessionEnd,
  by?: string,
): Promise<number> {
  return transaction(base, async (base) => {
    const ended = await store.end(base.db, which, reason, base.clock.now());
    await audit.append(
      base,
      ended.map(({ id, staff_id }) => ({
        kind: 'staff.session_ended' as const,
        actor: actor(by),
        object: { kind: 'staff', id: staff_id },
        session_id: id,
        outcome: 'ok' as const,
        detail: { reason },
      })),
    );
    return ended.length;
  });
}

/** Where somebody is signed in now, the latest first. */
export async function sessionsOf(base: Base, staff_id: string): Promise<Place[]> {
  const now = base.clock.now();
  const rows = await store.live(base.db, staff_id, { now, idleSince: before(now, IDLE) });
  return rows.map(({ id, device, network, started_at, seen_at }) => ({
    ...{ id, device, network, started_at, seen_at },
  }));
}

/** Why the session of a token is over, to say so to its person; undefined for one that lives or never was. */
export async function whyOver(base: Base, token: string): Promise<SessionEnd | undefined> {
  const row = await store.byToken(base.db, hashOf(base, token));
  if (!row) return undefined;
  if (row.end_reason) return row.end_reason;
  return overBy(row, base.clock.now());
}

/** The person has just shown a second factor again. */
export function markProved(base: Base, { id, staff_id }: StaffSession): Promise<void> {
  return transaction(base, async (base) => {
    await store.proved(base.db, id, base.clock.now());
    await audit.append(base, {
      kind: 'staff.proved_again',
      actor: actor(staff_id),
      object: { kind: 'staff', id: staff_id },
      session_id: id,
      outcome: 'ok',
    });
  });
}

/** Marks sessions that time has ended, at most `limit`; gives how many. A timed job calls it. */
export function endStale(base: Base, limit = 1_000): Promise<number> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const over = await store.stale(base.db, { now, idleSince: before(now, IDLE) }, limit);
    for (const reason of ['idle', 'absolute'] as const) {
      const ids = over.flatMap((one) => (overBy(one, now) === reason ? [one.id] : []));
      if (ids.length > 0) await end(base, { ids }, reason);
    }
    return over.length;
  });
}

/** What time has ended it with, whichever came first. */
function overBy(
  { seen_at, ends_at }: Pick<store.StaffSessionRow, 'seen_at' | 'ends_at'>,
  now: Date,
): 'idle' | 'absolute' | undefined {
  const idle_at = new Date(seen_at.getTime() + IDLE);
  if (idle_at < ends_at) return idle_at <= now ? 'idle' : undefined;
  return ends_at <= now ? 'absolute' : undefined;
}

const before = (now: Date, ms: number) => new Date(now.getTime() - ms);
