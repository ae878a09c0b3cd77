/**
 * Measures: how often what happens, for dashboards and `/metrics`, so that no page counts a table
 * (DESIGN 8). Owns the tables `measures` and `measures_followed`, which follow the sealed trail
 * (follow.ts) and are counts only: no id of a person, a session or a record is in them. Does not own
 * what happened (audit), nor what waits now (each folder counts its own, to a bound).
 */
import type { Base } from '../base.ts';
import { quantile } from './buckets.ts';
import type { Series } from './fold.ts';
import { keptFor, momentsOf, type Range, ranges } from './steps.ts';
import * as store from './store.ts';

export { ours, type Series } from './fold.ts';
export { follow } from './follow.ts';
export { removeOld } from './retention.ts';
export { beginningOf, momentsOf, type Range, ranges } from './steps.ts';

/** Whose counts: of everybody, or of some sources or clients. */
export type Whose =
  | { series: 'all' }
  | { series: Exclude<Series, 'all'>; ids?: readonly string[] | undefined };

export interface Counted {
  measure: string;
  /** The cause, '' where there is none. */
  code: string;
  count: number;
}

/** How long it took, in milliseconds, to within a quarter; undefined where nothing was counted. */
export interface Taken {
  median?: number;
  p99?: number;
}

const askedFor = (base: Base, range: Range, whose: Whose, measures: readonly string[]) => ({
  step: ranges[range].step,
  measures,
  series: whose.series,
  ids: 'ids' in whose ? whose.ids : undefined,
  from: momentsOf(range, base.clock.now())[0] as Date,
});

/** Counts for each step of a range; a step without any has no entry. */
export function overTime(
  base: Base,
  range: Range,
  whose: Whose,
  measures: readonly string[],
): Promise<(Counted & { from_at: Date })[]> {
  return store.byTime(base.db, askedFor(base, range, whose, measures));
}

/** Counts of each source or client over a whole range. */
export function bySeries(
  base: Base,
  range: Range,
  whose: Whose,
  measures: readonly string[],
): Promise<(Counted & { series_id: string })[]> {
  return store.bySeries(base.db, askedFor(base, range, whose, measures));
}

/** When something last happened: within the step of this length that begins then. */
export interface Last {
  at: Date;
  to: 'minute' | 'hour' | 'day';
}

/** How far back is looked in which steps: a few thousand rows each, also where all are busy. */
const lookBack = { day: keptFor.day, hour: 2 * 86_400_000, minute: 3_600_000 } as const;

/**
 * When each source or client was last counted under a name: to the minute within an hour, to the hour
 * within two days, else to the day, as far as roll-ups are kept. Whoever is not there was not counted since.
 */
export async function last(
  base: Base,
  series: Exclude<Series, 'all'>,
  measure: string,
): Promise<Map<string, Last>> {
  const found = new Map<string, Last>();
  for (const to of ['day', 'hour', 'minute'] as const) {
    const from = new Date(base.clock.now().getTime() - lookBack[to]);
    const rows = await store.newest(base.db, { step: to, measures: [measure], series, from });
    for (const { series_id, from_at } of rows) found.set(series_id, { at: from_at, to });
  }
  return found;
}

/** How long sign-ins took, for each source or client. */
export async function takenBySeries(
  base: Base,
  range: Range,
  whose: Whose,
): Promise<Map<string, Taken>> {
  const asked = askedFor(base, range, whose, ['login.succeeded']);
  return takenOf(await store.places(base.db, asked, 'series_id'), ({ series_id }) => series_id);
}

/** How long sign-ins took in each step of a range, by the step's beginning in milliseconds. */
export async function takenOverTime(
  base: Base,
  range: Range,
  whose: Whose,
): Promise<{ steps: Map<number, Taken>; whole: Taken }> {
  const asked = askedFor(base, range, whose, ['login.succeeded']);
  const places = await store.places(base.db, asked, 'from_at');
  return {
    steps: takenOf(places, ({ from_at }) => from_at.getTime()),
    whole: takenOf(places, () => 'whole').get('whole') ?? {},
  };
}

function takenOf<Place extends { place: number; count: number }, Key>(
  places: readonly Place[],
  keyOf: (place: Place) => Key,
): Map<Key, Taken> {
  const counts = new Map<Key, number[]>();
  for (const one of places) {
    const key = keyOf(one);
    const list = counts.get(key) ?? [];
    counts.set(key, list);
    while (list.length <= one.place) list.push(0);
    list[one.place] = (list[one.place] ?? 0) + one.count;
  }
  return new Map([...counts].map(([key, list]) => [key, takenFrom(list)]));
}

function takenFrom(counts: readonly number[]): Taken {
  const [median, p99] = [quantile(counts, 0.5), quantile(counts, 0.99)];
  return { ...(median !== undefined && { median }), ...(p99 !== undefined && { p99 }) };
}

/** Everything that was ever counted under some names, for `/metrics` and for totals. */
export function ever(
  base: Base,
  whose: Whose,
  measures?: readonly string[],
): Promise<(Counted & { series_id: string })[]> {
  return store.ever(base.db, whose.series, 'ids' in whose ? whose.ids : undefined, measures);
}

/** How many sessions are going on, as of the last seal; of some sources, or of all. */
export async function activeSessions(base: Base, whose: Whose): Promise<number> {
  const rows = await ever(base, whose, ['sessions']);
  return rows.reduce((sum, { count }) => sum + count, 0);
}
