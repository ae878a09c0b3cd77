import type * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as sessions from '../sessions/sessions.ts';
import * as drains from './drains-store.ts';
import * as store from './store.ts';

/** What a switch-off does to the sessions that came through the source, and whom that touched. */

/**
 * One set, of at most 1,000, of the sessions that came through a source that is off; gives how many,
 * and whether none is left. Nothing of one that is on, or that was switched off and left its sessions
 * be. Whose deliveries are owed is told by the outbox, so many at a time at each destination.
 */
export async function endSessions(
  base: Base,
  id: string,
  actor: audit.AuditEvent['actor'],
): Promise<{ did: number; done: boolean }> {
  const [row, drain] = [await store.byId(base, id), await drains.open(base, id)];
  if (row?.state !== 'paused' || !drain) return { did: 0, done: true };
  const which = { source_id: id };
  const why = { reason: 'source_paused', actor } as const;
  // Counted in the transaction that ends them: whoever is killed leaves either both or neither.
  const counted = async (base: Base, ended: readonly string[]) => {
    const counts = await sessions.clientCounts(base, ended);
    await drains.count(base, drain, new Map([['', ended.length], ...counts]));
  };
  let ended = 0;
  // A set that others ended at that moment counts as none of ours, and says nothing of the rest.
  do ended = await sessions.end(base, which, why, { sets: 1, alsoDo: counted });
  while (ended === 0 && (await sessions.anyLive(base, which)));
  if (ended === 0) await drains.close(base, id);
  return { did: ended, done: ended === 0 };
}

/** True while sessions are left that its switch-off has not ended yet: they would come back to life. */
export const stillEnding = async (base: Base, id: string): Promise<boolean> =>
  (await drains.open(base, id)) !== undefined && (await sessions.anyLive(base, { source_id: id }));

/** Whom the last switch-off touched that ended sessions: counts, nobody's name. */
export interface Affected {
  begun_at: Date;
  /** Undefined while it goes on. */
  done_at: Date | undefined;
  sessions: number;
  /** How many of them each client had been shown; a session may be at several clients, or at none. */
  clients: { client_id: string; sessions: number }[];
}

/** The report of the last switch-off of a source that ended sessions; undefined when there was none. */
export async function affected(base: Base, id: string): Promise<Affected | undefined> {
  const rows = await drains.newest(base, id);
  const all = rows.find(({ client_id }) => client_id === '');
  if (!all) return undefined;
  const clients = rows
    .filter(({ client_id }) => client_id !== '')
    .map(({ client_id, sessions }) => ({ client_id, sessions: Number(sessions) }))
    .sort((a, b) => b.sessions - a.sessions);
  const { begun_at, done_at } = all;
  return { begun_at, done_at: done_at ?? undefined, sessions: Number(all.sessions), clients };
}
