import type { Base } from '../base.ts';

export interface ExpiryTold {
  source_id: string;
  what: string;
  ends_at: Date;
  days: number;
  told_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    source_expiries_told: ExpiryTold;
  }
}

/**
 * True for the first caller, over all nodes, until it is forgotten. The caller's transaction has changed
 * the source's row of health, so that no other tells of the same source at that moment.
 */
export async function tell(base: Base, told: Omit<ExpiryTold, 'told_at'>): Promise<boolean> {
  const { source_id, what, days } = told;
  if (await base.db('source_expiries_told').where({ source_id, what, days }).first('days'))
    return false;
  const added = await base
    .db('source_expiries_told')
    .insert({ ...told, told_at: base.clock.now() })
    .onConflict(['source_id', 'what', 'ends_at', 'days'])
    .ignore()
    .returning('days');
  return added.length > 0;
}

/** What was told of thresholds below `days` may be told again. */
export async function forget(
  base: Base,
  { source_id, what, days }: Pick<ExpiryTold, 'source_id' | 'what' | 'days'>,
): Promise<void> {
  await base
    .db('source_expiries_told')
    .where({ source_id, what })
    .whereRaw('days < ?::numeric', [days])
    .delete();
}
