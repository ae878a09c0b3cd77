/**
 * Live sessions for staff: how many came through which source or are at which client, and the newest
 * of them. Never whose they are: to end all of one person is an act upon that identity.
 */
import type { Base } from '../base.ts';
import * as statement from './overview-statement.ts';

export type { SessionSeen } from './overview-statement.ts';

/** No count goes further: past it, it is said that there are more. */
export const BOUND = 1_001;

export interface Looked {
  of: { source_id: string | null } | { client_id: string };
  /** The id of the last one of the page before. */
  after?: string | undefined;
  limit: number;
  /** Milliseconds that a session lives at most. */
  absolute: number;
}

export function look(
  base: Base,
  { of, after, limit, absolute }: Looked,
): Promise<statement.SessionSeen[]> {
  if ('source_id' in of) return statement.throughSource(base.db, of.source_id, after, limit);
  const oldest = base.clock.now().getTime() - absolute;
  return statement.atClient(base.db, of.client_id, firstIdAt(oldest), after, limit);
}

/** How many live sessions came through each of these sources, up to 1,001. */
export const counts = (base: Base, source_ids: readonly string[]): Promise<Map<string, number>> =>
  statement.counts(base.db, source_ids, BOUND);

/** How many were begun with an account of ours, up to 1,001. */
export const countOurs = (base: Base): Promise<number> => statement.countOurs(base.db, BOUND);

/** One session while it lives. */
export const live = (base: Base, id: string): Promise<statement.SessionSeen | undefined> =>
  statement.one(base.db, id);

/** The smallest id that can have been made in a millisecond (UUIDv7, RFC 9562 §5.7). */
function firstIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
