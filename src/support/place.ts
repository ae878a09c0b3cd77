import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import * as identities from '../identities/identities.ts';
import * as recovery from '../recovery/recovery.ts';
import * as sources from '../sources/sources.ts';

/**
 * Where an identity hangs: on the departments of the sources that it is or was linked to, and of the
 * counters whose paper it used or can use now; without any, on the province.
 */
export async function placeOfIdentity(
  base: Base,
  identity_id: string,
): Promise<{ department_ids: readonly string[] } | 'province'> {
  const ids = new Set<string>();
  for (const source_id of await identities.sourcesOf(base, identity_id)) {
    const row = await sources.read(base, source_id);
    const department = row && (await departments.idOf(base, row.department_code));
    if (department) ids.add(department);
  }
  for (const department_id of await recovery.countersOf(base, identity_id)) ids.add(department_id);
  return ids.size > 0 ? { department_ids: [...ids] } : 'province';
}
