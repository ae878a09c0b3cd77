/**
 * How long something took, counted in buckets that grow by a quarter each: a median or a p99 is then
 * known to within one bucket, and two counts are added place by place. The bounds stand for good, since
 * kept counts are of no use under others.
 */

const FIRST_MS = 100;
/** Three buckets double. */
const GROWTH = 2 ** (1 / 3);
const BOUNDS = 49;

/** The upper bound of each bucket in milliseconds, included; one more bucket takes what is longer. */
export const bounds: readonly number[] = Array.from({ length: BOUNDS }, (_, place) =>
  Math.round(FIRST_MS * GROWTH ** place),
);

/** The place of a duration, 0 to `bounds.length`. */
export function placeOf(ms: number): number {
  const place = bounds.findIndex((bound) => ms <= bound);
  return place === -1 ? bounds.length : place;
}

/** Counts with one more at a place; short lists mean zeros at their end. */
export function withOne(counts: readonly number[], ms: number): number[] {
  const place = placeOf(ms);
  const grown = Array.from(
    { length: Math.max(counts.length, place + 1) },
    (_, i) => counts[i] ?? 0,
  );
  grown[place] = (grown[place] ?? 0) + 1;
  return grown;
}

/** Two counts added place by place. */
export function together(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
}

/**
 * The duration that the share `q` of all did not exceed, in milliseconds, to within its bucket (nearest
 * rank; between the bounds of that bucket by its own ranks). Undefined where nothing was counted; what
 * is longer than every bound is said to be as long as the last.
 */
export function quantile(counts: readonly number[], q: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(q * total));
  let before = 0;
  for (const [place, count] of counts.entries()) {
    if (before + count >= rank) {
      const upper = bounds[place] ?? (bounds.at(-1) as number);
      const lower = place === 0 ? 0 : (bounds[place - 1] as number);
      return Math.round(lower + ((upper - lower) * (rank - before)) / count);
    }
    before += count;
  }
  return undefined;
}
