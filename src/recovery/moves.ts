import type { Move } from '../moves.ts';

/** A paper goes along with the identity that it was printed for (ADR 0022). */
export const moves: readonly Move[] = [
  {
    table: 'claim_papers',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [
      {
        rule: 'of two papers that wait to be used, that of the survivor stays good',
        loser: 'theirs',
        between: `mine.used_at is null and theirs.used_at is null
          and mine.voided_at is null and theirs.voided_at is null`,
        aside: 'voided_at',
      },
    ],
    through: [],
    // What counters did, like interventions: a part of the trail.
    unexported: 'all',
  },
  {
    table: 'recoveries',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [
      {
        rule: 'of two recoveries that wait, that of the survivor goes on; a no meanwhile stops both',
        loser: 'theirs',
        between: `mine.state = 'waiting' and theirs.state = 'waiting'
          and mine.set_aside_at is null and theirs.set_aside_at is null`,
        aside: 'set_aside_at',
      },
    ],
    through: [],
    unexported: 'all',
  },
];
