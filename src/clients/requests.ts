import type { Base } from '../base.ts';
import type { RequestReason } from './request-reasons.ts';
import * as store from './requests-store.ts';

/**
 * The log of what clients asked, for those who run them: which endpoint, when, what came of it and
 * why. It is written beside requests (ADR 0043): noting one touches no store, and what does not fit
 * is dropped and counted, never waited for.
 */
export type ClientRequest = store.RequestRow;
export type RequestsWanted = store.Wanted;

/** What of the gateway is told of. */
export const requestEndpoints = [
  'authorization',
  'pushed_authorization_request',
  'device_authorization',
  'token',
  'userinfo',
  'introspection',
  'revocation',
  'end_session',
  'api',
  'registration',
] as const;
export type RequestEndpoint = (typeof requestEndpoints)[number];

/** One request, as whoever answered it tells of it. */
export interface Noted {
  client_id: string;
  endpoint: RequestEndpoint;
  status: number;
  /** The client has shown that it is itself; otherwise anybody can have sent it. */
  proved: boolean;
  error?: string | undefined;
  reason?: RequestReason | undefined;
  code?: string | undefined;
  /** In the engine's words, without anything that the request said. */
  description?: string | undefined;
  request_id?: string | undefined;
  /** What was refused, by name: cut and bounded by whoever tells of it. */
  named?: readonly string[];
  /** While the acceptance robot tried the client. */
  in_run?: boolean;
  /** The failure switches of a sandbox that made the answer what it is. */
  switched?: readonly string[];
}

/** Why something is not in the log. */
export type Unlogged = 'full' | 'often';

export interface RequestLog {
  note(request: Noted): void;
  /** Writes what was noted so far; one at a time. What could not be written waits for the next. */
  flush(): Promise<void>;
  /** How many were not noted since the process began. */
  unlogged(): ReadonlyMap<Unlogged, number>;
}

export const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

const ROOM = 5_000;
const AT_ONCE = 500;
const MINUTE_MS = 60_000;

/**
 * Of one client in one minute, on one node. What anybody can send has allowances of its own: it
 * neither fills the table nor hides what the client itself did, and what went well hides no refusal. The
 * robot of a sandbox asks often, and its developer wants to see all that it tried.
 */
const A_MINUTE = { ok: 60, refused: 120, ok_of_anybody: 30, refused_of_anybody: 30, in_run: 400 };

/** The log of one process. `room`: how many wait at most. */
export function requestLog(base: Base, { room = ROOM }: { room?: number } = {}): RequestLog {
  const waiting: Omit<store.RequestRow, 'id'>[] = [];
  const unlogged = new Map<Unlogged, number>();
  let minute = 0;
  const counts = new Map<string, number>();

  const drop = (why: Unlogged) => unlogged.set(why, (unlogged.get(why) ?? 0) + 1);

  function mayNote(client_id: string, allowance: keyof typeof A_MINUTE, now: Date): boolean {
    const this_minute = Math.floor(now.getTime() / MINUTE_MS);
    if (this_minute !== minute) counts.clear();
    minute = this_minute;
    const key = `${allowance} ${client_id}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= A_MINUTE[allowance];
  }

  return {
    note({ error, description, ...noted }) {
      const at = base.clock.now();
      const refused = error !== undefined || noted.status >= 400;
      const allowance = noted.in_run
        ? 'in_run'
        : (`${refused ? 'refused' : 'ok'}${noted.proved ? '' : '_of_anybody'}` as const);
      if (!mayNote(noted.client_id, allowance, at)) return drop('often');
      if (waiting.length >= room) return drop('full');
      waiting.push({
        client_id: noted.client_id,
        at,
        endpoint: noted.endpoint,
        outcome: noted.status >= 500 ? 'failed' : refused ? 'refused' : 'ok',
        status: noted.status,
        proved: noted.proved,
        error: error ?? null,
        reason: noted.reason ?? null,
        code: noted.code ?? null,
        description: description?.slice(0, 200) ?? null,
        request_id: noted.request_id ?? null,
        named: [...(noted.named ?? [])],
        in_run: noted.in_run ?? false,
        switched: [...(noted.switched ?? [])],
      });
    },
    async flush() {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, AT_ONCE);
        await store.insert(base, batch);
        waiting.splice(0, batch.length);
      }
    },
    unlogged: () => unlogged,
  };
}

/**
 * A page of what one client asked, or of what is wanted of it, the newest first; `after`: the id of the
 * last of the page before.
 */
export const requestsOf = (
  base: Base,
  client_id: string,
  page: store.Wanted & { limit: number; after?: string | undefined },
): Promise<(ClientRequest & { reason: RequestReason | null })[]> =>
  store.ofClient(base, client_id, page) as Promise<
    (ClientRequest & { reason: RequestReason | null })[]
  >;

/** The timed job: removes at most `limit` that are older than a week; how many went. */
export function removeOldRequests(base: Base, limit: number): Promise<number> {
  const before = new Date(base.clock.now().getTime() - KEPT_DAYS * DAY_MS);
  return store.removeBefore(base, before, limit);
}
