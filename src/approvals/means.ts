import type { AuditEvent } from '../audit/audit.ts';
import type { Base } from '../base.ts';
import type { Act, Params } from './acts.ts';

/** Where the thing of an act hangs: what decides whose scope holds it. */
export type Place = { department_ids: readonly string[]; client_id?: string } | 'province';

/** On whose word an act is done. */
export interface By {
  approval_id: string;
  asked_by: string;
  /** Absent where somebody acted at once. */
  decided_by: string | undefined;
  /** What the one who asked gave as the reason. */
  reason: string;
  /** For the events of the act: whose word set it off. */
  actor: Required<AuditEvent['actor']>;
}

export interface Executor<A extends Act> {
  /** In the transaction of the decision. A Refusal leaves nothing and is kept as why it failed. */
  run(base: Base, params: Params<A>, by: By): Promise<void>;
  /** What a refusal brings about, in its transaction; `verdict_reason` is what whoever decided gave. */
  refused?(base: Base, params: Params<A>, by: By & { verdict_reason: string }): Promise<void>;
  /**
   * What is too large for that transaction: one set of it; called until it says that nothing is left.
   * It begins after the commit, may begin twice, on two nodes at once too, and must not mind.
   */
  after?(base: Base, params: Params<A>, by: By): Promise<Progress>;
}

/** What one set of a large part came to. */
export interface Progress {
  /** How many it did. */
  did: number;
  /**
   * Nothing is left, for anybody. False with none done: somebody else is at what is left, and may
   * yet fail; it is looked at again later.
   */
  done: boolean;
}

export type Executors = { [A in Act]: Executor<A> };

/** What approvals cannot know itself, being below it: who may, and how each act is done. */
export interface Means {
  /**
   * As the roles stand in this transaction. `params` where somebody asks: an act may be asked for
   * from a smaller place than that in which it is decided.
   */
  may(
    base: Base,
    staff_id: string,
    act: Act,
    what: 'ask' | 'decide' | 'now' | 'review',
    place: Place,
    params?: Record<string, unknown>,
  ): Promise<boolean>;
  /**
   * Holds people and what they may until the transaction ends, in the order of their ids: taking a
   * role away, or locking somebody, waits, and whoever waited for that sees it. `changing`: those
   * whom the act itself changes, held in the same turn, so that no two acts wait for each other.
   */
  hold(base: Base, people: readonly string[], changing: readonly string[]): Promise<void>;
  executors: Executors;
}
