import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import { folded } from './members.ts';
import * as store from './tries-store.ts';

/**
 * Five wrong tries in a row and an address waits 15 minutes, over all nodes, for passwords and
 * second factors together. What was typed counts, whether or not there is such a member, so that a
 * wait tells a stranger nothing (Never 11).
 */
export const TRIES = 5;
const WAIT = 15 * 60_000;
const DAY = 86_400_000;

/** What the trail names an address by. */
export const hashOfTry = (base: Base, address: string): string =>
  keyedHash(base.ring, 'try', `staff ${folded(address)}`);

/** Counts a try. `admitted`: it may be right; `last`: if it is wrong, the wait begins. */
export async function begin(
  base: Base,
  address: string,
): Promise<{ admitted: boolean; last: boolean }> {
  const now = base.clock.now();
  const until = new Date(now.getTime() + WAIT);
  const which = await store.count(base.db, hashOfTry(base, address), { now, until, most: TRIES });
  return { admitted: which <= TRIES, last: which === TRIES };
}

export const uncount = (base: Base, address: string): Promise<void> =>
  store.uncount(base.db, hashOfTry(base, address));

export const clear = (base: Base, address: string): Promise<void> =>
  store.clear(base.db, hashOfTry(base, address));

/** Removes what is older than a day. */
export const removeOld = (base: Base, limit: number): Promise<number> =>
  store.removeOld(base.db, new Date(base.clock.now().getTime() - DAY), limit);
