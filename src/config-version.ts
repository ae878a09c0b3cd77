import type { Knex } from 'knex';
import type { Base } from './base.ts';
import type { Clock } from './clock.ts';

/**
 * The number that tells every node that something it caches has changed: client metadata, keys,
 * policy. Polled, never pushed: a notification is lost on reconnects (DESIGN 3).
 */

/** How old the last poll may be before a node must not serve what it caches. */
const STALE_MS = 1_000;

export async function configVersion(db: Knex): Promise<bigint> {
  const { rows } = await db.raw('select version from config_version');
  return BigInt(rows[0].version);
}

/** In the transaction of the change: whoever sees the new number sees the change. */
export async function bumpConfigVersion(base: Base): Promise<void> {
  await base.db.raw('update config_version set version = version + 1');
}

export interface ConfigWatch {
  /** False before the first poll, and when the last that succeeded began over a second ago. */
  ready(): boolean;
  /** Milliseconds since the last poll that succeeded began; infinite before the first. */
  age(): number;
  /** Polls now; rejects when the database, or `onChange`, does. */
  check(): Promise<void>;
  /** Ends the polling; resolves when none is under way. */
  stop(): Promise<void>;
}

/**
 * Polls every `everyMs`. The first poll only learns the number: await `check()` once, then load
 * what is cached, and no change in between is missed. A change counts as seen when `onChange`
 * has succeeded, and is offered again until then.
 */
export function watchConfigVersion(
  db: Knex,
  clock: Clock,
  onChange: (version: bigint) => void | Promise<void>,
  everyMs = 500,
): ConfigWatch {
  let seen: bigint | undefined;
  let pollBegan = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  let stopped = false;

  async function poll(): Promise<void> {
    const began = clock.now().getTime();
    const version = await configVersion(db);
    if (seen !== undefined && version !== seen) await onChange(version);
    seen = version;
    pollBegan = began;
  }

  function check(): Promise<void> {
    underWay ??= poll().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const age = () => clock.now().getTime() - pollBegan;

  // A poll that fails shows in `ready`, and the next one is due soon.
  const timer = setInterval(() => stopped || check().catch(() => {}), everyMs).unref();

  return {
    ready: () => age() <= STALE_MS,
    age,
    check,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await underWay?.catch(() => {});
    },
  };
}
