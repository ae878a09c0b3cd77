import type { AuditEvent } from '../../src/audit/audit.ts';
import type { Base } from '../../src/base.ts';
import { fold, type MeasureRow } from '../../src/measures/fold.ts';
import * as store from '../../src/measures/store.ts';
import { auditTrail } from '../support/trail.ts';

/** Events as the parts of the gateway write them, and what the roll-ups hold of them. */

export const succeeded = (source_id: string, client_id: string, took_ms = 5_000): AuditEvent => ({
  kind: 'login.succeeded',
  actor: { kind: 'system' },
  source_id,
  client_id,
  outcome: 'ok',
  detail: { level: 2, outcome: 'known_link', took_ms },
});

export const failed = (source_id: string, client_id: string, reason: string): AuditEvent => ({
  kind: 'login.failed',
  actor: { kind: 'system' },
  source_id,
  client_id,
  outcome: 'failed',
  detail: { reason },
});

/** Every row of the roll-ups, in one order. */
export async function kept(base: Pick<Base, 'db'>): Promise<MeasureRow[]> {
  const rows = await base.db('measures');
  // A running total that stands where it began is no different from none.
  const told = rows.filter(({ measure, count }) => measure !== 'sessions' || Number(count) !== 0);
  return sorted(
    told.map((row) => ({
      ...row,
      count: Number(row.count),
      sum_ms: Number(row.sum_ms),
      buckets: row.buckets.map(Number),
    })),
  );
}

/** The same, counted plainly from the whole trail. */
export async function plainFold(base: Pick<Base, 'db'>): Promise<MeasureRow[]> {
  const events = await auditTrail(base);
  return sorted(fold(events.map((event) => ({ ...event, at: event.at.toISOString() }))));
}

/** How often something was ever counted. */
export async function sumOf(base: Pick<Base, 'db'>, measure: string): Promise<number> {
  const rows = await base.db('measures').where({ measure, step: 'ever', series: 'all' });
  return rows.reduce((sum, { count }) => sum + Number(count), 0);
}

const sorted = (rows: MeasureRow[]) =>
  rows
    .map((row) => [textOf(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);

const textOf = ({ step, measure, series, from_at, series_id, code }: MeasureRow) =>
  [step, measure, series, from_at.toISOString(), series_id, code].join(' ');

/** What the roll-ups would hold after these events at these instants; written without a trail. */
export async function fill(
  base: Pick<Base, 'db'>,
  events: readonly (AuditEvent & { at: Date })[],
): Promise<void> {
  const rows = fold(
    events.map((event) => ({
      id: '',
      at: event.at.toISOString(),
      kind: event.kind,
      actor_kind: event.actor.kind,
      actor_id: null,
      object_kind: null,
      object_id: null,
      client_id: event.client_id ?? null,
      source_id: event.source_id ?? null,
      session_id: null,
      outcome: event.outcome,
      code: event.code ?? null,
      detail: event.detail ?? {},
    })),
  );
  await store.add(base.db as Base['db'], rows);
}
