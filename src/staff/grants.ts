import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { actor } from './actor.ts';
import * as store from './grants-store.ts';
import { locked } from './members.ts';
import { exclusive, type Grant, type Role } from './roles.ts';

/** A grant as it stands or stood. */
export type GivenGrant = store.GrantRow;

export interface NewGrant {
  staff_id: string;
  role: Role;
  department_id: string;
  /** Of a developer, and of nobody else. */
  client_id?: string | undefined;
  /** Who wanted it; absent: the machine. */
  by?: string | undefined;
  approval_id?: string | undefined;
}

/**
 * Gives somebody a role at a node of the tree; gives the grant's id. One that is held already stays
 * as it is. Seen at that person's next request. It runs in the transaction in which two people
 * decided (approval `staff.grant`), or of a seed.
 * Throws `staff.unknown`, `staff.roles_exclude` (三员分立, GB/T 22239), `staff.grant_client`, `staff.gone`.
 */
export async function grant(base: Base, input: NewGrant): Promise<string> {
  const { staff_id, role, department_id, client_id, by, approval_id } = input;
  if ((role === 'developer') !== (client_id !== undefined))
    throw new Refusal('staff.grant_client', { field: 'client_id' });
  return transaction(base, async (base) => {
    const member = await locked(base, staff_id);
    if (member.state === 'left') throw new Refusal('staff.gone');
    const held = await store.current(base.db, staff_id);
    const same = held.find(
      (one) =>
        one.role === role &&
        one.department_id === department_id &&
        one.client_id === (client_id ?? null),
    );
    if (same) return same.id;
    if (exclusive.includes(role) && held.some((one) => exclusive.includes(one.role)))
      throw new Refusal('staff.roles_exclude', { field: 'role' });
    const id = newId(base.clock);
    await store.insert(base.db, {
      ...{ id, staff_id, role, department_id, client_id: client_id ?? null },
      granted_by: by ?? null,
      approval_id: approval_id ?? null,
      granted_at: base.clock.now(),
      ended_at: null,
      ended_by: null,
    });
    await audit.append(base, {
      kind: 'staff.granted',
      actor: actor(by),
      object: { kind: 'staff', id: staff_id },
      ...(client_id !== undefined && { client_id }),
      outcome: 'ok',
      detail: { role, department: department_id, grant: id, approval: approval_id ?? null },
    });
    return id;
  });
}

/**
 * Takes a role away; false when that was done already. Nothing else ends with it: it is seen at the
 * next request. Throws `staff.unknown`.
 */
export function revoke(
  base: Base,
  { grant_id, by, approval_id }: { grant_id: string; by?: string; approval_id?: string },
): Promise<boolean> {
  return transaction(base, async (base) => {
    const row = await store.read(base.db, grant_id);
    if (!row) throw new Refusal('staff.unknown');
    await locked(base, row.staff_id);
    const at = base.clock.now();
    if (!(await store.end(base.db, grant_id, { at, by: by ?? null }))) return false;
    await audit.append(base, {
      kind: 'staff.grant_ended',
      actor: actor(by),
      object: { kind: 'staff', id: row.staff_id },
      outcome: 'ok',
      detail: { role: row.role, grant: grant_id, approval: approval_id ?? null },
    });
    return true;
  });
}

/** All that somebody holds or held, the latest first. */
export const grantHistory = (base: Base, staff_id: string): Promise<GivenGrant[]> =>
  store.history(base.db, staff_id);

/** One grant, ended ones too. */
export const grantById = (base: Base, id: string): Promise<GivenGrant | undefined> =>
  store.read(base.db, id);

/** As the policy reads it. */
export const asGrant = ({ role, department_id, client_id }: GivenGrant): Grant => ({
  ...{ role, department_id },
  ...(client_id !== null && { client_id }),
});
