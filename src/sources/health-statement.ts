import type { Base } from '../base.ts';
import { transaction } from '../base.ts';
import type { Ends } from './store.ts';

/** Which sources are due for a probe, and what came of it. */

export interface Claim {
  source_id: string;
  probe_lease: string;
}

/**
 * Takes one source that is due, unless `most` are being asked already, on all nodes together. The
 * claim is a row that runs out at `until`: nothing stays locked while the source is asked.
 */
export async function claimProbe(
  base: Base,
  { until, most }: { until: Date; most: number },
): Promise<Claim | undefined> {
  const now = base.clock.now();
  return transaction(base, async ({ db }) => {
    // One node counts at a time, or two would both find the last place free.
    await db.raw("select pg_advisory_xact_lock(hashtext('source_health probes'))");
    const { rows } = await db.raw<{ rows: Claim[] }>(
      `insert into source_health as h (source_id, probing_until, probe_lease)
       select s.id, :until, gen_random_uuid()
       from sources s left join source_health h on h.source_id = s.id
       where s.state = 'live'
         and (h.probe_at is null or h.probe_at <= :now)
         and (h.probing_until is null or h.probing_until <= :now)
         and (select count(*) from source_health where probing_until > :now) < :most
       order by h.probe_at nulls first, s.id limit 1
       on conflict (source_id) do update
         set probing_until = excluded.probing_until, probe_lease = excluded.probe_lease
       returning source_id, probe_lease`,
      { now, until, most },
    );
    return rows[0];
  });
}

export interface Probed {
  probe_at: Date;
  /** Absent: it was not asked. */
  result?: { probe_fault: string | null; expiries: Ends[] };
}

/** Ends a claim; false when it had run out and another node has the source. */
export async function settleProbe(
  base: Base,
  { source_id, probe_lease }: Claim,
  { probe_at, result }: Probed,
): Promise<boolean> {
  const settled = await base
    .db('source_health')
    .where({ source_id, probe_lease })
    .update({
      ...{ probe_at, probing_until: null, probe_lease: null },
      ...(result && {
        probed_at: base.clock.now(),
        probe_fault: result.probe_fault,
        expiries: JSON.stringify(result.expiries) as never,
      }),
    });
  return settled > 0;
}
