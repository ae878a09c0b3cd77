// The contract of a source, read from top to bottom. Longer than 250 lines on purpose: its parts speak
// of each other.
import type { z } from 'zod';
import type { Base } from '../base.ts';
import type { Clock } from '../clock.ts';
import type { Personal } from '../credentials/carried.ts';
import type { Stored } from '../credentials/formats/formats.ts';
import type { Over, SourceSession } from '../sessions/sessions.ts';
import type { Mapping } from './mapping.ts';
import type { Policy } from './policy.ts';

/** What a source says about the person who came. Cleaned (attributes.ts), never checked: that is matching's work. */
export interface Attributes {
  name?: string;
  /** The name in another script, for display only. */
  alias?: string;
  /** Our identifier type, or the source's own text where its settings do not map it. */
  id_type?: string;
  id_number?: string;
  phone_number?: string;
  email?: string;
  /** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. */
  gender?: 0 | 1 | 2 | 9;
  /** YYYY-MM-DD. */
  birthdate?: string;
}

/** Who a source says has just come (DESIGN 1). */
export interface Arrival {
  source_id: string;
  /** The account's lasting key at the source; compared byte by byte. */
  subject: string;
  attributes: Attributes;
  /** What the source asserts of this sign-in, never above its ceiling. */
  level: number;
  /** RFC 8176 values, as far as the source says any. */
  amr: string[];
  registration: 'issued' | 'self_registered';
  /** How many days this arrival counts as evidence. */
  evidence_days: number;
  /** Code of the department that answers for the source. */
  authority: string;
  /** What this arrival may bring about. */
  rules: Policy;
  /**
   * The password was right and may not stay: whoever came sets one here before going on (`renew`).
   * What was typed as the account's name, and which of the department's hashes it stood on.
   */
  renew?: { username: string; stands_on: string };
  /** The source's own session, as it will name it when that ends there. */
  session?: SourceSession;
}

/** What begins a visit to a redirect source. */
export interface Start {
  /** 256 random bits of the caller; comes back with the answer. */
  state: string;
  /** Where the source sends the browser back to. */
  callback: string;
  ui_locales?: string;
  /** The source must ask the person anew, whatever session it has. */
  reauthenticate?: boolean;
  /** The level that is needed, so that a source with several ways in takes a strong one. */
  level?: number;
}

/** Where to send the browser. */
export type To =
  | { kind: 'location'; url: string }
  | { kind: 'post'; url: string; fields: Record<string, string> };

/** JSON that the caller keeps, sealed, between begin and complete; it holds secrets of the visit. */
export type Remembered = Record<string, unknown>;

/** What came back at the callback, from the query or the posted body. */
export interface Answer {
  params: Record<string, string>;
}

/**
 * Nobody is let in. `knew`: the password was right, so that the person may be told why. `must_change`:
 * the department wants a new password, which only its own system can set.
 */
export interface NotLetIn {
  refused: 'wrong' | 'missing' | 'locked' | 'malformed' | 'ambiguous' | 'too_often' | 'must_change';
  knew: boolean;
}

/** Asked with the account's key before anything is computed; false when it was tried too often. */
export type Admit = (account: string) => Promise<boolean>;

/** What a new password needs besides itself. `alsoDo` runs in the transaction that sets it. */
export interface Renewal {
  password: string;
  personal: Personal;
  identity_id: string;
  alsoDo(base: Base): Promise<unknown>;
}

/**
 * A source whose passwords are typed at our pages. Wrong credentials are an answer; both throw
 * Refusal `sources.unavailable` when the source is broken, and `credentials.busy`. `address` is the
 * browser's (see RedirectSource).
 */
export interface PasswordSource {
  kind: 'password';
  verify(
    username: string,
    password: string,
    admit?: Admit,
    address?: string,
  ): Promise<Arrival | NotLetIn>;
  /**
   * Sets a new password for an arrival that must have one; from then on the source accepts only
   * that. False when what was proved no longer holds: changed, locked or gone at the department, or
   * set by somebody else meanwhile. Throws `credentials.password_*`.
   */
  renew(arrival: Arrival, renewal: Renewal): Promise<boolean>;
}

/**
 * A source that the browser visits. `address` is the browser's: by it different people are told apart
 * where answers come that nobody can read (unreadable.ts). Both throw Refusal `sources.unavailable` (the source does not
 * answer) and `complete` also `sources.bad_answer` (what came back does not hold).
 */
export interface RedirectSource {
  kind: 'redirect';
  begin(start: Start): Promise<{ to: To; remember: Remembered }>;
  complete(
    answer: Answer,
    remembered: Remembered,
    address?: string,
  ): Promise<Arrival | 'cancelled'>;
}

export type Source = PasswordSource | RedirectSource;

/** Who came, in the source's own terms; what is the same for all protocols is added in guarded.ts. */
export interface Caller {
  subject: string;
  /** All that the source said, by its own names; a value said several times is an array (mapping.ts). */
  attributes: Record<string, unknown>;
  /**
   * The source's word for how the person signed in there: acr (OpenID Connect Core §2), SAML
   * AuthnContextClassRef, a level number; absent when it says none.
   */
  acr?: string;
  amr: unknown[];
  /** The source's own session, for its sign-out. */
  session?: SourceSession;
}

/** An account as a department's table holds it. */
export interface Account {
  found: 'one';
  caller: Caller;
  locked: boolean;
  stored: Stored;
}

/** Several rows for one name let nobody in. */
export type Looked = Account | { found: 'none' | 'many' };

/** A table of accounts: it says what it holds, and credentials say whether the password is right. */
export interface SpokenTable {
  kind: 'table';
  /** How its hashes are made, for whoever has no row. */
  stored_as: Pick<Stored, 'format' | 'params'>;
  look(username: string): Promise<Looked>;
}

/** A directory that is asked with name and password, and says itself whether they are right. */
export interface SpokenBind {
  kind: 'bind';
  verify(username: string, password: string, admit: Admit): Promise<Caller | NotLetIn>;
}

/** A login system that the browser visits. */
export interface SpokenVisit {
  kind: 'visit';
  begin(start: Start): Promise<{ to: To; remember: Remembered }>;
  complete(answer: Answer, remembered: Remembered): Promise<Caller | 'cancelled'>;
}

/** A protocol spoken with one source's settings, before breaker, ceiling, mapping and cleaning. */
export type Spoken = SpokenTable | SpokenBind | SpokenVisit;

/** What a protocol may use besides its settings. */
export interface Means {
  clock: Clock;
  source_id: string;
  /** The source's mapping: a protocol asks with its words for a level (`wordsFor`). */
  mapping: Mapping;
  /** Staff look at what it says: it is asked for everything, also for what no mapping names. */
  all?: true;
  /** The document that the source publishes (metadata), as it was last fetched; undefined before. */
  document(): Promise<string | undefined>;
  /** True for the first caller, on any node, with this key of this source; kept until `until`. */
  once(key: string, until: Date): Promise<boolean>;
}

/** A message about a sign-out as it reached us, from the source itself or by a browser. */
export interface Came extends Answer {
  method: 'GET' | 'POST';
  /** The query as it came: a signature in it is over its very text. */
  query: string;
  /** Where the source sends browsers back to; the addresses of sign-outs stand below it. */
  callback: string;
}

/** What a sign-out may use besides. */
export interface SignOutMeans extends Means {
  /** Whether `once` has had this key of this source. */
  seen(key: string): Promise<boolean>;
}

/** What a source says to be over. */
export interface EndedThere extends Over {
  /** The message counts once, on any node, until it is refused as too old. */
  once?: { key: string; until: Date };
  /** What the browser that brought it takes back. */
  answer?: To;
}

/** Whether the person's sign-out here goes on at the source: never, when they press a button, always. */
export const goings = ['never', 'offer', 'always'] as const;
export type Going = (typeof goings)[number];

/** The sign-out of a protocol, both ways. What comes back and what comes in throws Refusal `sources.bad_sign_out` when it does not hold. */
export interface SignOut {
  going(settings: unknown): Going;
  /**
   * Where the browser goes so that its session there ends too; undefined where what is known of that
   * session does not do. Throws Refusal `sources.unavailable`.
   */
  begin(
    settings: unknown,
    means: Means,
    leaving: { ending: string | undefined; state: string; callback: string },
  ): Promise<{ to: To; remember: Remembered } | undefined>;
  /** Whether the source says that it has ended there. */
  complete(
    settings: unknown,
    means: Means,
    came: Came,
    remembered: Remembered,
  ): Promise<'ended' | 'not_ended'>;
  /** The parameter that brings the source's word that a session has ended there; who brings it. */
  message: string;
  by: 'source' | 'browser';
  /** Reads that word. Throws also Refusal `sources.unavailable`, when the source's keys cannot be had. */
  ended(settings: unknown, means: SignOutMeans, came: Came): Promise<EndedThere>;
}

/** Something that stops working by itself one day: a certificate, a key, a document. */
export interface Expiry {
  /** In the words of the settings: `certificate`, `metadata`, `client_secret`. */
  what: string;
  at: Date;
}

/**
 * One way of speaking to a source: a file in protocols/, a line in register.ts, a rig in the
 * conformance suite. Everything here takes settings that its schema has read.
 */
export interface Protocol {
  kind: Source['kind'];
  /** The console draws its form from this; a secret carries `meta({ secret: true })`. */
  settings: z.ZodType<Record<string, unknown>>;
  /** Where the attributes stand that such systems usually give; a source may have its own (mapping.ts). */
  mapping: Mapping;
  /** Settings and mappings of systems that many departments have, to begin a form with. */
  presets?: Record<string, { settings: Record<string, unknown>; mapping?: Mapping }>;
  /** Origins that a browser may be sent to, for the page's form-action. */
  origins(settings: unknown): string[];
  open(settings: unknown, means: Means): Spoken;
  /**
   * What is only handed out on connection and is not in the settings yet, by its names there. A
   * source that lacks something is registered and not open: begin, complete and probe throw Refusal
   * `sources.not_configured`.
   */
  lacks?(settings: unknown): string[];
  /**
   * Asks the source something that needs no person and leaves no trace there, with the time-out of
   * the settings. Throws Refusal `sources.unavailable` when it does not do its part.
   */
  probe(settings: unknown, means: Means): Promise<void>;
  /** What expires, and when, as far as settings and document say. */
  expiries?(settings: unknown, document: string | undefined): Expiry[] | Promise<Expiry[]>;
  /**
   * Fetches the document that the source publishes, and sees that it holds; it is kept, and given by
   * `means.document`. Undefined where the settings name none. Throws Refusal `sources.unavailable`.
   */
  fetch?(settings: unknown, means: Pick<Means, 'clock'>): Promise<string | undefined>;
  /** Sign-out, where the protocol has one. */
  signOut?: SignOut;
  /** Our own document for the source, open to anybody: no secret of the settings stands in it. */
  publish?(settings: unknown, callback: string): { type: string; body: string };
}
