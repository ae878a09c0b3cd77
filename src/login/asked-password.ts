import type { Trouble } from '../../views/components/trouble.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';

/**
 * The password that staff asked for, set in the middle of a sign-in by another way; or put off. What
 * was stopped stays so until one is set.
 */
export async function setAskedPassword(
  here: At,
  { password, later }: { password?: string | undefined; later: boolean },
): Promise<void> {
  const { attempt, needs } = here;
  const { came } = attempt;
  const identity_id = attempts.whose(came);
  // Posted twice, or from a page gone by: there is nothing to set, and the sign-in goes on. Nor does a
  // department's weak password, or one factor of two, set what opens the account from then on.
  if (!isDue(here, 'asked_password') || !came || !identity_id) return goOn(here);
  if (later) {
    attempt.put_off = true;
    return goOn(here);
  }
  if (!password) return again(here, { code: 'missing_password', field: 'password' });
  const refused = await identities
    .setAskedPassword(needs.base, { identity_id, password, bound_level: came.level })
    .catch((thrown: unknown) => {
      if (thrown instanceof Refusal && /^credentials\.password_/.test(thrown.code)) return thrown;
      throw thrown;
    });
  if (refused) return again(here, { code: refused.code, field: 'password' });
  attempt.password_asked = undefined;
  await goOn(here);
}

function again(here: At, error: Trouble): Promise<void> {
  here.ctx.status = 400;
  return show(here, 'asked_password', { error });
}
