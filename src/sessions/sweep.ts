import type { Base } from '../base.ts';
import { end } from './end.ts';
import { judge, type Limits, standardLimits } from './limits.ts';
import type { EndReason } from './reasons.ts';
import * as store from './store.ts';

/** What sessions need of the artefact store; `endSession` is for the handler of kind 'artefact'. */
export interface ArtefactEndings {
  endSession(uid: string): Promise<void>;
  /** The last activity of each session that the store still has. */
  lastActivity(uids: string[]): Promise<Map<string, Date>>;
}

const BATCH = 500;
/** A sweeper that dies leaves its batch to the others after this. */
const TAKEN_FOR = 60_000;

/**
 * Looks at the sessions that are due: at most 500, asks the artefact store for their last activity,
 * and ends them or says when to look again. Any number of nodes may sweep at once: rows are taken
 * with SKIP LOCKED, and nothing is locked while the store is asked. Gives how many were looked at.
 */
export async function sweep(
  base: Base,
  artefacts: ArtefactEndings,
  limits: Limits = standardLimits,
): Promise<number> {
  const now = base.clock.now();
  const due = await store.takeDue(base.db, now, new Date(now.getTime() + TAKEN_FOR), BATCH);
  if (due.length === 0) return 0;
  const activity = await artefacts.lastActivity(due.map(({ uid }) => uid));
  const later: { id: string; due_at: Date }[] = [];
  const over = new Map<EndReason, string[]>();
  for (const session of due) {
    const verdict = judge(session, activity.get(session.uid), now, limits);
    if ('due_at' in verdict) later.push({ id: session.id, due_at: verdict.due_at });
    else over.set(verdict.end, [...(over.get(verdict.end) ?? []), session.id]);
  }
  if (later.length > 0) await store.postpone(base.db, later);
  for (const [reason, ids] of over) await end(base, { ids }, { reason });
  return due.length;
}

/** Sweeps every `everyMs` (5 s) until stopped; at once again while there is a full batch. */
export function runSweeper(
  base: Base,
  artefacts: ArtefactEndings,
  options: { everyMs?: number; limits?: Limits; onFault?: (fault: unknown) => void } = {},
): { stop(): Promise<void> } {
  const everyMs = options.everyMs ?? 5_000;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const turn = async () => {
    try {
      while (!stopped && (await sweep(base, artefacts, options.limits)) === BATCH);
    } catch (fault) {
      options.onFault?.(fault);
    }
    if (!stopped) timer = setTimeout(begin, everyMs);
  };
  const begin = () => {
    running = turn();
  };
  begin();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
