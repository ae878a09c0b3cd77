import type { Base } from '../base.ts';
import * as challenges from './challenges.ts';
import * as tries from './tries.ts';

/** Removes what has expired, at most `limit` rows of each; gives how many. A timed job calls it. */
export async function removeExpired(base: Base, limit = 1_000): Promise<number> {
  return (await challenges.removeExpired(base, limit)) + (await tries.removeOld(base, limit));
}
