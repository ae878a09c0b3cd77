import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { declarations, isUnderstood } from './acts.ts';
import { event } from './events.ts';
import { byOf, executorOf, LEASE_MS } from './execute.ts';
import type { Means } from './means.ts';
import type { ApprovalRow } from './store.ts';
import * as store from './store.ts';

/** So many sets are done while the one who decided waits for the page; the job does the others. */
const AT_ONCE = 3;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Goes on with the large part of an act that has just been done. A fault here leaves it to the job:
 * the act stands, and whoever decided is not told that it failed. Inside an open transaction
 * nothing is begun, since the act is not committed yet.
 */
export async function finish(base: Base, id: string, means: Means): Promise<void> {
  if (base.db.isTransaction) return;
  try {
    const row = await store.byId(base, id);
    if (row?.after_next_at && !row.after_done_at) await rounds(base, row, means, AT_ONCE);
  } catch {
    await store.change(base, id, { after_next_at: base.clock.now() }).catch(() => {});
  }
}

/**
 * The timed job, on any number of nodes: ends what a process that died, or a large set, left to do.
 * Gives how many it finished; throws the first fault after all were tried.
 */
export async function finishAfters(base: Base, means: Means): Promise<number> {
  let finished = 0;
  const faults: unknown[] = [];
  for (;;) {
    const until = new Date(base.clock.now().getTime() + LEASE_MS);
    const row = await store.claimAfter(base, until, Object.keys(declarations));
    if (!row) break;
    // Asked on a newer node, and left to one: by the time the claim is over it is there for it.
    if (!isUnderstood(row)) continue;
    try {
      if (await rounds(base, row, means, Number.POSITIVE_INFINITY)) finished += 1;
    } catch (fault) {
      faults.push(fault);
      const wait = Math.min(1_000 * 2 ** row.after_attempts, LONGEST_WAIT_MS);
      await store.change(base, row.id, {
        after_next_at: new Date(base.clock.now().getTime() + wait),
      });
    }
  }
  if (faults.length > 0) throw faults[0];
  return finished;
}

/**
 * True when nothing is left, by the word of the act itself; else the job goes on: at once, or, where
 * somebody else is at the rest, once their time is over. They may have died with it.
 */
async function rounds(base: Base, row: ApprovalRow, means: Means, most: number): Promise<boolean> {
  const { after } = executorOf(means.executors, row.act);
  const by = byOf(base, row);
  let last = 0;
  for (let round = 1; after; round += 1) {
    const { did, done } = await after(base, row.params, by);
    last = did;
    if (done) break;
    const goes_on = did > 0 && round < most;
    const until = base.clock.now().getTime() + (goes_on || did === 0 ? LEASE_MS : 0);
    await store.countAfter(base, row.id, { did, after_next_at: new Date(until) });
    if (!goes_on) return false;
  }
  await transaction(base, async (base) => {
    if (last > 0) await store.countAfter(base, row.id, { did: last });
    const finished = await store.finishAfter(base, row.id);
    if (!finished) return;
    const detail = { done: Number(finished.after_count) };
    await audit.append(base, event('approval.completed', row, undefined, { detail }));
  });
  return true;
}
