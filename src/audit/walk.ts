import type { Base } from '../base.ts';
import { boundsOf } from './archive.ts';
import { type Filters, matches, planOf } from './filters.ts';
import type { WrittenEvent } from './mac.ts';
import { leastIdOf, monthAfter, monthOf } from './months.ts';
import * as statement from './search-statement.ts';

const AT_ONCE = 1_000;

/**
 * Every event of a stretch of time that a search would find, the oldest first, in bounded memory: for
 * exports, which take as long as they take.
 */
export async function* walk(
  base: Base,
  filters: Filters & { from: Date; until: Date },
): AsyncGenerator<WrittenEvent> {
  const { drivers } = planOf(filters);
  // Several of them would have to be merged; the order of time alone needs none of that.
  const driver = drivers.length === 1 ? drivers : [{ sql: 'true', bindings: [] }];
  let above = leastIdOf(filters.from);
  for (let month = monthOf(filters.from); month.from < filters.until; month = monthAfter(month)) {
    const end = month.until < filters.until ? month.until : filters.until;
    for (;;) {
      const stretch = { ...boundsOf(month), above, below: leastIdOf(end) };
      const events = await statement.look(base.db, driver, [], stretch, {
        ...{ limit: AT_ONCE, budget: AT_ONCE, order: 'asc' },
      });
      for (const { driver: _, ...event } of events) if (matches(filters, event)) yield event;
      const last = events.at(-1);
      if (!last) break;
      above = last.id;
    }
  }
}
