import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { othersHold } from './grants-statement.ts';
import * as members from './members-store.ts';
import type { Role } from './roles.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Whether a grant is the one that nobody could be the second person for: the only security
 * administrator there is makes the second, for the whole province. Nobody else may have lost the
 * role by the hand of staff within a week: who took it from all others does not found anew.
 * In a transaction it holds until that ends, so that of two at once one founds.
 */
export async function isFounding(
  base: Base,
  { by, role, department_id }: { by: string; role: Role; department_id: string },
): Promise<boolean> {
  if (role !== 'security_administrator') return false;
  if (department_id !== (await departments.rootId(base))) return false;
  if (base.db.isTransaction) await members.lockFirst(base.db);
  const since = new Date(base.clock.now().getTime() - WEEK_MS);
  return !(await othersHold(base.db, { role, but: by, since }));
}
