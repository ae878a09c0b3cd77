/** The life of a client (ADR 39): its states, and by what act each becomes which. Pure. */

export const states = ['draft', 'submitted', 'approved', 'live', 'suspended', 'retired'] as const;
export type State = (typeof states)[number];

interface Transition {
  from: readonly State[];
  to: State;
}

/** Every act that changes a state. Nothing leaves `retired`, and its id is never given again. */
export const transitions = {
  /** By its owner, with its forms complete and its acceptance passed. */
  submit: { from: ['draft'], to: 'submitted' },
  /** By its owner: back to where everything can be changed. */
  withdraw: { from: ['submitted', 'approved'], to: 'draft' },
  /** By staff, with a reason for its owner. */
  refuse: { from: ['submitted'], to: 'draft' },
  /** By two of the staff. */
  approve: { from: ['submitted'], to: 'approved' },
  /** By its owner, on the day they choose. */
  go_live: { from: ['approved'], to: 'live' },
  /** By two of the staff, or by one at once, who is looked at afterwards. */
  suspend: { from: ['live'], to: 'suspended' },
  /** By two of the staff. */
  resume: { from: ['suspended'], to: 'live' },
  /** By two of the staff, on the day that they set. */
  retire: { from: ['live', 'suspended'], to: 'retired' },
  /** By its owner: it was never live, so nobody has to be told. */
  abandon: { from: ['draft', 'submitted', 'approved'], to: 'retired' },
} as const satisfies Record<string, Transition>;

export type LifeAct = keyof typeof transitions;

/** What a state becomes by an act; undefined where that act is none of its. */
export function becomes(state: State, act: LifeAct): State | undefined {
  const { from, to }: Transition = transitions[act];
  return from.includes(state) ? to : undefined;
}

/** How a change is made in each state: by itself at once, by asking for it, in parts, or not at all. */
export const changes: Readonly<Record<State, 'at_once' | 'words_only' | 'asked' | 'never'>> = {
  draft: 'at_once',
  // What was approved is what goes live: to change it, its owner takes it back.
  submitted: 'words_only',
  approved: 'words_only',
  live: 'asked',
  suspended: 'asked',
  retired: 'never',
};

/** Clients that the engine knows: in the sandbox also those that are still to prove themselves. */
export const knownStates = ({ sandbox }: { sandbox: boolean }): readonly State[] =>
  sandbox ? ['draft', 'submitted', 'approved', 'live'] : ['live'];
