import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { attempt, type Handlers } from './attempt.ts';
import { outageEvent } from './outages.ts';
import { batchSize, restAfter } from './retry.ts';
import * as store from './store.ts';

export interface WorkerOptions {
  /** Milliseconds between looks when nothing is due. */
  everyMs?: number;
  /** Destinations served at once by this worker. */
  slots?: number;
  /** Milliseconds of a lease; longer than any attempt takes. */
  leaseMs?: number;
  /** [0, 1), for the jitter. */
  random?: () => number;
  /** In the transaction in which a client's destination answers again, before its event. */
  onBack?: (base: Base, of: { destination_id: string; client_id: string }) => Promise<void>;
  /** Told of faults of ours (the database gone, a handler that throws); they never stop the worker. */
  onFault?: (fault: unknown) => void;
}

const defaults = {
  everyMs: 250,
  slots: 16,
  leaseMs: 20_000,
  random: Math.random,
  onBack: async () => {},
  onFault: (_fault: unknown) => {},
} satisfies Required<WorkerOptions>;

/**
 * Delivers what is due until stopped. Any number of workers on any number of nodes: a destination is
 * leased to one of them at a time, and no transaction or lock is held while a handler runs. Each
 * destination has a slot of its own, so one that hangs keeps nobody waiting.
 * A worker that dies leaves a lease that runs out: its deliveries are made again (at least once).
 */
export function runWorker(
  base: Base,
  handlers: Handlers,
  options: WorkerOptions = {},
): { stop(): Promise<void>; drainOnce(): Promise<number> } {
  const settings = { ...defaults, ...options };
  const serving = new Set<Promise<number>>();
  let stopped = false;
  let woken = false;
  let wake = () => {};

  async function pass(): Promise<Promise<number>[]> {
    await giveUpLate(base, settings.leaseMs);
    const free = settings.slots - serving.size;
    if (free <= 0) return [];
    return (await leaseDue(base, settings.leaseMs, free)).map((leased) => {
      const served = serve(base, handlers, leased, settings)
        .catch((fault) => {
          settings.onFault(fault);
          return 0;
        })
        .then((made) => {
          serving.delete(served);
          // Nothing made: what is due there is being renewed by a change that is not committed yet.
          woken ||= made > 0;
          if (woken) wake();
          return made;
        });
      serving.add(served);
      return served;
    });
  }

  /** Until something was served, but no longer than `everyMs`. */
  async function rest(): Promise<void> {
    if (!woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, settings.everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    woken = false;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await pass();
      } catch (fault) {
        settings.onFault(fault);
      }
      if (!stopped) await rest();
    }
  }

  const running = run();
  return {
    /** Takes nothing more, and waits for the attempts in flight. */
    async stop() {
      stopped = true;
      wake();
      await running;
      await Promise.all(serving);
    },
    async drainOnce() {
      const served = await Promise.all(await pass());
      return served.reduce((sum, made) => sum + made, 0);
    },
  };
}

/** One look at everything that is due now: serves it and gives the number of attempts made. */
export async function drainOnce(
  base: Base,
  handlers: Handlers,
  options: WorkerOptions = {},
): Promise<number> {
  const settings = { ...defaults, ...options };
  await giveUpLate(base, settings.leaseMs);
  const leases = await leaseDue(base, settings.leaseMs, settings.slots);
  const served = await Promise.all(leases.map((leased) => serve(base, handlers, leased, settings)));
  return served.reduce((sum, made) => sum + made, 0);
}

function leaseDue(base: Base, leaseMs: number, limit: number): Promise<store.Leased[]> {
  const now = base.clock.now();
  return store.lease(base.db, now, new Date(now.getTime() + leaseMs), limit);
}

/** One batch at one destination, as many at once as it allows, and its health afterwards. */
async function serve(
  base: Base,
  handlers: Handlers,
  leased: store.Leased,
  settings: Required<WorkerOptions>,
): Promise<number> {
  const limit = batchSize(leased.failures, leased.in_flight_limit);
  const batch = await store.take(base.db, leased, base.clock.now(), limit);
  const results = await Promise.all(
    batch.map((taken) => attempt(base, handlers, leased, taken, settings)),
  );
  const failed = results.filter((result) => result === 'failed').length;
  const reached = results.includes('delivered');
  const failures = reached ? 0 : leased.failures + failed;
  const now = base.clock.now();
  const restMs = restAfter(failures);
  const health = { failures, opened_until: restMs > 0 ? new Date(now.getTime() + restMs) : null };
  await released(base, leased, now, health, settings);
  return batch.length;
}

/** Gives a destination back, and writes down where it begins to be left alone, or is back. */
async function released(
  base: Base,
  leased: store.Leased,
  now: Date,
  health: { failures: number; opened_until: Date | null },
  { onBack }: Required<WorkerOptions>,
): Promise<void> {
  const event = outageEvent(leased, health.failures);
  if (!event) {
    await store.release(base.db, leased, now, health);
    return;
  }
  await transaction(base, async (base) => {
    if (!(await store.release(base.db, leased, now, health))) return;
    const { kind, client_id } = event;
    if (kind === 'delivery.resumed' && client_id)
      await onBack(base, { destination_id: leased.id, client_id });
    await audit.append(base, event);
  });
}

/** A lease late, so that an attempt in flight at the last moment can still be settled. */
function giveUpLate(base: Base, leaseMs: number): Promise<void> {
  return transaction(base, async (base) => {
    const now = base.clock.now();
    const late = await store.giveUp(base.db, new Date(now.getTime() - leaseMs), now, 1_000);
    if (late.length === 0) return;
    await audit.append(
      base,
      late.map(({ id, session_id, fault }) => ({
        kind: 'delivery.dead',
        actor: { kind: 'system' },
        object: { kind: 'delivery', id },
        session_id: session_id ?? undefined,
        outcome: 'failed',
        code: fault,
      })),
    );
  });
}
