import type { Clash, Move } from '../moves.ts';

const id = { column: 'id', type: 'uuid' } as const;
const hashed = (column: string) => [
  column,
  `${column}_even`,
  'match_version',
  'match_version_even',
];

/** Two numbers are one when a version of the match key says so that both are written in. */
const sameNumber = `mine.type = theirs.type and mine.until_at is null and theirs.until_at is null
  and (mine.match_hash = theirs.match_hash or mine.match_hash_even = theirs.match_hash_even)`;

const bothCurrent = `mine.kind = theirs.kind and mine.until_at is null and theirs.until_at is null
  and mine.suspended_at is null and theirs.suspended_at is null`;

/** A question about the two: their joining answers it. */
const betweenThem = (other: string): Clash => ({
  rule: 'a question about the two is settled by joining them',
  loser: 'theirs',
  alone: `theirs.settled_at is null and theirs.${other} = pair.survivor`,
  aside: 'settled_at',
});

/** The same question about the same third identity is asked once. */
const sameQuestion = (other: string): Clash => ({
  rule: 'a question that is asked of both stays with the survivor',
  loser: 'theirs',
  between: `mine.settled_at is null and theirs.settled_at is null
    and mine.${other} is not distinct from theirs.${other} and mine.reason = theirs.reason`,
  aside: 'settled_at',
});

/** What of the identities' own tables goes along with an identity that is absorbed (ADR 0022). */
export const moves: readonly Move[] = [
  {
    table: 'identifiers',
    column: 'identity_id',
    key: id,
    clashes: [
      {
        rule: 'a number that one owns and the other only claims is owned',
        loser: 'mine',
        between: `${sameNumber} and mine.standing = 'claimed' and theirs.standing = 'owned'`,
        aside: 'until_at',
      },
      {
        rule: 'a number that both have stays with the survivor',
        loser: 'theirs',
        between: `${sameNumber} and theirs.standing = 'claimed'`,
        aside: 'until_at',
      },
    ],
    through: ['link_id'],
    unexported: hashed('match_hash'),
  },
  {
    table: 'contacts',
    column: 'identity_id',
    key: id,
    clashes: [
      {
        rule: 'a contact that was proved stands before one of the same kind that was not',
        loser: 'mine',
        between: `${bothCurrent} and mine.proved_at is null and theirs.proved_at is not null`,
        aside: 'until_at',
      },
      {
        rule: 'of a kind of contact that both have, the survivor keeps its own',
        loser: 'theirs',
        between: `${bothCurrent} and not (mine.proved_at is null and theirs.proved_at is not null)`,
        aside: 'until_at',
      },
    ],
    through: ['link_id'],
    unexported: hashed('match_hash'),
  },
  {
    table: 'evidence',
    column: 'identity_id',
    key: id,
    clashes: [],
    through: ['link_id'],
    unexported: [],
  },
  {
    table: 'links',
    column: 'identity_id',
    key: id,
    clashes: [],
    through: [],
    unexported: hashed('subject_hash'),
  },
  {
    table: 'conflicts',
    column: 'identity_id',
    key: id,
    clashes: [betweenThem('other_identity_id'), sameQuestion('other_identity_id')],
    through: ['link_id'],
    unexported: [],
  },
  {
    table: 'conflicts',
    column: 'other_identity_id',
    key: id,
    clashes: [betweenThem('identity_id'), sameQuestion('identity_id')],
    through: [],
    unexported: [],
  },
  {
    table: 'notices_shown',
    column: 'identity_id',
    key: { column: 'version', type: 'text' },
    clashes: [
      {
        rule: 'a notice that both accepted counts once, as the survivor accepted it',
        loser: 'theirs',
        between: 'mine.version = theirs.version',
        aside: 'taken',
      },
    ],
    through: [],
    unexported: [],
  },
  {
    table: 'interventions',
    column: 'identity_id',
    key: id,
    clashes: [
      {
        rule: 'what staff ask of both is asked once, as it was asked of the survivor',
        loser: 'theirs',
        between: `mine.kind = theirs.kind and mine.lifted_at is null and theirs.lifted_at is null
          and mine.kind in ('suspended', 'closed', 'password_required', 'evidence_required')`,
        aside: 'lifted_at',
      },
    ],
    through: [],
    // It is the part of the trail that the person may read, and grows with every joining.
    unexported: 'all',
  },
  {
    // Nothing of it is unique: what either blocked is blocked, and goes back with whoever did.
    table: 'source_blocks',
    column: 'identity_id',
    key: id,
    clashes: [],
    through: [],
    unexported: [],
  },
];
