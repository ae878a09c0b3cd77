import type { DrainShown, WatchedShown } from '../../views/admin/source-health.tsx';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as departments from '../departments/departments.ts';
import { keptFor } from '../measures/steps.ts';
import { successBySource } from '../measures/success.ts';
import * as sources from '../sources/sources.ts';

/** What watching a source found, and whom its last switch-off touched, for its page of the console. */

/** The last probe, the share of sign-ins that went well, and what expires, the next one first. */
export async function watchedOf(base: Base, row: sources.SourceRow): Promise<WatchedShown> {
  const { probed_at, probe_fault } = row;
  const success = (await successBySource(base, '1h')).get(row.id);
  return { probed_at, probe_fault, success, expiries: sources.expiriesOf(row, base.clock.now()) };
}

/** Since it came, every sign-in is still counted: that there was none is known for certain. */
export const isYoung = ({ clock }: Base, { created_at }: Pick<sources.SourceRow, 'created_at'>) =>
  created_at.getTime() > clock.now().getTime() - keptFor.day;

/** By client and by the region of the client's department: counts alone. */
export async function drainOf(base: Base, id: string): Promise<DrainShown | undefined> {
  const found = await sources.affected(base, id);
  if (!found) return undefined;
  const client_ids = found.clients.map(({ client_id }) => client_id);
  const known = await clients.within(base, { department_ids: [], client_ids });
  const byId = new Map(known.map((client) => [client.id, client]));
  const regions = new Map<string, DrainShown['regions'][number]>();
  for (const { client_id, sessions } of found.clients) {
    const client = byId.get(client_id);
    if (!client) continue;
    const way = await departments.path(base, client.department_id);
    const region = way.findLast(({ kind }) => kind === 'region');
    if (!region) continue;
    const before = regions.get(region.id)?.sessions ?? 0;
    const { id, names } = region;
    regions.set(id, { id, names, sessions: before + sessions });
  }
  return {
    ...found,
    clients: found.clients.map((one) => ({ ...one, names: byId.get(one.client_id)?.names })),
    regions: [...regions.values()].sort((a, b) => b.sessions - a.sessions),
  };
}
