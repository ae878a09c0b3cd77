import type { Base } from '../base.ts';
import { keptFor } from './steps.ts';
import * as store from './store.ts';

const BATCH = 1_000;

/** Removes roll-ups that are past their time, in statements of at most 1,000 rows; gives how many. */
export async function removeOld(base: Base): Promise<number> {
  let removed = 0;
  for (const step of ['minute', 'hour', 'day'] as const) {
    const before = new Date(base.clock.now().getTime() - keptFor[step]);
    for (;;) {
      const some = await store.removeBefore(base.db, step, before, BATCH);
      removed += some;
      if (some < BATCH) break;
    }
  }
  return removed;
}
