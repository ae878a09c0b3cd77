import type { Base } from '../../base.ts';
import * as deployment from '../../deployment.ts';
import * as clients from '../clients.ts';
import { importReport, isFresh, isOf, type Sandbox } from './report.ts';
import * as store from './runs-store.ts';

/**
 * The gate of `clients.submit`: what is kept of the acceptance that a client has passed as it is to be
 * registered, or undefined. In a sandbox its latest run counts; in production a report of
 * `sandbox`, which is verified and kept first where one is shown (it throws as importReport does).
 */
export function gate(sandbox: Sandbox | undefined): clients.Acceptance {
  return async (base, { id, proposal }, report) => {
    if (report !== undefined && !(await isSandbox(base)))
      await importReport(base, sandbox, { client_id: id, report }, { kind: 'system' });
    const found = await foundFor(base, id);
    if (!found || !isOf({ ...proposal, profile: proposal.profile ?? 'standard' }, found))
      return undefined;
    const { passed_at, points, issuer } = found;
    return {
      passed_at: passed_at.toISOString(),
      ...(points !== undefined && { points }),
      ...(issuer !== undefined && { issuer }),
    };
  };
}

/** Whether a client, as it is registered now, has passed within the last 90 days. */
export async function passed(base: Base, client_id: string): Promise<boolean> {
  const client = await clients.read(base, client_id);
  const found = await foundFor(base, client_id);
  return client !== undefined && found !== undefined && isOf(client, found);
}

const isSandbox = async (base: Base) => (await deployment.kindOf(base)) === 'sandbox';

async function foundFor(
  base: Base,
  client_id: string,
): Promise<(store.Tried & { points?: number; issuer?: string }) | undefined> {
  const found = (await isSandbox(base))
    ? await store.latestDone(base, client_id)
    : await store.imported(base, client_id);
  return found?.passed && isFresh(base, found.passed_at) ? found : undefined;
}
