import { type Base, transaction } from '../base.ts';
import * as carried from '../credentials/carried.ts';
import * as credentials from '../credentials/credentials.ts';
import { accountsOf } from './interventions-effects.ts';
import * as rows from './interventions-store.ts';

/** How a person meets the asking for a new password: by setting one, or at the department. */

export async function passwordRequired(base: Base, identity_id: string): Promise<boolean> {
  const open = await rows.standing(base.db, identity_id);
  return open.some(({ kind }) => kind === 'password_required');
}

/**
 * What setting a new password does beside: it takes the place of every stopped one, and what was
 * asked is met. Hashed now, written by the function that it gives, in the setting's transaction.
 */
export async function replacing(
  base: Base,
  { identity_id, password }: { identity_id: string; password: string },
): Promise<(base: Base) => Promise<void>> {
  if (!(await passwordRequired(base, identity_id))) return async () => {};
  const stopped = await carried.blocked(base, await accountsOf(base, identity_id));
  const made = await Promise.all(
    stopped.map(async (account) => ({ account, secret: await carried.newSecret(password) })),
  );
  return async (base) => {
    for (const { account, secret } of made)
      await carried.replace(base, account, { secret, identity_id });
    await meet(base, identity_id);
  };
}

/** Ends the asking once nothing is stopped any more; false while something is. */
export function meet(base: Base, identity_id: string): Promise<boolean> {
  return transaction(base, async (base) => {
    const open = (await rows.standing(base.db, identity_id)).find(
      ({ kind }) => kind === 'password_required',
    );
    if (!open) return true;
    const ways = await credentials.list(base, identity_id);
    const stopped = ways.some(({ suspended_at }) => suspended_at?.getTime() === open.at.getTime());
    if (stopped || (await carried.blocked(base, await accountsOf(base, identity_id))).length > 0)
      return false;
    await rows.lift(base.db, identity_id, ['password_required'], {
      at: base.clock.now(),
      by: null,
    });
    return true;
  });
}
