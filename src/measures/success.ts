import type { Base } from '../base.ts';
import { bySeries, type Range } from './measures.ts';

/** What of a failed sign-in is the source's own doing; a wrong password is not. */
const ownFault: ReadonlySet<string> = new Set([
  'sources.unavailable',
  'sources.busy',
  'sources.bad_answer',
]);

/** How sign-ins through a source went that came to an answer of it, or to none by its fault. */
export interface Success {
  well: number;
  failed: number;
}

/** For each source at which anything was tried in the range; from roll-ups alone. */
export async function successBySource(base: Base, range: Range): Promise<Map<string, Success>> {
  const rows = await bySeries(base, range, { series: 'source' }, [
    'login.succeeded',
    'login.failed',
  ]);
  const found = new Map<string, Success>();
  for (const { series_id, measure, code, count } of rows) {
    const one = found.get(series_id) ?? { well: 0, failed: 0 };
    if (measure === 'login.succeeded') one.well += count;
    else if (ownFault.has(code)) one.failed += count;
    else continue;
    found.set(series_id, one);
  }
  return found;
}

/** The share that went well, 0 to 1. */
export const rateOf = ({ well, failed }: Success): number => well / (well + failed);
