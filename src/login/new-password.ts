import type { Trouble } from '../../views/components/trouble.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { usable } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { show } from './pages.tsx';

/**
 * The password that a department's account must have here before its person is let in. The sign-in
 * then goes on: what was proved, was proved. Sessions that stand on the old one are ended.
 */
export async function setNewPassword(here: At, password: string | undefined): Promise<void> {
  const { came } = here.attempt;
  // Posted twice, or from a page gone by: there is nothing to set, and the sign-in goes on.
  if (!isDue(here, 'new_password') || came?.by !== 'source') return goOn(here);
  const { identity_id, link_id } = came.resolution ?? {};
  if (!identity_id) throw new Error('a new password of nobody');
  if (!password) return again(here, { code: 'missing_password', field: 'password' });
  const source = sources.open(here.needs.base, await usable(here, came.arrival.source_id));
  if (source.kind !== 'password') throw new Error('a new password for a source without');
  const set = await source
    .renew(came.arrival, {
      password,
      personal: await personalOf(here, identity_id),
      identity_id,
      alsoDo: (base) => endOthers(base, identity_id, link_id),
    })
    .catch((thrown: unknown) => {
      if (thrown instanceof Refusal && /^credentials\.password_/.test(thrown.code)) return thrown;
      throw thrown;
    });
  if (set instanceof Refusal) return again(here, { code: set.code, field: 'password' });
  if (!set) {
    here.attempt.came = undefined;
    await attempts.write(here.needs, here.attempt);
    throw new Refusal('login.proof_changed');
  }
  came.arrival.renew = undefined;
  await goOn(here);
}

/** What is known of the person may not be the password. */
async function personalOf({ needs }: At, identity_id: string) {
  const claims = await identities.claimsOf(needs.base, identity_id);
  const { id_no, phone_number, birthdate } = claims ?? {};
  return {
    ...(id_no && { id_number: id_no }),
    ...(phone_number && { phone_number }),
    ...(birthdate && { birthdate }),
  };
}

async function endOthers(base: Base, identity_id: string, link_id: string | undefined) {
  if (!link_id) return;
  const actor = { kind: 'identity', id: identity_id } as const;
  await sessions.end(base, { link_ids: [link_id] }, { reason: 'password_changed', actor });
}

function again(here: At, error: Trouble): Promise<void> {
  here.ctx.status = 400;
  return show(here, 'new_password', { error });
}
