import type { LogoutSaid } from './saml-logout.ts';

/** What the identity provider can be made to do wrong; each stays until `mend()`. */
export interface Misdeeds {
  /** Signs with a key that it does not publish. */
  foreignSignature?: boolean;
  /** Signs over SHA-1. */
  sha1?: boolean;
  unsigned?: boolean;
  /** Makes the assertion for another relying party. */
  wrongAudience?: boolean;
  /** Says no audience at all. */
  noAudience?: boolean;
  /** Puts another issuer into the assertion. */
  wrongIssuer?: boolean;
  /** Puts another issuer into the answer around it. */
  mixUp?: boolean;
  /** Sends the answer as if it went elsewhere. */
  wrongDestination?: boolean;
  /** The assertion may be brought elsewhere, not to us. */
  wrongRecipient?: boolean;
  /** Answers a request that this visit did not send; `silent`: says none. */
  unsolicited?: boolean | 'silent';
  /** Its clock is off by so many seconds. */
  clockOff?: number;
  /** A second assertion, about somebody else. */
  twoAssertions?: boolean;
  /** Two document numbers. */
  repeats?: boolean;
  /** A document type with an entity that reads a file. */
  entities?: boolean;
  /** The n-th way of moving signed elements about (saml-wrapping.ts); 'each' takes the next each time. */
  wrapping?: number | 'each';
  /** The NameID has this Format. */
  nameIdFormat?: string;
  /** A condition that nobody knows. */
  oddCondition?: boolean;
  /** It says when the person signed in: so many seconds ago. */
  signedInAgo?: number;
  /** Further elements and attributes, put into the assertion before it is signed. */
  edit?(assertion: string): string;
  /** The last word over what is sent. */
  tamper?(response: string): string;
  /** It is there, but broken: 503 to everything, or to these endpoints. */
  down?: boolean | Endpoint[];
  /** It takes requests and answers nothing. */
  hang?: boolean | Endpoint[];
  /** It answers with more than anybody would read. */
  flood?: boolean;
  /** The person presses cancel. */
  cancel?: boolean;
  /** How it answers a sign-out. */
  signOut?: Partial<LogoutSaid>;
  /** It answers with this second-level status. */
  status?: string;
}

export type Endpoint = 'metadata' | 'sso';
