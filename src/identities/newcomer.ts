/** What becomes of somebody who registers without an old account (ADR 0030). Pure, table-tested. */

export interface Newcomer {
  /** What an authority said yes to; absent: nothing was checked. */
  checked?: { level: number; binds: boolean };
  /** Who owns the number that was checked; looked up only for a check that binds. */
  owner?: { state: 'active' | 'suspended' | 'closed' };
  join: 'undecided' | 'separate';
}

export type Becomes =
  /** An identity of its own; `level` is what it has now. */
  | { outcome: 'created'; standing: 'owned' | 'claimed' | 'none'; level: number }
  /** The number is another's: that one is to be proved, or left apart. */
  | { outcome: 'asked_to_prove' }
  /** Apart from the one that owns the number: it is only said, and staff look at it. */
  | { outcome: 'conflict'; level: 0 }
  | { outcome: 'refused' };

/**
 * A check of name and number says that there is such a person: it makes no number anybody's own,
 * joins nobody, and its answer does not depend on whom we know (Never 1, 11). One that binds makes
 * the number this identity's own, unless another has it.
 */
export function newcomer({ checked, owner, join }: Newcomer): Becomes {
  if (!checked) return { outcome: 'created', standing: 'none', level: 0 };
  if (!checked.binds) return { outcome: 'created', standing: 'claimed', level: checked.level };
  if (!owner) return { outcome: 'created', standing: 'owned', level: checked.level };
  if (owner.state !== 'active') return { outcome: 'refused' };
  return join === 'separate' ? { outcome: 'conflict', level: 0 } : { outcome: 'asked_to_prove' };
}
