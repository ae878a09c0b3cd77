import type { CaseEventKind, CaseState } from './entry.ts';

/**
 * What a department may report. `state`: what the case is then; a correction touches none. `rank`:
 * which of two events of one instant is the later one.
 */
export const eventKinds = {
  accepted: { state: 1, rank: 1 },
  progressed: { state: 2, rank: 2 },
  done: { state: 3, rank: 3 },
  withdrawn: { state: 3, rank: 4 },
  corrected: { state: undefined, rank: 5 },
} as const satisfies Record<CaseEventKind, { state: CaseState | undefined; rank: number }>;

/**
 * Where an event stands among those of its case: by its time, then rank, then the client and id that
 * name it, so that no two are equal. Two such texts compare as their events do.
 */
export function placeInOrder(event: {
  at: Date;
  kind: CaseEventKind;
  client_id: string;
  id: string;
}): string {
  const at = String(event.at.getTime()).padStart(15, '0');
  return `${at} ${eventKinds[event.kind].rank} ${event.client_id} ${event.id}`;
}

/** Whether the event of such a place took the case back. */
export const tookBack = (place: string): boolean =>
  place.split(' ')[1] === String(eventKinds.withdrawn.rank);
