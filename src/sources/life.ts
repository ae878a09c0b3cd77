/** The life of a source (ADR 25): its states, where each may go, and whom each lets in. */

export const states = ['draft', 'test', 'shadow', 'live', 'paused', 'retired'] as const;
export type State = (typeof states)[number];

/** The moves that there are. Whoever goes to live or comes off it is seen by people; nothing leaves retired. */
export const moves: Readonly<Record<State, readonly State[]>> = {
  draft: ['test', 'retired'],
  test: ['draft', 'shadow', 'live', 'retired'],
  shadow: ['test', 'live', 'retired'],
  live: ['paused'],
  paused: ['live', 'retired'],
  retired: [],
};

/** Moves that have acts of their own: switching off has an emergency path, and both see to the sessions. */
const switched = (from: State, to: State) =>
  (from === 'live' && to === 'paused') || (from === 'paused' && to === 'live');

export const mayMove = (from: State, to: State): boolean => moves[from].includes(to);

/** Where a source may be moved that is not switched there. */
export const steps = (from: State): State[] => moves[from].filter((to) => !switched(from, to));

/** Whom a state lets in: everybody, the accounts named for its test, nobody but to compare, nobody. */
export const lets: Readonly<Record<State, 'everybody' | 'testers' | 'comparing' | 'nobody'>> = {
  draft: 'nobody',
  test: 'testers',
  shadow: 'comparing',
  live: 'everybody',
  paused: 'nobody',
  retired: 'nobody',
};

/** What comparing an arrival of a source in shadow with who is signed in may give. */
export const compared = ['same', 'other', 'nobody', 'conflict'] as const;
export type Compared = (typeof compared)[number];
