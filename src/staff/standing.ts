import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as challenges from './challenges.ts';
import * as factors from './factors-store.ts';
import * as grants from './grants-store.ts';
import * as invitations from './invitations-store.ts';
import { addressIn, locked } from './members.ts';
import * as members from './members-store.ts';
import * as sessions from './sessions.ts';
import * as tries from './tries.ts';

/** What others do to somebody's membership. */

interface Act {
  staff_id: string;
  /** Who does it; absent: the machine. */
  by?: string | undefined;
}

/** Locks somebody out at once; every session ends. False when they were. Throws `staff.own_account`, `staff.gone`. */
export const lock = (base: Base, act: Act): Promise<boolean> => become(base, act, 'locked');

/** Lets somebody in again, also out of the wait after wrong tries. Throws `staff.own_account`, `staff.gone`. */
export const unlock = (base: Base, act: Act): Promise<boolean> => become(base, act, 'active');

/**
 * Somebody leaves: sessions and links end, the address is free for a new member. It is not undone.
 * A person ends it only once no role is held: roles are taken away by two people (ADR 18). The
 * machine ends them with it. Throws `staff.own_account`, `staff.holds_roles`.
 */
export const leave = (base: Base, act: Act): Promise<boolean> => become(base, act, 'left');

function become(base: Base, { staff_id, by }: Act, to: 'active' | 'locked' | 'left') {
  return transaction(base, async (base) => {
    if (by === staff_id) throw new Refusal('staff.own_account');
    const member = await locked(base, staff_id);
    if (to === 'active') await tries.clear(base, addressIn(base, member));
    // Who has no password yet stays invited.
    if (member.state === to || (to === 'active' && member.state === 'invited')) return false;
    if (member.state === 'left') throw new Refusal('staff.gone');
    const held = to === 'left' ? await grants.current(base.db, staff_id) : [];
    if (by !== undefined && held.length > 0) throw new Refusal('staff.holds_roles');
    const now = base.clock.now();
    const back = await before(base, staff_id);
    const state = to === 'active' ? back : to;
    await members.change(base.db, staff_id, { state, updated_at: now });
    await challenges.endHalfDone(base, staff_id);
    if (to !== 'active') {
      await sessions.end(base, { staff_id }, to, by);
      await invitations.close(base.db, staff_id, now);
    }
    for (const { id } of held) await grants.end(base.db, id, { at: now, by: null });
    await audit.append(base, {
      kind: 'staff.state_changed',
      actor: actor(by),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
      detail: { from: member.state, to: state },
    });
    return true;
  });
}

/** Somebody who was locked before having enrolled is invited again, not active. */
const before = async (base: Base, staff_id: string): Promise<'active' | 'invited'> =>
  (await invitations.everJoined(base.db, staff_id)) || (await hasFactor(base, staff_id))
    ? 'active'
    : 'invited';

const hasFactor = async (base: Base, staff_id: string) =>
  (await factors.list(base.db, staff_id)).length > 0;

/**
 * Takes away somebody's second factors and recovery codes, as two people decided (approval
 * `staff.reset_factor`); every session ends. They sign in again once they have enrolled anew, by a
 * link that `inviteAgain` makes and their present password. Throws `staff.unknown`, `staff.gone`.
 */
export function resetFactors(base: Base, { staff_id, by }: Act): Promise<void> {
  return transaction(base, async (base) => {
    const { state } = await locked(base, staff_id);
    if (state === 'left' || state === 'invited') throw new Refusal('staff.gone');
    const removed = await factors.remove(base.db, { staff_id });
    await factors.replaceCodes(base.db, staff_id, [], base.clock.now());
    await invitations.close(base.db, staff_id, base.clock.now());
    await sessions.end(base, { staff_id }, 'factor_reset', by);
    await challenges.endHalfDone(base, staff_id);
    await audit.append(base, {
      kind: 'staff.factors_reset',
      actor: actor(by),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
      detail: { removed },
    });
  });
}

/** Lets somebody be signed in at several places, or at one. */
export function allowSeveral(base: Base, act: Act & { several: boolean }): Promise<void> {
  const { staff_id, by, several } = act;
  return transaction(base, async (base) => {
    const member = await locked(base, staff_id);
    if (member.several_sessions === several) return;
    const updated_at = base.clock.now();
    await members.change(base.db, staff_id, { several_sessions: several, updated_at });
    await audit.append(base, {
      kind: 'staff.state_changed',
      actor: actor(by),
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
      detail: { several_sessions: several },
    });
  });
}
