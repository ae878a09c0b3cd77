import type { Move } from '../moves.ts';

/** What goes along with an identity that is absorbed; what each was bound at stays (ADR 0022). */
export const moves: readonly Move[] = [
  {
    table: 'credentials',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [
      {
        rule: "of two passwords the survivor's opens; the other keeps its login name and opens nothing",
        loser: 'theirs',
        between: `mine.kind = 'password' and theirs.kind = 'password'
          and mine.ended_at is null and theirs.ended_at is null
          and mine.set_aside_at is null and theirs.set_aside_at is null`,
        aside: 'set_aside_at',
      },
    ],
    through: [],
    unexported: ['login_name_hash', 'login_name_hash_even', 'match_version', 'match_version_even'],
  },
];
