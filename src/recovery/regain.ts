import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import * as sessions from '../sessions/sessions.ts';
import * as store from './papers-store.ts';

/** What somebody without a way in has proved themselves with. */
export interface Proof {
  kind: 'paper';
  id: string;
  identity_id: string;
  /** When, milliseconds; staff may have stopped something since. */
  at: number;
}

/** What a code in one's hand reaches, and so what is bound by it: one factor (DESIGN 4, Never 3). */
const REACH = 2;

export interface Regained {
  identity_id: string;
  credential_id: string;
  stands_on: string;
  bound_level: number;
  suspended?: identities.Suspended;
}

/**
 * Sets a password on a proof that is taken by it, once: the password, the end of the proof, the
 * notice, what is told and the end of all sessions are one transaction, so that whoever is second,
 * or was killed on the way, finds either all of it or nothing. Other ways in stay, but for those
 * that a planted account would have. Throws `recovery.proof_over`, `recovery.stopped`, and as
 * `credentials.setPassword`.
 */
export async function regain(
  base: Base,
  proof: Proof,
  input: { password: string; login_name?: string | undefined; notice?: string | undefined },
): Promise<Regained> {
  const { identity_id } = proof;
  const { notice, ...typed } = input;
  const bound_level = Math.min(await identities.level(base, identity_id), REACH);
  const setting = {
    ...{ identity_id, bound_level, password: typed.password },
    ...(typed.login_name && { login_name: typed.login_name }),
  };
  let suspended: identities.Suspended | undefined;
  let stands_on = '';
  const credential_id = await identities.setPassword(base, {
    ...setting,
    async first(base) {
      await holdOpen(base, proof);
      suspended = await identities.suspendWeaker(base, identity_id, bound_level);
      if (notice) await identities.acceptNotice(base, { identity_id, version: notice });
    },
    async alsoDo(base, credential_id) {
      stands_on = await credentials.standsOn(base, credential_id);
      await told(base, proof, bound_level);
    },
  });
  return {
    ...{ identity_id, credential_id, stands_on, bound_level },
    ...(suspended && { suspended }),
  };
}

/** Whoever it is of lets people in, staff stopped nothing since, and nobody took the proof before. */
async function holdOpen(base: Base, proof: Proof): Promise<void> {
  const { identity_id, id } = proof;
  const at = new Date(proof.at);
  await identities.hold(base, identity_id);
  if (!(await interventions.holdAsProved(base, { identity_id, at })))
    throw new Refusal('recovery.stopped');
  if (!(await store.use(base.db, id, base.clock.now()))) throw new Refusal('recovery.proof_over');
}

async function told(base: Base, proof: Proof, bound_level: number): Promise<void> {
  const { identity_id, id } = proof;
  const actor = { kind: 'identity', id: identity_id } as const;
  await interventions.note(base, { identity_id, kind: 'regained', reason_code: 'by_paper' }, {});
  await audit.append(base, {
    kind: 'paper.used',
    actor,
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: { paper_id: id, bound_level },
  });
  await sessions.end(base, { identity_id }, { reason: 'password_changed', actor });
}
