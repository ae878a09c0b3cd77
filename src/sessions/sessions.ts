/**
 * Sessions: the index of who is signed in where (DESIGN 5).
 * Owns the tables `sessions` and `participants`, which session of a source each came from
 * (at-source.ts), and every way a session ends (end.ts, sweep.ts).
 * Does not own the engine's session (oidc/artefacts), nor how clients are told (outbox); knows
 * identities, links, credentials, sources and clients by their ids only.
 */
import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { joinPart, startPart } from './beginning-statement.ts';
import { type Limits, standardLimits } from './limits.ts';
import { factorsOf } from './raise.ts';
import type { Beginning, ClientSeen, Hop, LiveSession, Part, SessionRow } from './rows.ts';
import * as store from './store.ts';

export {
  endAtSource,
  endingOf,
  keepAtSource,
  noteSignOut,
  type Over,
  removeOldAtSource,
  type SignOutState,
  type SourceOfSession,
  type SourceSession,
  sourcesOf,
} from './at-source.ts';
export { anyLive, clientCounts, end, endBeside, type Which } from './end.ts';
export { chooseLang, langsOf } from './languages.ts';
export type { Limits } from './limits.ts';
export { part, peopleOf } from './parting.ts';
export { lower, proveSecond, raise } from './raise.ts';
export { type ClientReceipt, type EndedSession, receipts, receiptsOf } from './receipts.ts';
export type { Beginning, ClientSeen, Hop, LiveSession, Part, SessionRow } from './rows.ts';
export { type ArtefactEndings, runSweeper, sweep } from './sweep.ts';

/**
 * A new session and its audit event, as the CTEs `session_started` (gives `id`), `audit_written` and
 * `audit_queued`, for the flush of a sign-in. The database refuses a second session of one `uid`.
 */
export function startStatement(
  base: Base,
  beginning: Beginning,
  limits: Limits = standardLimits,
): Part & { id: string } {
  const id = newId(base.clock);
  const now = base.clock.now();
  const idle = beginning.kind === 'kiosk' ? limits.kiosk_idle : limits.idle;
  const started = startPart({
    ...beginning,
    ...factorsOf(beginning, now),
    id,
    kind: beginning.kind ?? 'browser',
    source_id: beginning.source_id ?? null,
    said: beginning.said ?? null,
    link_id: beginning.link_id ?? null,
    credential_id: beginning.credential_id ?? null,
    lang: beginning.lang ?? null,
    browser: beginning.browser ?? null,
    started_at: now,
    due_at: new Date(now.getTime() + Math.min(idle, limits.absolute)),
    ends_at: new Date(now.getTime() + limits.absolute),
  });
  const event = audit.statement(base, {
    kind: 'session.started',
    actor: { kind: 'identity', id: beginning.identity_id },
    object: { kind: 'session', id },
    source_id: beginning.source_id,
    session_id: id,
    outcome: 'ok',
    detail: { level: beginning.level, factor_reach: beginning.factor_reach },
  });
  return { id, ...together(started, event) };
}

/** Starts a session in one statement; gives its id. */
export async function start(base: Base, beginning: Beginning, limits?: Limits): Promise<string> {
  const { id, sql, bindings } = startStatement(base, beginning, limits);
  await base.db.raw(`with ${sql} select`, bindings as never);
  return id;
}

/**
 * A first hop: the participant and its audit event, as the CTEs `participant_joined` (one row when
 * it was written), `audit_written` and `audit_queued`, for the flush of the authorise endpoint. A
 * repeat hop needs nothing of this.
 * Writes nothing when the session has ended: the caller must then let no code leave. It waits for an
 * ending in progress and the ending waits for it, so that no participant is missed (Never 8).
 */
export function joinStatement(base: Base, hop: Hop): Part {
  const joined = joinPart(hop, base.clock.now());
  const event = audit.statement(
    base,
    {
      kind: 'session.joined',
      actor: { kind: 'identity', id: hop.identity_id },
      object: { kind: 'session', id: hop.session_id },
      client_id: hop.client_id,
      session_id: hop.session_id,
      outcome: 'ok',
    },
    'exists (select from participant_joined)',
  );
  return together(joined, event);
}

/** Joins in one statement of its own; false when the session has ended. */
export async function join(base: Base, hop: Hop): Promise<boolean> {
  const { sql, bindings } = joinStatement(base, hop);
  const { rows } = await base.db.raw<{ rows: unknown[] }>(
    `with ${sql} select from participant_joined`,
    bindings as never,
  );
  return rows.length === 1;
}

/** The link, credential and second factor that a session stands on, live or ended, and whose subject a client was told in it. */
export function wayOf(
  base: Base,
  sessionId: string,
  clientId: string,
): Promise<store.Way | undefined> {
  return store.wayOf(base.db, sessionId, clientId);
}

/** How a session that lives was signed in: for whoever goes on from there. */
export function read(base: Base, id: string): Promise<SessionRow | undefined> {
  return store.read(base.db, id);
}

/**
 * The same, held until the transaction ends: an ending waits for it, and it waits for one in
 * progress. Undefined when the session has ended.
 */
export function holdLive(base: Base, id: string): Promise<SessionRow | undefined> {
  return store.holdLive(base.db, id, base.clock.now());
}

/** Where somebody is signed in, the newest first, each with the clients that joined. */
export function list(base: Base, identityId: string): Promise<LiveSession[]> {
  return store.live(base.db, identityId, base.clock.now());
}

/**
 * The clients that an identity ever went to in a session, the latest first, with every scope that
 * they were granted: `limit` (50) of them, after the last one of the page `before`.
 */
export function clientsOf(
  base: Base,
  identityId: string,
  page: { before?: { last_at: Date; client_id: string }; limit?: number } = {},
): Promise<ClientSeen[]> {
  return store.clientsOf(base.db, identityId, page.limit ?? 50, page.before);
}

/** The clients at which each of some identities ever was in a session: whom a change concerns. One query. */
export async function clientsOfMany(
  base: Base,
  identityIds: readonly string[],
): Promise<Map<string, string[]>> {
  const clients = new Map<string, string[]>();
  if (identityIds.length === 0) return clients;
  for (const { identity_id, client_id } of await store.clientsOfMany(base.db, identityIds)) {
    clients.set(identity_id, [...(clients.get(identity_id) ?? []), client_id]);
  }
  return clients;
}

const together = (change: Part, event: Part): Part => ({
  sql: `${change.sql}, ${event.sql}`,
  bindings: [...change.bindings, ...event.bindings],
});
