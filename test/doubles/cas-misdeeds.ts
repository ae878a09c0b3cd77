import type { Garbled } from './http.ts';

export type Endpoint = 'login' | 'validate';

/** What the CAS server can be made to do wrong; each stays until `mend()`. */
export interface CasMisdeeds {
  /** It is there, but broken: 503 to everything, or to these endpoints. */
  down?: boolean | Endpoint[];
  /** Only when a ticket that it gave out is to be validated. */
  downLater?: boolean;
  /** It takes requests and answers nothing. */
  hang?: boolean;
  hangLater?: boolean;
  /** It answers with more than anybody would read. */
  flood?: boolean;
  /** What it answers to a ticket that it gave out cannot be read. */
  garbles?: Garbled;
  /** Our service is no longer registered. */
  forgotUs?: boolean;
  /** It gives out a ticket for another service than the one that asked. */
  otherService?: boolean;
  /** ... for the service of another visit. */
  lieOfOtherVisit?: boolean;
  /** The ticket is another server's. */
  foreignTicket?: boolean;
  /** The browser comes back with the state of another visit. */
  mixUp?: boolean;
  /** ... or with none. */
  noState?: boolean;
  /** Tickets may be validated again and again. */
  takesTwice?: boolean;
  /** It takes whatever ticket it is shown. */
  takesAny?: boolean;
  /** The media type that it says of its answers. */
  type?: string;
  /** Every validation fails with this code. */
  code?: string;
  /** The account's number stands there twice, and differs. */
  repeats?: boolean;
  /** A document type with an entity that reads a file, used as the account. */
  entities?: boolean;
  /** A second success beside the true one, or inside it; a failure beside; a chain of proxies. */
  wraps?: 'beside' | 'inside' | 'failure' | 'user' | 'proxies';
  /** The bytes of the answer are changed on the way. */
  changes?: (body: string) => string | Uint8Array;
}
