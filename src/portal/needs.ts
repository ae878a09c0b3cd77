import type { Base } from '../base.ts';
import type { Acceptance } from '../clients/clients.ts';
import type { Gate } from '../developers/developers.ts';
import type { Senders } from '../messages/messages.ts';
import type { Rules } from './lines.ts';

/** What the portal needs of the parts beside it; composed in app.ts. */
export interface PortalNeeds {
  base: Base;
  /** The gateway's own address: posts are held to it, and the cookie is named by it. */
  issuer: string;
  /** By what messages people can be reached: the way in needs mail. */
  senders: Senders;
  /** Whether a client has passed its acceptance; composed in app.ts. */
  accepted: Acceptance;
  /** Who may come in. */
  gate: Gate;
  /** In a sandbox: the blocks of private space in which applications may lie (CIDR). */
  blocks?: readonly string[];
}

/** While it is tried, an application of the web may run on the developer's own machine. */
export const rulesOf = ({ gate, issuer, blocks }: PortalNeeds): Rules => ({
  ...{ loopback: gate.sandbox || issuer.startsWith('http:'), blocks },
});
