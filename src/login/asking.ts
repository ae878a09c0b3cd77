import * as rateLimit from '../http/rate-limit.ts';
import { type Answer, wasAsked } from '../identities/authorities.ts';
import * as identities from '../identities/identities.ts';
import type { At } from './at.ts';

/**
 * How often authorities are asked about one number, and from one network: each answer costs money and
 * says something of somebody. A face is counted when its visit begins, which is when the authority is
 * asked; what comes back settles that try and is none of its own.
 */

export const askedAbout = (
  { needs, ctx }: At,
  flow: 'recover' | 'check',
  id_number: string,
): rateLimit.Who => ({
  account: `${flow} ${identities.asCounted(needs.base, id_number)}`,
  network: ctx.ip,
});

type Word = Answer | 'not_theirs' | 'cancelled';

/** Gives the answer, or the seconds to wait. What was asked in vain still counts for the network. */
export async function inPace<T extends Word | { url: string }>(
  { needs: { base } }: At,
  tried: rateLimit.Who,
  ask: () => Promise<T>,
): Promise<T | { wait: number }> {
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) return { wait };
  const { account = '' } = tried;
  const answer = await ask().catch(async (thrown: unknown) => {
    await rateLimit.noTry(base, wasAsked(thrown) ? { account } : tried);
    throw thrown;
  });
  if (answer === 'not_covered') await rateLimit.noTry(base, { account });
  return answer;
}

/** The number and the network wait alike after a few noes, whoever they belong to. */
export async function counts(
  { needs: { base } }: At,
  tried: rateLimit.Who,
  answer: Word | { url: string },
): Promise<void> {
  if (answer === 'no_match' || answer === 'not_theirs') await rateLimit.wrongTry(base, tried);
  // A yes is no reason to ask at once again for the same: it ends the tries of nobody else.
  else if (typeof answer === 'object' && !('url' in answer)) await rateLimit.noTry(base, tried);
}

/** A browser comes back from a visit once, on whichever node: true for the first of two tabs. */
export const comesBack = ({ needs }: At, { state }: { state: string }): Promise<boolean> =>
  needs.passing.once(`face ${state}`, 3 * 3_600);
