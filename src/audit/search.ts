/**
 * Finding events in the trail (ADR 0019): newest first, by months, each with an index, a page at a
 * time. Nothing is counted, and no page begins by skipping what came before it.
 */
import { type Base, transaction } from '../base.ts';
import { type Filters, planOf } from './filters.ts';
import type { WrittenEvent } from './mac.ts';
import {
  leastIdOf,
  type Month,
  monthBefore,
  monthOf,
  monthOfPartition,
  timeOfId,
} from './months.ts';
import { instant } from './seal.ts';
import * as statement from './search-statement.ts';
import * as store from './store.ts';

export type { Filters } from './filters.ts';
export type FoundEvent = WrittenEvent;

export interface FoundPage {
  events: FoundEvent[];
  /** The id to go on after; absent at the end. */
  next?: string;
  /** The page is not full because so much had to be looked at; this far back it was. */
  reached?: Date;
}

/**
 * How many events one page holds against the further filters at most. With one filter no page needs
 * this; with two whose combination is rare the page ends here, says how far it came, and goes on.
 */
const BUDGET = 1_000;

/** A page of events, the newest first. `after` is the id of the last one of the page before. */
export function search(base: Base, filters: Filters, page: PageAsked): Promise<FoundPage> {
  return transaction(base, async (inside) => {
    await statement.readInOrder(inside.db);
    return searchBack(inside, filters, page);
  });
}

interface PageAsked {
  after?: string | undefined;
  limit: number;
  budget?: number;
}

async function searchBack(base: Base, filters: Filters, page: PageAsked): Promise<FoundPage> {
  const plan = planOf(filters);
  const until = filters.until ?? new Date(base.clock.now().getTime() + DAY);
  const ends = [leastIdOf(until), ...(page.after === undefined ? [] : [page.after])];
  const below = ends.sort()[0] as string;
  const found: FoundEvent[] = [];
  let budget = page.budget ?? BUDGET;

  for (const stretch of await stretchesBack(base, filters.from, below)) {
    const limit = page.limit + 1 - found.length;
    const rows = await statement.look(base.db, plan.drivers, plan.rest, stretch, {
      ...{ limit, budget, order: 'desc' },
    });
    let horizon: string | undefined;
    if (plan.rest.length > 0)
      for (const [place, driver] of plan.drivers.entries()) {
        // A driver that filled the page was not read to its end, nor does it matter how far.
        if (rows.filter((row) => row.driver === place).length >= limit) continue;
        const { count, last } = await statement.lookedAt(base.db, driver, stretch, budget);
        if (count >= budget && last !== null && last > (horizon ?? '')) horizon = last;
        budget = Math.max(1, budget - count);
      }
    found.push(...together(rows, horizon).slice(0, limit));
    if (found.length > page.limit) {
      const events = found.slice(0, page.limit);
      return { events, next: (events.at(-1) as FoundEvent).id };
    }
    if (horizon !== undefined) return { events: found, next: horizon, reached: timeOfId(horizon) };
  }
  return { events: found };
}

const DAY = 86_400_000;

/** Of several drivers one row, each event once; below the horizon one of them was not read. */
function together(rows: readonly (FoundEvent & { driver: number })[], horizon = ''): FoundEvent[] {
  const events = new Map<string, FoundEvent>();
  for (const { driver: _, ...event } of rows) if (event.id >= horizon) events.set(event.id, event);
  return [...events.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** The months between two times, the newest first: what the newest hold need not be asked of the others. */
async function stretchesBack(
  base: Base,
  from: Date | undefined,
  below: string,
): Promise<statement.Stretch[]> {
  const oldest = await oldestMonth(base);
  const least = from && from > oldest ? from : oldest;
  const stretches: statement.Stretch[] = [];
  const newest = new Date(timeOfId(below).getTime() - 1);
  for (let month = monthOf(newest); month.until > least; month = monthBefore(month))
    stretches.push(stretchOf(month, least, below));
  return stretches;
}

function stretchOf(month: Month, least: Date, below: string): statement.Stretch {
  const from = month.from > least ? month.from : least;
  const end = leastIdOf(month.until);
  return {
    from: instant(from),
    until: instant(month.until),
    // One less than the least id of its time: the bound itself is exclusive.
    above: leastIdOf(new Date(from.getTime() - 1)).replace(/-0000-0000-0{12}$/, ENDS),
    below: below < end ? below : end,
  };
}

const ENDS = '-ffff-ffff-ffffffffffff';

/** The first month in which anything can stand: of the oldest partition, or in the default one. */
async function oldestMonth(base: Base): Promise<Date> {
  const months = (await store.partitionNames(base.db)).flatMap((name) => {
    const month = monthOfPartition(name);
    return month ? [month.from] : [];
  });
  const loose = await statement.oldestByDefault(base.db);
  if (loose) months.push(monthOf(loose).from);
  return months.sort((a, b) => a.getTime() - b.getTime())[0] ?? monthOf(base.clock.now()).from;
}
