import type { Means } from '../approvals/approvals.ts';
import type { Base } from '../base.ts';

/** What the console needs of the parts beside it; composed in app.ts. */
export interface AdminNeeds {
  base: Base;
  /** The gateway's own address: posts are held to it, and the cookie is named by it. */
  issuer: string;
  /** Who may ask for and decide an act of two people, and how each is done (executors.ts). */
  approvals: Means;
  /** Milliseconds that a session lives at most. */
  absolute: number;
}
