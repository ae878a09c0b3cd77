import type { Base } from '../base.ts';
import * as entries from './entries-store.ts';

/** Removes sign-ins that were never finished, at most `limit`; gives how many. A timed job calls it. */
export const removeExpired = (base: Base, limit = 1_000): Promise<number> =>
  entries.removeExpired(base.db, base.clock.now(), limit);
