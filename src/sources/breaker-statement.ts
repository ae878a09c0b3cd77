import type { Base } from '../base.ts';

/** How contacts of a source went, as it is counted over all nodes (breaker.ts). */

/** Counts one more failure, or as many as `counts` says at least; gives the count after it. */
export async function countFailure(
  base: Base,
  { id, step, fault, counts }: Failed,
): Promise<number> {
  const now = base.clock.now();
  const failed = { failed_step: step, last_failed_at: now, last_fault: fault };
  const [row] = await base
    .db('source_health')
    .insert({ source_id: id, failures: counts, ...failed })
    .onConflict('source_id')
    .merge({
      failures: base.db.raw('greatest(source_health.failures + 1, ?)', [counts]),
      failed_step: base.db.raw(
        "case when source_health.failures > 0 and source_health.failed_step = 'sign_in' then 'sign_in' else excluded.failed_step end",
      ),
      last_failed_at: now,
      last_fault: fault,
    })
    .returning('failures');
  if (!row) throw new Error('an upsert gave no row');
  return row.failures;
}

interface Failed {
  id: string;
  step: 'begin' | 'sign_in';
  fault: string;
  counts: number;
}

/** Somebody more has met what cannot be read; gives how many different ones since `since`. */
export async function countDoubt(
  base: Base,
  { id, by, since }: { id: string; by: string; since: Date },
): Promise<number> {
  const { rows } = await base.db.raw<{ rows: { doubts: number }[] }>(
    `insert into source_health as h (source_id, failures, doubted_by, doubted_since)
      values (:id, 0, array[:by], :now)
      on conflict (source_id) do update set
        doubted_by = case when h.doubted_since > :since
          then array_remove(h.doubted_by, :by) || excluded.doubted_by else excluded.doubted_by end,
        doubted_since = case when h.doubted_since > :since
          then h.doubted_since else excluded.doubted_since end
      returning cardinality(doubted_by) as doubts`,
    { id, by, since, now: base.clock.now() },
  );
  return rows[0]?.doubts ?? 0;
}

export async function dropDoubts(base: Base, source_id: string): Promise<void> {
  await base
    .db('source_health')
    .where({ source_id })
    .update({ doubted_by: [], doubted_since: null });
}

export async function openBreaker(base: Base, id: string, until: Date): Promise<void> {
  await base.db('source_health').where({ source_id: id }).update({ opened_until: until });
}

/** The one caller, over all nodes, that tries a source whose breaker has run out. */
export async function claimTry(base: Base, id: string, nextAt: Date): Promise<boolean> {
  const claimed = await base
    .db('source_health')
    .where({ source_id: id })
    .where('opened_until', '<=', base.clock.now())
    .update({ opened_until: nextAt });
  return claimed > 0;
}

/** Back to health; gives the count of failures before, 0 when there was nothing to mend. */
export async function mend(base: Base, id: string): Promise<number> {
  const before = await base.db('source_health').where({ source_id: id }).forUpdate().first();
  if (!before || before.failures === 0) return 0;
  await base
    .db('source_health')
    .where({ source_id: id })
    .update({ failures: 0, failed_step: null, opened_until: null, last_ok_at: base.clock.now() });
  return before.failures;
}
