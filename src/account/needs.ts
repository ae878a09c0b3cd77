import type { Context } from 'koa';
import type { Words } from '../../views/frame.ts';
import type { Base } from '../base.ts';
import type { Claim } from '../clients/clients.ts';
import type { Once } from '../credentials/challenge.ts';

/** What the account pages need of the faces beside them; composed in app.ts. */
export interface AccountNeeds {
  base: Base;
  /** The gateway's own address: posts are held to it. */
  issuer: string;
  /** The session that lives in this browser. */
  sessionOf(ctx: Context): Promise<OwnSession | undefined>;
  /** Sends the browser to sign in, at `level` at least when it is given, and back to /account. */
  signIn(
    ctx: Context,
    level?: number,
    /** `anew`: also where somebody is signed in; `back`: to another page than the first one. */
    how?: {
      anew?: boolean;
      back?: '/account' | '/account/merging' | '/account/blocks' | '/account/factors' | '/device';
      /** Comes back with it. */
      state?: string;
    },
  ): void;
  /** Ends the session in this browser and shows the receipt, with those of `also` (ids just ended). */
  signOut(ctx: Context, also?: readonly string[]): Promise<void>;
  /** Sends the browser to a source, to prove the account there and come back with it. */
  startLinking(ctx: Context, source_id: string): Promise<void>;
  /** Ends what a client holds of a person, in the caller's transaction. */
  endGrants(base: Base, of: { identity_id: string; client_id: string }): Promise<void>;
  clients: { read(id: string): Promise<NamedClient | undefined> };
  /** In a sandbox: whether the account is a test citizen's, which everybody shares and nobody changes. */
  isShared?(identity_id: string): Promise<boolean>;
  /** What works once, whichever node sees it. */
  passing: Once;
}

/** What the page for self-service machines needs besides (oidc/kiosks.ts). */
export interface KioskNeeds extends AccountNeeds {
  waitingMachine(user_code: string): Promise<Machine | undefined>;
  approveMachine(
    by: OwnSession,
    user_code: string,
  ): Promise<'approved' | 'over' | 'level' | 'source'>;
  refuseMachine(by: OwnSession, user_code: string): Promise<boolean>;
}

export interface Machine {
  client: { names: Words; department_names: Words };
  device: { hall: Words; names: Words };
  scopes: string[];
  /** What the session must reach. */
  level: number;
}

export interface OwnSession {
  /** The engine's, and ours. */
  uid: string;
  session_id: string;
  identity_id: string;
  level: number;
  /** When its person last proved who they are. */
  proved_at: Date;
}

export interface NamedClient {
  names: Words;
  department_names: Words;
  /** Approved, separated by blanks. */
  scopes: string;
  scopes_version: number;
  /** On what they rest. */
  claims: Claim[];
  /** Its first page, if it has one. */
  home_uri?: string | null;
  /** Where it begins a sign-in when somebody else sends a person there, if it does. */
  initiate_login_uri?: string | null;
}
