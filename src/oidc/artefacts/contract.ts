/**
 * The contract of the store that holds the state of OpenID Connect. Every store passes
 * test/oidc/artefacts/conformance.ts unchanged. Keys are keyed hashes: what the outside knows
 * (a code, a cookie, a token) is never at rest.
 */

import type { Said } from '../../consents/consents.ts';

/** What passes: losing it costs a sign-in, never a right. */
export type PassingKind =
  | 'Session'
  | 'Interaction'
  | 'AuthorizationCode'
  | 'AccessToken'
  | 'ClientCredentials'
  | 'DeviceCode'
  | 'UserCode'
  | 'ReplayDetection'
  | 'PushedAuthorizationRequest'
  | 'Attempt'
  | 'Visit';

/** What lasts, in PostgreSQL whatever store is used. */
export type LastingKind = 'Grant' | 'RefreshToken';

export type Kind = PassingKind | LastingKind;

/** What is exchanged once, for tokens. */
export const consumedKinds = [
  'AuthorizationCode',
  'DeviceCode',
  'PushedAuthorizationRequest',
  'RefreshToken',
] as const;
export type ConsumedKind = (typeof consumedKinds)[number];

export interface Stored {
  kind: Kind;
  key: string;
  payload: Record<string, unknown>;
  /** Session: its second key. */
  uid?: string;
  /** What is destroyed with its grant, and whose session it came from. */
  grant_id?: string;
  session_uid?: string;
  expires_at: Date;
  /** Session that is renewed: the key under which it was read, where that is another now. */
  was?: string;
  /** Session: what it may claim as last seen, for a store that remembers it. */
  standing?: Standing;
}

export interface Found extends Stored {
  consumed_at?: Date;
  /** Session: the last activity. */
  touched_at?: Date;
}

/** What a session may claim now (DESIGN 4, level); see the SQL function session_standing. */
export interface Standing {
  session_id: string;
  identity_id: string;
  identity_state: 'active' | 'suspended' | 'closed' | 'absorbed';
  session_ended: boolean;
  level: number;
  source_id: string | null;
  amr: string[];
  started_at: Date;
  /** Sector to the identity whose subject it knows, for a person who absorbed another (identities/subjects.ts). */
  aliases?: Readonly<Record<string, string>> | null;
  /** What the person consented to at `client_id`; null: nothing. Never remembered. */
  consent?: { client_id: string; said: Said | null };
  /** The client asked for has joined the session before. */
  joined: boolean;
  /**
   * As it was when the session was saved last: good enough to choose the next step by, never to give
   * anything by. Whoever gives looks anew, or lets the flush make sure (`Writes.stands`).
   */
  remembered?: true;
}

/** One row and what an endpoint will want next, in one round trip. */
export interface Prefetched {
  rows: Found[];
  session?: Found;
  grant?: Found;
  standing?: Standing;
  /** What was wanted besides, where it is there. */
  besides?: Found;
}

export interface Wanted {
  /** The one that was asked for first. */
  kinds: readonly Kind[];
  key: string;
  /** Whose grant and participation matter, when the row is a session. */
  client_id?: string;
  /** Another row that passes and has nothing to do with it, which the request will ask for next. */
  besides?: { kind: PassingKind; key: string } | undefined;
}

/**
 * So much longer than it counts a row is kept, milliseconds: a node whose clock is ahead would clear
 * away what counts at the others, and what was shown there could be shown again.
 */
export const CLOCKS_APART_MS = 15 * 60_000;

/** What may be shown once: a client assertion, a proof. */
export interface Mark {
  key: string;
  /** Until then it counts; after that nobody would believe it anyway. */
  expires_at: Date;
  /**
   * How long ago it was made at least, milliseconds, where it says so. A store that has lost what it held
   * cannot know whether something older was shown: then it counts as seen.
   */
  age_ms?: number | undefined;
}

export interface Writes {
  /** None may have been seen, or nothing of these writes happens; from then on they have. */
  unique: Mark[];
  /** Each must still be unused, or nothing of these writes happens. */
  consume: { kind: ConsumedKind; key: string }[];
  put: Stored[];
  /**
   * Sessions and interactions that were there: written only if they still are, so that what has ended
   * never comes back. A session whose key has changed since it was read keeps its key and what it says;
   * clients that have joined it come in, if it is still the same person's. One that would change its key
   * must still have the key that was read, or nothing of these writes happens.
   */
  renew: Stored[];
  /** An interaction among them must be there still, or nothing of these writes happens. */
  drop: { kind: Kind; key: string }[];
  /** Grants that end, with everything issued under them. */
  revoke: string[];
  /** Session uids to note an activity of. */
  touch: string[];
  /** Must hold in the database, or nothing of these writes happens: the session goes on, at this level or above. */
  stands?: { uid: string; level: number };
  /**
   * One more is counted on a row that passes, which must be there with less than `most` counted so
   * far, or nothing of these writes happens. `put` of the same row begins anew.
   */
  count?: { kind: PassingKind; key: string; most: number } | undefined;
  /** Grants of `put` of which a copy is kept beside the sessions. */
  grants?: Stored[];
  /** Data-modifying CTEs of other folders that belong to the same statement. */
  also?: { sql: string; bindings: readonly unknown[]; must?: { cte: string; rows: number } };
}

/** A CTE of another folder, of one row: read in the same round trip as a standing. */
export interface Beside {
  cte: string;
  sql: string;
  bindings: readonly unknown[];
  /** Gets the row; its dates are texts. */
  take(row: Record<string, unknown> | undefined): void;
}

export interface ArtefactStore {
  /** Standings that come with a look-up may be remembered ones. */
  readonly remembers: boolean;
  /** One round trip. Expired rows are not found. */
  prefetch(wanted: Wanted): Promise<Prefetched>;
  /** A session by its second key. */
  sessionByUid(uid: string, client_id?: string): Promise<Prefetched>;
  /** What a session may claim now, whether or not the store still holds it; never remembered. */
  standing(uid: string, client_id?: string, beside?: Beside): Promise<Standing | undefined>;
  /**
   * All or nothing, in one round trip. `false`: something to be consumed had been consumed (also in
   * this millisecond, on another node), a mark had been seen, or a guard of `also` failed; then
   * nothing was written.
   */
  flush(writes: Writes): Promise<boolean>;
  /** Takes a row for good: exactly one caller anywhere gets it, once. */
  take(kind: PassingKind, key: string): Promise<Found | undefined>;
  /** Marks a key as seen until `expires_at`; false when it was seen already, or may have been. */
  unique(key: string, expires_at: Date, age_ms?: number): Promise<boolean>;
  /** Ends a session: its row, its grants and tokens, but for what was granted beyond it (offline_access). */
  endSession(uid: string): Promise<void>;
  /** The last activity of each session that is still there. */
  lastActivity(uids: readonly string[]): Promise<Map<string, Date>>;
  /** Grants that cover a resource and were made until then, at most `limit`: their ids, in order. */
  resourceGrants(made_until: Date, limit: number): Promise<string[]>;
  /** Removes at most `limit` rows of each table that have been over for a while; how many went. */
  removeExpired(limit: number): Promise<number>;
}

export const nothingToWrite = (): Writes => ({
  unique: [],
  consume: [],
  put: [],
  renew: [],
  drop: [],
  revoke: [],
  touch: [],
});
