import type { Garbled } from './http.ts';

/** What the platform can be made to do wrong; each stays until `mend()`. */
export interface TicketMisdeeds {
  /** It is there, but broken: 503 to everything. */
  down?: boolean;
  /** Only when a ticket that it gave out is used. */
  downLater?: boolean;
  /** It takes requests and answers nothing. */
  hang?: boolean;
  hangLater?: boolean;
  /** It answers with more than anybody would read. */
  flood?: boolean;
  /** What it answers to a ticket that it gave out cannot be read. */
  garbles?: Garbled;
  /** It no longer knows our key. */
  forgotUs?: boolean;
  /** The ticket is made for another application. */
  otherApp?: boolean;
  /** The ticket is another platform's. */
  foreignTicket?: boolean;
  /** The browser comes back with the state of another visit, or with none. */
  otherState?: boolean;
  noState?: boolean;
  /** The person gave up: the browser comes back with nothing. */
  cancel?: boolean;
  /** The second call speaks of somebody else. */
  foreignUser?: boolean;
  /** The account's number stands there twice, and differs. */
  repeats?: boolean;
  /** The account is an organisation's. */
  organisation?: boolean;
  /** Tickets may be used again and again. */
  takesTwice?: boolean;
  /** It takes whatever ticket it is shown. */
  takesAny?: boolean;
  /** The answer to the call that gives the person is changed on the way. */
  changes?: (body: string) => string;
}
