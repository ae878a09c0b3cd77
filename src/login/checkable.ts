import type { CheckMethod } from '../identities/authorities.ts';
import { methods } from '../identities/checks.ts';
import * as identities from '../identities/identities.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { firstOf, withFace } from './reached.ts';

/** Which checks lead whoever has come further up, and what they need not say for them. */

/** The checks that are set up, with what each would reach in this sign-in. */
export function offered({ needs }: At, came: attempts.Came): { id: CheckMethod; level: number }[] {
  const codes = needs.senders.offers('sms', 'one_time_code');
  return needs.authorities.offered
    .filter((id) => !methods[id].needs_phone || codes)
    .map((id) => ({ id, level: Math.min(methods[id].level, reachOf(came, id)) }));
}

/** How far the factors of the sign-in reach, this check with them. */
export const reachOf = (came: attempts.Came, method: CheckMethod): number =>
  (method === 'face' ? withFace(firstOf(came)) : firstOf(came)).reach;

/** What the identity has proved of itself: it is confirmed, not typed again. */
export async function ownOf({ needs, attempt }: At) {
  const claims = await identities.claimsOf(needs.base, attempts.whose(attempt.came) ?? '');
  const { name, id_type, id_no: id_number } = claims ?? {};
  return { ...(name && { name }), ...(id_number && { id_type, id_number }) };
}
