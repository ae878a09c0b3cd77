import type { CaseEventKind, CaseState } from './entry.ts';
import { eventKinds } from './event-kinds.ts';

/**
 * How the events of a case make its entry. Pure, and the same whatever the order in which they come
 * and however often: each part of the entry is decided by the newest event that speaks of it, and
 * remembers its place in the order, so that an older one that comes later changes nothing.
 */
export interface Decided<T> {
  value: T;
  /** The place of the event that decided it (placeInOrder). */
  by: string;
}

export interface Shown {
  state: CaseState;
  status_text: string;
  at: Date;
}

/** What events say plainly; the newest one that says it counts. */
export interface Plain {
  matter_code: string;
  matter_name: string;
  area_code: string;
  promised_at: Date;
  deep_link: string;
}

export const plainParts = [
  'matter_code',
  'matter_name',
  'area_code',
  'promised_at',
  'deep_link',
] as const satisfies (keyof Plain)[];

/** For whom a case is. Two are the same when their marks are. */
export interface Concerned<A> {
  applicant: A;
  /** Fingerprints of the person, and of the organisation acted for (empty without one). */
  person: string;
  /** Those of identities that are the same person by now (a merge). */
  also?: readonly string[];
  organisation: string;
}

export type Entry<A> = { [K in keyof Plain]?: Decided<Plain[K]> } & {
  /** When it was accepted; until that has come the case is shown to nobody. */
  opened_at?: Date;
  shown?: Decided<Shown>;
  concerned?: Decided<A>;
  /** The marks of the applicant with whom it was accepted: an acceptance cannot name another one. */
  accepted_for?: { person: string; organisation: string };
};

export interface FoldedEvent<A> {
  kind: CaseEventKind;
  at: Date;
  /** placeInOrder. */
  place: string;
  says: { [K in keyof Plain]?: Plain[K] | undefined } & { status_text?: string | undefined };
  concerned?: Concerned<A>;
}

/**
 * The field by which an event contradicts what is known, if it does: only a correction may give a
 * case another applicant.
 */
export function contradiction<A>(
  entry: Entry<A>,
  { kind, concerned }: FoldedEvent<A>,
): 'applicant' | 'organisation' | undefined {
  const first = entry.accepted_for;
  if (kind !== 'accepted' || !first || !concerned) return undefined;
  if (concerned.person !== first.person && !concerned.also?.includes(first.person))
    return 'applicant';
  return concerned.organisation === first.organisation ? undefined : 'organisation';
}

/** The place of the correction that named the applicant; before all others when an acceptance did. */
export const correctedAt = (by: string | undefined): string =>
  by?.startsWith('2 ') ? by.slice(2) : '';

/** The entry with one more event; `decides`: the event changed something other than the history. */
export function fold<A>(
  entry: Entry<A>,
  event: FoldedEvent<A>,
): { entry: Entry<A>; decides: boolean } {
  const next: Entry<A> = { ...entry };
  let decides = false;
  const decide = <T>(known: Decided<T> | undefined, value: T, by: string): Decided<T> => {
    if (known && known.by >= by) return known;
    decides = true;
    return { value, by };
  };
  const { kind, at, place, says, concerned } = event;

  if (kind === 'accepted' && (!next.opened_at || at < next.opened_at)) {
    next.opened_at = at;
    decides = true;
  }
  const { state } = eventKinds[kind];
  if (state !== undefined) {
    next.shown = decide(next.shown, { state, status_text: says.status_text ?? '', at }, place);
  }
  for (const part of plainParts) {
    const value = says[part];
    if (value !== undefined) next[part] = decide<never>(next[part] as never, value as never, place);
  }
  if (concerned) {
    const { applicant, person, organisation } = concerned;
    // A correction counts before any acceptance, whatever the two clocks say.
    const by = `${kind === 'corrected' ? 2 : 1} ${place}`;
    next.concerned = decide(next.concerned, applicant, by);
    if (kind === 'accepted') next.accepted_for ??= { person, organisation };
  }
  return { entry: next, decides };
}
