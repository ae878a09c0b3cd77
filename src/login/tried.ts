import type * as rateLimit from '../http/rate-limit.ts';
import type { At } from './at.ts';

/**
 * What a try is counted by (http/rate-limit.ts) where no name is typed: one proof or code of one
 * sign-in, and the network. A code is void after five tries whatever is counted here; what is slowed
 * down is whoever goes on with a void one, at a hash or an audit event each.
 */

export const codeTried = ({ ctx }: At, code_id: string): rateLimit.Who => ({
  account: `code ${code_id}`,
  network: ctx.ip,
});

/** Passwords and login names that somebody sets on a proof, of which each may cost a hash and names a taken name. */
export const settingTried = ({ ctx, attempt }: At, proof: string): rateLimit.Who => ({
  account: `setting ${attempt.uid} ${proof}`,
  network: ctx.ip,
});
