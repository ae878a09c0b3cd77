import type { z } from 'zod';
import type { Base } from '../base.ts';
import type { Clock } from '../clock.ts';
import type { Personal } from '../credentials/carried.ts';
import type { Stored } from '../credentials/formats/formats.ts';

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
  /**
   * The password was right and may not stay: whoever came sets one here before going on (`renew`).
   * What was typed as the account's name, and which of the department's hashes it stood on.
   */
  renew?: { username: string; stands_on: string };
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

/** Nobody is let in. `knew`: the password was right, so that the person may be told why. */
export interface NotLetIn {
  refused: 'wrong' | 'missing' | 'locked' | 'malformed' | 'ambiguous' | 'too_often';
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
 * Refusal `sources.unavailable` when the source is broken, and `credentials.busy`.
 */
export interface PasswordSource {
  kind: 'password';
  verify(username: string, password: string, admit?: Admit): Promise<Arrival | NotLetIn>;
  /**
   * Sets a new password for an arrival that must have one; from then on the source accepts only
   * that. False when what was proved no longer holds: changed, locked or gone at the department, or
   * set by somebody else meanwhile. Throws `credentials.password_*`.
   */
  renew(arrival: Arrival, renewal: Renewal): Promise<boolean>;
}

/**
 * A source that the browser visits. Both throw Refusal `sources.unavailable` (the source does not
 * answer) and `complete` also `sources.bad_answer` (what came back does not hold).
 */
export interface RedirectSource {
  kind: 'redirect';
  begin(start: Start): Promise<{ to: To; remember: Remembered }>;
  complete(answer: Answer, remembered: Remembered): Promise<Arrival | 'cancelled'>;
}

export type Source = PasswordSource | RedirectSource;

/** Who came, in the protocol's own terms; what is the same for all protocols is added in guarded.ts. */
export interface Caller {
  subject: string;
  /** By our names, but as they came; attributes.ts reads them. */
  claims: Partial<Record<keyof Attributes, unknown>>;
  /** The source's document-type texts in our identifier types. */
  id_types: Record<string, string>;
  /** The level that the source asserts; absent when it asserts none. */
  asserted?: number;
  amr: unknown[];
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
export interface SpokenPassword {
  kind: 'password';
  /** How its hashes are made, for whoever has no row. */
  stored_as: Pick<Stored, 'format' | 'params'>;
  look(username: string): Promise<Looked>;
}

/** A protocol spoken with one source's settings, before breaker, ceiling and cleaning. */
export type Spoken =
  | SpokenPassword
  | {
      kind: 'redirect';
      begin(start: Start): Promise<{ to: To; remember: Remembered }>;
      complete(answer: Answer, remembered: Remembered): Promise<Caller | 'cancelled'>;
    };

/** One way of speaking to a source: a file in protocols/, a line in register.ts, a rig in the conformance suite. */
export interface Protocol {
  kind: Source['kind'];
  /** The console draws its form from this; a secret carries `meta({ secret: true })`. */
  settings: z.ZodType<Record<string, unknown>>;
  /** Origins that a browser may be sent to, for the page's form-action. */
  origins(settings: unknown): string[];
  open(settings: unknown, means: { clock: Clock; source_id: string }): Spoken;
}
