/** When a failed delivery is tried again, and when a destination is left alone (DESIGN 5). Pure. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A delivery is given up this long after it was owed. */
export const GIVE_UP_AFTER = 24 * 60 * MINUTE;

const FIRST_WAIT = 2 * SECOND;
const LONGEST_WAIT = 15 * MINUTE;

/** This many failures in a row open a destination's breaker. */
export const BREAKER_OPENS_AT = 5;
const FIRST_REST = 15 * SECOND;
const LONGEST_REST = 5 * MINUTE;

/**
 * Milliseconds until the next try after `attempt` tries (1 or more): exponential with full jitter,
 * so that what failed together does not come back together. `random` gives [0, 1).
 */
export function waitAfter(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)));
}

/** Milliseconds for which a destination rests after `failures` in a row; 0 while its breaker is closed. */
export function restAfter(failures: number): number {
  if (failures < BREAKER_OPENS_AT) return 0;
  return Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.min(failures - BREAKER_OPENS_AT, 10));
}

/** How many deliveries a destination is given at once: a single one to see whether it is back. */
export function batchSize(failures: number, inFlightLimit: number): number {
  return failures >= BREAKER_OPENS_AT ? 1 : inFlightLimit;
}
