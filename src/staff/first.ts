import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { grant } from './grants.ts';
import { holdersOf } from './grants-statement.ts';
import { type Invited, invite } from './invitations.ts';
import * as members from './members-store.ts';
import { tellAll } from './messages.ts';
import { leave } from './standing.ts';

/**
 * Invites the first security administrator, at the province, from the machine itself; all staff are
 * told. Only while there is no active one; one who was invited so and never came is replaced.
 * Throws `staff.not_first`, and as `invite` does.
 */
export function makeFirst(base: Base, who: { name: string; address: string }): Promise<Invited> {
  return transaction(base, async (base) => {
    await members.lockFirst(base.db);
    const holders = await holdersOf(base.db, 'security_administrator');
    if (holders.some(({ state }) => state === 'active')) throw new Refusal('staff.not_first');
    for (const { staff_id, state, granted_by } of holders)
      if (state === 'invited' && granted_by === null) await leave(base, { staff_id });
    const department_id = await departments.rootId(base);
    const invited = await invite(base, { ...who, department_id });
    const { staff_id } = invited;
    await grant(base, { staff_id, role: 'security_administrator', department_id });
    await tellAll(base, 'first_administrator', staff_id);
    await audit.append(base, {
      kind: 'staff.first_made',
      actor: { kind: 'system' },
      object: { kind: 'staff', id: staff_id },
      outcome: 'ok',
    });
    return invited;
  });
}
