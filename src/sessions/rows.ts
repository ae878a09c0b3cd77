import type { Lang } from '../messages/messages.ts';
import type { EndReason } from './reasons.ts';

/** A part of one statement: data-modifying CTEs with `?` bindings, begun without `with`. */
export interface Part {
  sql: string;
  bindings: unknown[];
}

export interface Beginning {
  /** Of the engine's session; stable while its cookie rotates. */
  uid: string;
  identity_id: string;
  kind?: 'browser' | 'kiosk';
  /** 0 to 4, as at sign-in. */
  level: number;
  /** Of all factors that were shown. */
  factor_reach: number;
  amr: string[];
  source_id?: string;
  link_id?: string;
  credential_id?: string;
  /** The second factor that was shown here, and what the sign-in reaches and says without it. */
  second?: { factor_id: string; first_reach: number; first_amr: string[] };
  /** The level that the source gave this sign-in. */
  said?: number;
  /** A passkey that was shown as the first and only one. */
  shown_id?: string;
  /** From device.ts and network.ts: never the whole user agent or address. */
  device: string;
  network: string;
  /** Of the pages on which it was signed in; absent where they were no one person's. */
  lang?: Lang;
  /** The keyed hash of what tells this browser from others (http/browser.ts). */
  browser?: string;
}

export interface Hop {
  session_id: string;
  identity_id: string;
  client_id: string;
  /** The client's session id (`sid`), as in its ID tokens. */
  sid: string;
  /** Has a back-channel address, so is owed a logout token. */
  told: boolean;
  /** The identity whose subject the client is told, where it is not the session's own. */
  subject_of?: string;
  /** The scope granted, separated by blanks: what the client may receive from now on. */
  scope?: string;
}

export interface SessionRow {
  id: string;
  uid: string;
  identity_id: string;
  kind: 'browser' | 'kiosk';
  level: number;
  factor_reach: number;
  amr: string[];
  source_id: string | null;
  link_id: string | null;
  credential_id: string | null;
  factor_id: string | null;
  first_reach: number | null;
  first_amr: string[] | null;
  said: number | null;
  /** The second factor or passkey that was shown here last, for whatever it was. */
  shown_id: string | null;
  shown_at: Date | null;
  device: string;
  network: string;
  browser: string | null;
  started_at: Date;
  due_at: Date;
  ends_at: Date;
  ended_at: Date | null;
  end_reason: EndReason | null;
  /** What its person is written to in. */
  lang: Lang | null;
}

/** The driver would write a list as an array of the database. */
export const written = ({ amr, first_amr, ...rest }: Partial<SessionRow>) =>
  ({
    ...rest,
    ...(amr && { amr: JSON.stringify(amr) }),
    ...(first_amr !== undefined && { first_amr: first_amr && JSON.stringify(first_amr) }),
  }) as never;

export type LiveSession = SessionRow & { clients: { client_id: string; first_at: Date }[] };

export interface ClientSeen {
  client_id: string;
  first_at: Date;
  last_at: Date;
  scopes: string[];
}

/** Live sessions that meet every part given; see end.ts. */
export interface Selection {
  ids?: readonly string[];
  uids?: readonly string[];
  identity_id?: string;
  source_id?: string;
  link_ids?: readonly string[];
  /** What was signed in with, or shown as a second factor. */
  credential_ids?: readonly string[];
  except?: string;
}
