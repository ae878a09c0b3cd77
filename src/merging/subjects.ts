import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as absorbing from '../identities/absorbing.ts';
import * as sessions from '../sessions/sessions.ts';

/**
 * As whom the survivor is to be known where only the absorbed identity was (DESIGN 1.1): by sector,
 * whose subject. A sector that knew both sees the survivor's. Asked before sessions move.
 */
export async function subjectsToKeep(
  base: Base,
  { survivor_id, absorbed_id }: { survivor_id: string; absorbed_id: string },
): Promise<Map<string, string>> {
  const been = await sessions.clientsOfMany(base, [survivor_id, absorbed_id]);
  const sectorsOf = async (id: string) =>
    new Set((await clients.sectorsOf(base, been.get(id) ?? [])).values());
  const knew = await sectorsOf(survivor_id);
  const aliases = await absorbing.aliasesOf(base, absorbed_id);
  const keep = new Map<string, string>();
  for (const sector of await sectorsOf(absorbed_id))
    if (!knew.has(sector)) keep.set(sector, aliases.get(sector) ?? absorbed_id);
  return keep;
}
