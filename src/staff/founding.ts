import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { isOnlyOne } from './grants-statement.ts';
import * as members from './members-store.ts';
import type { Role } from './roles.ts';

/**
 * Whether a grant is the one that nobody could be the second person for: a security administrator
 * whom the machine made (`makeFirst`) makes the second, for the whole province, once. Not where
 * another active one is, or where anybody was given the role since, whether or not it was taken away
 * again: who is left over founds nothing anew; the way back is `makeFirst`.
 * In a transaction it holds until that ends, so that of two at once one founds.
 */
export async function isFounding(
  base: Base,
  { by, role, department_id }: { by: string; role: Role; department_id: string },
): Promise<boolean> {
  if (role !== 'security_administrator') return false;
  if (department_id !== (await departments.rootId(base))) return false;
  if (base.db.isTransaction) await members.lockFirst(base.db);
  return isOnlyOne(base.db, { role, staff_id: by });
}
