import type { Context } from 'koa';
import type { PageFrame } from '../../views/frame.ts';
import type { Means } from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import type { Gate } from '../developers/developers.ts';
import type { Authorities } from '../identities/authorities.ts';
import type { Senders } from '../messages/messages.ts';
import type { Answer, Remembered } from '../sources/contract.ts';
import type { SourceRow } from '../sources/sources.ts';

export interface Previews {
  /** Sends this browser to a source; only this staff session may take what comes back. */
  begin(
    ctx: Context,
    visit: { row: SourceRow; staff_session_id: string; frame: PageFrame },
  ): Promise<void>;
  /** Throws `login.visit_unknown`, `login.visit_used`, `login.visit_expired`, `login.other_browser`. */
  take(
    handle: string,
    staff_session_id: string,
  ): Promise<{ source_id: string; answer: Answer; remembered: Remembered }>;
}

/** What the console needs of the parts beside it; composed in app.ts. */
export interface AdminNeeds {
  base: Base;
  /** The gateway's own address: posts are held to it, and the cookie is named by it. */
  issuer: string;
  /** Who may ask for and decide an act of two people, and how each is done (executors.ts). */
  approvals: Means;
  /** Visits to a source that staff make to look at it; composed in app.ts, of login. */
  previews: Previews;
  /** By what messages people can be reached. */
  senders: Senders;
  /** Who can be asked about people. */
  authorities: Authorities;
  /** Of which domains developers may be invited. */
  developers: Gate;
  /** Days for which a key signs. */
  key_days: number;
  /** Milliseconds that a session lives at most. */
  absolute: number;
}
