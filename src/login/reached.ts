import type { Proof, Showable } from '../credentials/show-factor.ts';
import type { Attempt, Came, CameBySource } from './attempt.ts';
import { amrWith, type First, lentBy, reachOf, reachWith } from './level.ts';

/** What a sign-in reaches by what was shown in it, and what it would reach by more. Pure. */

const FACE = ['face'];

/** What was shown before any second factor; a face that was compared counts with it. */
export function firstOf(came: Came): First {
  const first = cameBy(came);
  return came.face ? withFace(first) : first;
}

/** What it would be with a comparison of faces beside. */
export const withFace = (first: First): First => ({
  ...first,
  ...{ amr: amrWith(first, FACE), reach: reachWith(first, FACE) },
});

function cameBy(came: Came): First {
  if (came.by === 'source') {
    const { amr, level: said } = came.arrival;
    return { amr, reach: reachOfSource(came), said };
  }
  if (came.by === 'session')
    return {
      // The words of a former second factor would lift the next one, as if both were shown now.
      amr: came.second?.first_amr ?? came.amr,
      reach: came.second?.first_reach ?? came.reach,
      ...(came.said !== undefined && { said: came.said }),
    };
  const amr = came.proved ?? came.amr ?? ['pwd'];
  return { amr, reach: reachOf(amr) };
}

/** The source's own word for this sign-in holds too: it may have seen less than its ceiling today. */
export const reachOfSource = ({ arrival }: Pick<CameBySource, 'arrival'>): number =>
  Math.min(reachOf(arrival.amr), arrival.level);

/** Of whoever came, with what was shown: never more than evidence, ceiling and binding hold. */
export function levelReached(came: Came, shown: Proof | undefined): number {
  const limit = came.limit ?? came.level;
  return Math.min(limit, shown ? lentBy(firstOf(came), shown) : firstOf(came).reach);
}

/** What the best of these would reach; 0 without any. */
export function levelWith(came: Came, showable: readonly Showable[]): number {
  const limit = came.limit ?? came.level;
  return Math.max(0, ...showable.map((one) => Math.min(limit, lentBy(firstOf(came), one))));
}

/**
 * Whether a factor that its person wants asked always is still to be shown. What was bound weaker
 * than this sign-in proves by itself is no lock: a thief's app, added in a weak session, does not
 * keep out the owner; nor is one asked of whoever has shown two already.
 */
export function isOwed({ came, shown, showable = [] }: Attempt): boolean {
  if (!came || shown || came.by === 'session') return false;
  const alone = levelReached(came, undefined);
  return (
    firstOf(came).reach < 3 &&
    showable.some(({ asked_always, bound_level }) => asked_always && bound_level >= alone)
  );
}

/** How the session is to be written: the factors together, and the first one alone. */
export function factorsShown(came: Came, shown: Proof | undefined) {
  const first = firstOf(came);
  if (shown)
    return {
      ...{ factor_reach: reachWith(first, shown.amr), amr: amrWith(first, shown.amr) },
      second: {
        ...{ factor_id: shown.credential_id, first_reach: first.reach },
        first_amr: [...first.amr],
      },
    };
  if (came.by === 'session') {
    const before = { first_reach: first.reach, first_amr: [...first.amr] };
    const amr = came.face ? amrWith({ ...first, amr: came.amr }, FACE) : [...came.amr];
    return {
      ...{ factor_reach: Math.max(came.reach, first.reach), amr },
      ...(came.second && { second: { ...came.second, ...before } }),
    };
  }
  // A passkey is both at once, and the last factor that was shown.
  const alone = came.by === 'credential' && came.amr ? { shown_id: came.credential_id } : {};
  return { factor_reach: first.reach, amr: [...first.amr], ...alone };
}
