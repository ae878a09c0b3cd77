import type { Base } from '../../src/base.ts';

/** One audit event as it stands in the table; the test's own view of it. */
export interface AuditRow {
  id: string;
  at: Date;
  kind: string;
  actor_kind: string;
  actor_id: string | null;
  object_kind: string | null;
  object_id: string | null;
  client_id: string | null;
  source_id: string | null;
  session_id: string | null;
  outcome: 'ok' | 'refused' | 'failed';
  code: string | null;
  detail: Record<string, string | number | boolean | null>;
}

/**
 * The whole trail, oldest first; events of one instant in the order in which they were written, which
 * in a table that is only added to is that of their places. Ids say nothing within a millisecond, and
 * the clock of a test stands still.
 */
export async function auditTrail(base: Pick<Base, 'db'>): Promise<AuditRow[]> {
  const { rows } = await base.db.raw('select * from audit_events order by at, ctid');
  return rows;
}
