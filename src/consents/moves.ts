import type { Clash, Move } from '../moves.ts';

const sameClient = 'mine.client_id = theirs.client_id';
const stands = (side: 'mine' | 'theirs') =>
  `${side}.replaced_at is null and ${side}.withdrawn_at is null`;

const rule = 'of what two identities said to one client, what was said last counts';

/** Both consented: the earlier one is as if the later had followed it. */
const earlier = (loser: 'mine' | 'theirs', between: string): Clash => ({
  ...{ rule, loser, aside: 'replaced_at' },
  between: `${sameClient} and ${stands('mine')} and ${stands('theirs')} and ${between}`,
});

/** One consented, the other withdrew since. */
const withdrawnSince = (loser: 'mine' | 'theirs', other: 'mine' | 'theirs'): Clash => ({
  ...{ rule, loser, aside: 'replaced_at' },
  between: `${sameClient} and ${stands(loser)} and ${other}.withdrawn_at >= ${loser}.given_at`,
});

/** The ledger of consents goes along whole (ADR 0022). */
export const moves: readonly Move[] = [
  {
    table: 'consents',
    column: 'identity_id',
    key: { column: 'id', type: 'uuid' },
    clashes: [
      earlier('theirs', 'theirs.given_at <= mine.given_at'),
      earlier('mine', 'mine.given_at < theirs.given_at'),
      withdrawnSince('theirs', 'mine'),
      withdrawnSince('mine', 'theirs'),
    ],
    through: [],
    unexported: [],
  },
];
