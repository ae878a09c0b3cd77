import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import { type Proved, prove } from '../identities/proving.ts';
import { type Telling, tellContacts } from '../identities/telling.ts';
import * as sessions from '../sessions/sessions.ts';
import * as papers from './papers-store.ts';
import * as recoveries from './recoveries.ts';

/** What somebody without a way in has proved themselves with. */
export interface Proof {
  kind: 'paper' | 'recovery';
  id: string;
  identity_id: string;
  /** When it was begun, milliseconds; staff may have stopped something since. */
  at: number;
  /** The check of a recovery, made once more after the waiting. */
  checked?: Checked;
}

type Checked = Pick<Proved, 'method' | 'authority' | 'level'> & {
  transaction_no: string;
  /** Milliseconds. */
  expires_at: number;
};

/** What a code in one's hand reaches, and so what is bound by it: one factor (DESIGN 4, Never 3). */
const REACH = 2;
const DAY_MS = 86_400_000;

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
 * that a planted account would have, and for second factors that are bound no higher: a thief who had
 * the old password may have added them. Throws `recovery.proof_over`, `recovery.stopped`, and as
 * `credentials.setPassword`.
 */
export async function regain(
  base: Base,
  proof: Proof,
  input: { password: string; login_name?: string | undefined; notice?: string | undefined },
  telling: Telling,
): Promise<Regained> {
  const { identity_id } = proof;
  const { notice, ...typed } = input;
  // Of a paper, the document was seen; of a check, no more than that check says.
  const proved = proof.checked?.level ?? (await identities.level(base, identity_id));
  const bound_level = Math.min(proved, REACH);
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
      const planted = await identities.suspendWeaker(base, identity_id, bound_level);
      const added = await identities.suspendFactors(base, identity_id, bound_level);
      suspended = identities.suspendedTogether(planted, added);
      if (notice) await identities.acceptNotice(base, { identity_id, version: notice });
    },
    async alsoDo(base, credential_id) {
      stands_on = await credentials.standsOn(base, credential_id);
      await told(base, proof, { bound_level, suspended: suspended?.credentials ?? 0 }, telling);
    },
  });
  return {
    ...{ identity_id, credential_id, stands_on, bound_level },
    ...(suspended && { suspended }),
  };
}

/** Whoever it is of lets people in, staff stopped nothing since, and nobody took the proof before. */
async function holdOpen(base: Base, proof: Proof): Promise<void> {
  const { identity_id, id, checked } = proof;
  const at = new Date(proof.at);
  await identities.hold(base, identity_id);
  if ((await interventions.holdAsProved(base, { identity_id, at })) !== 'holds')
    throw new Refusal('recovery.stopped');
  const taken =
    proof.kind === 'paper'
      ? await papers.use(base.db, id, base.clock.now())
      : await recoveries.take(base, id);
  if (!taken) throw new Refusal('recovery.proof_over');
  if (checked)
    await prove(base, { ...checked, identity_id, expires_at: new Date(checked.expires_at) });
}

async function told(
  base: Base,
  proof: Proof,
  detail: { bound_level: number; suspended: number },
  telling: Telling,
): Promise<void> {
  const { identity_id, id, kind } = proof;
  const actor = { kind: 'identity', id: identity_id } as const;
  const reason_code = kind === 'paper' ? 'by_paper' : 'by_check';
  await interventions.note(base, { identity_id, kind: 'regained', reason_code }, {});
  const now = base.clock.now();
  await tellContacts(base, telling, {
    ...{ identity_id, template: 'regained' },
    words: (lang) => ({ at: telling.moment(now, lang) }),
    until: new Date(now.getTime() + DAY_MS),
  });
  await audit.append(base, {
    kind: kind === 'paper' ? 'paper.used' : 'recovery.done',
    actor,
    object: { kind: 'identity', id: identity_id },
    outcome: 'ok',
    detail: { ...(kind === 'paper' ? { paper_id: id } : { recovery_id: id }), ...detail },
  });
  await sessions.end(base, { identity_id }, { reason: 'password_changed', actor });
}
