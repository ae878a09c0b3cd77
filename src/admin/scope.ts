import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import type { Grant } from '../staff/roles.ts';
import { carrying, type Permission } from './policy.ts';

/** Where something hangs: on departments, as a client of one, or on the province as a whole. */
export type Place = { department_ids: readonly string[]; client_id?: string } | 'province';

/**
 * What a permission reaches in the hands of somebody: these departments, and these clients besides
 * (a developer's own). For lists: both go into the statement.
 */
export interface Scope {
  department_ids: readonly string[] | 'all';
  client_ids: readonly string[];
}

/** The reach of a permission; undefined when no grant carries it. At most two round trips. */
export async function scopeOf(
  base: Base,
  grants: readonly Grant[],
  permission: Permission,
): Promise<Scope | undefined> {
  const carried = carrying(grants, permission);
  if (carried.length === 0) return undefined;
  const nodes = carried.flatMap((one) => (one.client_id === undefined ? [one.department_id] : []));
  const client_ids = carried.flatMap(({ client_id }) => (client_id === undefined ? [] : client_id));
  if (nodes.length === 0) return { department_ids: [], client_ids };
  if (nodes.includes(await departments.rootId(base))) return { department_ids: 'all', client_ids };
  return { department_ids: await departments.under(base, nodes), client_ids };
}

/** Whether something lies in a scope; what hangs on several departments lies in it with any of them. */
export function covers(scope: Scope, place: Place): boolean {
  if (scope.department_ids === 'all') return true;
  if (place === 'province') return false;
  const { department_ids, client_ids } = scope;
  if (place.client_id !== undefined && client_ids.includes(place.client_id)) return true;
  return place.department_ids.some((id) => department_ids.includes(id));
}

/** Whether these grants allow it there. */
export async function allows(
  base: Base,
  grants: readonly Grant[],
  permission: Permission,
  place: Place,
): Promise<boolean> {
  const scope = await scopeOf(base, grants, permission);
  return scope !== undefined && covers(scope, place);
}
