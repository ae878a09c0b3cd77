import type { Base } from '../../base.ts';
import * as deployment from '../../deployment.ts';
import { Refusal } from '../../errors.ts';
import * as clients from '../clients.ts';
import { type PointCode, toExcuse } from './points.ts';
import { imported, importReport, isFresh, isOf, type Sandbox } from './report.ts';
import * as store from './runs-store.ts';

/**
 * The gate of `clients.submit`: what is kept of the acceptance that a client has passed as it is to be
 * registered, or undefined. In a sandbox its latest run counts; in production a report of
 * `sandbox`, which is verified and kept first where one is shown (it throws as importReport does).
 * Throws `clients.excuse_missing` with the field of a point that may be excused (ADR 0049) and is not.
 */
export function gate(sandbox: Sandbox | undefined): clients.Acceptance {
  return async (base, { id, proposal }, { report, excuses = {} }) => {
    if (report !== undefined && !(await isSandbox(base)))
      await importReport(base, sandbox, { client_id: id, report }, { kind: 'system' });
    const found = await foundFor(base, id);
    if (!found || !isOf({ ...proposal, profile: proposal.profile ?? 'standard' }, found))
      return undefined;
    const { passed_at, points, issuer, to_excuse } = found;
    return {
      passed_at: passed_at.toISOString(),
      ...(points !== undefined && { points }),
      ...(issuer !== undefined && { issuer }),
      ...(to_excuse.length > 0 && {
        excused: to_excuse.map((code) => ({ code, reason: reasonIn(excuses, code) })),
      }),
    };
  };
}

/** Of a form and of what is kept: long enough to say something, and no letter. */
const SHORTEST = 10;
const LONGEST = 500;
/** What nobody sees says nothing, and may turn around what stands beside it. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\0/gu;

function reasonIn(excuses: Readonly<Record<string, string>>, code: PointCode): string {
  const reason = (excuses[code] ?? '').replaceAll(UNSEEN, '').trim();
  const length = [...reason].length;
  if (length < SHORTEST || length > LONGEST)
    throw new Refusal('clients.excuse_missing', { field: `excuse.${code}` });
  return reason;
}

/**
 * Which points are to be excused (ADR 0049) before a client, as it is registered now, may be handed in: none
 * where it has passed everything. Undefined where no acceptance of the last 90 days counts for it.
 */
export async function leftToExcuse(
  base: Base,
  client_id: string,
): Promise<readonly PointCode[] | undefined> {
  const client = await clients.read(base, client_id);
  const found = await foundFor(base, client_id);
  return client && found && isOf(client, found) ? found.to_excuse : undefined;
}

const isSandbox = async (base: Base) => (await deployment.kindOf(base)) === 'sandbox';

type Found = store.Tried & { points?: number; issuer?: string; to_excuse: PointCode[] };

async function foundFor(base: Base, client_id: string): Promise<Found | undefined> {
  const found = (await isSandbox(base))
    ? await tried(base, client_id)
    : await imported(base, client_id);
  return found && isFresh(base, found.passed_at) ? found : undefined;
}

async function tried(base: Base, client_id: string): Promise<Found | undefined> {
  const run = await store.latestDone(base, client_id);
  const to_excuse = run?.passed ? [] : run && toExcuse(run.tried, run.profile);
  return run && to_excuse && { ...run, to_excuse };
}
