import { type Base, transaction } from '../base.ts';
import * as audit from './audit.ts';
import type { HeadSink } from './heads.ts';
import { isGenuine, type WrittenEvent } from './mac.ts';
import { type Head, headOf, isSigned, makeSeal } from './seal.ts';
import * as store from './store.ts';

/** How many events one seal takes. */
const BATCH = 1_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

export interface SealerOptions {
  sink: HeadSink;
  everyMs: number;
  /** Told of every fault and every trace of tampering, each event once; the log by default. */
  warn?: (what: string, detail: Record<string, unknown>) => void;
}

export interface Sealer {
  /** Seals what is queued now; gives how many events that were (0 when another node is at it). */
  sealNow(): Promise<number>;
  /** Since the start, for metrics. `bad` counts queued events that were forged or are gone. */
  counts(): Readonly<{ sealed: number; bad: number; faults: number }>;
  /** Seals what is queued, then ends. */
  stop(): Promise<void>;
}

interface Pass {
  base: Base;
  sink: HeadSink;
  warn: NonNullable<SealerOptions['warn']>;
  counts: { sealed: number; bad: number; faults: number };
  /** What was warned of already. */
  told: Set<string>;
  /** The newest head that this process knows to be in the sink. */
  kept: number;
}

/** Every node runs one; a lock in the database lets one of them seal at a time. */
export function runSealer(base: Base, options: SealerOptions): Sealer {
  const warn = options.warn ?? ((what, detail) => console.error(what, detail));
  const counts = { sealed: 0, bad: 0, faults: 0 };
  const pass: Pass = { base, sink: options.sink, warn, counts, told: new Set(), kept: 0 };
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function sealNow(): Promise<number> {
    waiting += 1;
    const next = last.then(() => sealPending(pass)).finally(() => (waiting -= 1));
    last = next.catch(() => {});
    return next;
  }
  // A fault here (the database is away) costs a second: the next pass takes what is queued then.
  const tick = async () => {
    try {
      await sealNow();
    } catch (fault) {
      counts.faults += 1;
      warn('sealing failed', { fault: fault instanceof Error ? fault.message : 'unknown' });
    }
  };
  const timer = setInterval(() => waiting > 0 || tick(), options.everyMs).unref();

  return {
    sealNow,
    counts: () => ({ ...counts }),
    async stop() {
      clearInterval(timer);
      await tick();
    },
  };
}

/** One pass over the queue, a transaction per seal; then the head of the last seal is handed on. */
async function sealPending(pass: Pass): Promise<number> {
  let sealed = 0;
  let after = BEFORE_ALL;
  for (;;) {
    const step = await locked(pass, (inside) => sealBatch(inside, after));
    if (!step) break;
    sealed += step.sealed;
    if (step.next === undefined) break;
    after = step.next;
  }
  pass.counts.sealed += sealed;
  // After the commit: a head never speaks of a seal that was rolled back. Whoever dies in between
  // leaves the seal to the next pass, which begins with what the sink lacks.
  if (sealed > 0) await locked(pass, async () => {});
  return sealed;
}

/** Runs `work` under the lock, on the newest head; undefined when another node has the lock. */
function locked<T>(
  pass: Pass,
  work: (pass: Pass & { head: Head | undefined }) => Promise<T>,
): Promise<T | undefined> {
  return transaction(pass.base, async (base) => {
    if (!(await store.lockSealing(base.db))) return undefined;
    const head = await catchUp({ ...pass, base });
    pass.kept = head?.number ?? 0;
    return work({ ...pass, base, head });
  });
}

/**
 * Writes the heads that the sink lacks, and gives the newest there is. The sink counts, not the
 * table: after seals were cut off there, the next one still follows the newest head that was ever
 * kept, so that the gap stays visible.
 */
async function catchUp(pass: Pass): Promise<Head | undefined> {
  const { base, sink, warn } = pass;
  let newest = await sink.last((head) => isSigned(base.ring, head));
  const found = newest?.number ?? 0;
  if (found < pass.kept) {
    warn('the sink has lost heads', { had: pass.kept, has: found });
    await audit.append(base, {
      kind: 'audit.heads_lost',
      actor: { kind: 'system' },
      outcome: 'failed',
      detail: { had: pass.kept, has: found },
    });
  }
  let after = String(found);
  for (;;) {
    const rows = await store.sealsAfter(base.db, after, 100);
    const heads: Head[] = [];
    for (const row of rows) {
      const head = headOf(row);
      if (isSigned(base.ring, head)) heads.push(head);
      else tell(pass, `seal ${row.number}`, 'a seal is forged', { number: row.number });
      after = row.number;
    }
    if (heads.length > 0) await sink.append(heads);
    newest = heads.at(-1) ?? newest;
    if (rows.length < 100) return newest;
  }
}

async function sealBatch(pass: Pass & { head: Head | undefined }, after: string) {
  const { base, head } = pass;
  const queued = await store.pendingAfter(base.db, after, BATCH);
  const good: WrittenEvent[] = [];
  for (const row of queued) {
    // What is forged or gone stays queued: nothing is said of it, and verifying names it.
    if (row.id === null) bad(pass, row.event_id, 'a queued event is gone');
    else if (!isGenuine(base.ring, row)) bad(pass, row.event_id, 'a queued event is forged');
    else good.push(row);
  }
  if (good.length > 0) {
    const ids = good.map(({ id }) => id);
    await store.writeSeal(base.db, makeSeal(base.ring, head, base.clock.now(), good), ids);
    await store.forgetPending(base.db, ids);
  }
  const next = queued.length < BATCH ? undefined : queued.at(-1)?.event_id;
  return { sealed: good.length, next };
}

function bad(pass: Pass, id: string, what: string): void {
  if (tell(pass, id, what, { event_id: id })) pass.counts.bad += 1;
}

/** Warns once of each; false when that was done. Forgets when there is too much to remember. */
function tell(pass: Pass, key: string, what: string, detail: Record<string, unknown>): boolean {
  if (pass.told.has(key)) return false;
  if (pass.told.size >= 10_000) pass.told.clear();
  pass.told.add(key);
  pass.warn(what, detail);
  return true;
}
