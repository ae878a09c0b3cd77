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

/** True for the first caller, over all nodes and for good. */
export async function tell(base: Base, told: Omit<ExpiryTold, 'told_at'>): Promise<boolean> {
  const added = await base
    .db('source_expiries_told')
    .insert({ ...told, told_at: base.clock.now() })
    .onConflict(['source_id', 'what', 'ends_at', 'days'])
    .ignore()
    .returning('days');
  return added.length > 0;
}
