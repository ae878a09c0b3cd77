import type { Context } from 'koa';
import type { Words } from '../../views/frame.ts';
import type { Base } from '../base.ts';
import type { Claim } from '../clients/clients.ts';
import type { Authorities } from '../identities/authorities.ts';
import type { Senders } from '../messages/messages.ts';
import type { SignedIn } from '../sessions/signed-in.ts';

/** What login needs from the OpenID face; composed in app.ts. */
export interface LoginNeeds {
  base: Base;
  /** The gateway's own origin; callbacks are built on it and posts are held to it. */
  issuer: string;
  interactions: Interactions;
  passing: Passing;
  /** The session that lives in this browser. */
  sessionOf(ctx: Context): Promise<LiveSession | undefined>;
  clients: { read(id: string): Promise<AskingClient | undefined> };
  /** By what messages people can be reached. */
  senders: Senders;
  /** Who can be asked about somebody. */
  authorities: Authorities;
  /** How long a recovered password waits, so that its owner can say no. */
  recovery_wait_ms: number;
  /** The session of this browser that has ended a moment ago. */
  signedOut(ctx: Context): Promise<SignedOut | undefined>;
}

export interface SignedOut {
  session_id: string;
  /** What the form token of the page with the receipt is bound to. */
  form: string;
  /** Where the client that asked for the sign-out wants the browser to be in the end. */
  back?: string;
}

/** The engine's side of one sign-in. */
export interface Interactions {
  /**
   * The interaction that this browser's cookie stands for.
   * @throws Refusal `login.expired` when there is none, or it is over
   */
  details(ctx: Context): Promise<Interaction>;
  /** Starts the session and sends the browser back (303) to the engine. */
  finish(ctx: Context, interaction: Interaction, signedIn: SignedIn): Promise<void>;
  /** Goes on with the session that lives, unchanged (303). */
  carryOn(ctx: Context, interaction: Interaction): Promise<void>;
  /** Goes on with the session that lives, of which something was asked and answered (303). */
  consented(ctx: Context, interaction: Interaction): Promise<void>;
  /** Back to the client with an OAuth error (303). */
  refuse(ctx: Context, interaction: Interaction, error: string, description: string): Promise<void>;
}

export interface Interaction {
  uid: string;
  prompt: { name: string; reasons: string[]; details?: Record<string, unknown> };
  /** The authorisation request's parameters. */
  params: Partial<Record<string, string>>;
  session?: { uid: string; identity_id: string };
  return_to: string;
}

/** Payloads that live for minutes. `take` gives a payload to exactly one caller on any node. */
export interface Passing {
  put(kind: PassingKind, key: string, payload: object, ttlSeconds: number): Promise<void>;
  /**
   * The same, as one of at most `most` that hang on the payload kept under `of`: false, and nothing
   * is kept, when there are so many already over all nodes, or that payload is gone.
   */
  putOneOf(
    kind: PassingKind,
    key: string,
    payload: object,
    ttlSeconds: number,
    limit: { of: string; most: number },
  ): Promise<boolean>;
  read(kind: PassingKind, key: string): Promise<object | undefined>;
  take(kind: PassingKind, key: string): Promise<object | undefined>;
  /** True for exactly one caller on any node, within that time. */
  once(key: string, ttlSeconds: number): Promise<boolean>;
}

export type PassingKind = 'Attempt' | 'Visit';

export interface LiveSession {
  uid: string;
  session_id: string;
  identity_id: string;
  level: number;
  started_at: Date;
  /** When its person last proved who they are. */
  proved_at: Date;
}

export interface AskingClient {
  id: string;
  names: Words;
  department_names: Words;
  /** Absent: the account pages, which are of no department. */
  department_id?: string;
  level_floor: number;
  /** Approved, separated by blanks; and on what they rest. */
  scopes: string;
  claims: Claim[];
  /** null: all. `local` stands for the accounts of Songhua itself. */
  accepted_sources: string[] | null;
  redirect_uris: string[];
  home_uri: string | null;
  /** Digest of its picture. */
  logo?: string | null;
}
