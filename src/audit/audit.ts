/**
 * The trail: who did what to what, when, with what outcome (DESIGN 7). This folder owns how an
 * event is written in the transaction of its change, authenticated, sealed into a chain and
 * verified. It does not own what happened: every folder writes its own events, and the kinds
 * stand in kinds.ts.
 */
import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import type { AuditKind } from './kinds.ts';
import { type EventRow, eventMac } from './mac.ts';
import { instant } from './seal.ts';
import * as store from './store.ts';

/** One thing that happened. Ids and keyed hashes only, never values. */
export interface AuditEvent {
  kind: AuditKind;
  actor: { kind: 'identity' | 'client' | 'source' | 'staff' | 'developer' | 'system'; id?: string };
  object?: { kind: string; id: string };
  client_id?: string;
  source_id?: string;
  session_id?: string;
  outcome: 'ok' | 'refused' | 'failed';
  /** A code of src/errors.ts, where it was refused. */
  code?: string;
  detail?: Record<string, string | number | boolean | null>;
}

/** Writes events, and queues them for the sealer, in one statement of the caller's transaction. */
export async function append(
  base: Base,
  events: AuditEvent | readonly AuditEvent[],
): Promise<void> {
  if (listOf(events).length === 0) return;
  const { sql, bindings } = statement(base, events);
  await base.db.raw(`with ${sql} select`, bindings as Knex.RawBinding[]);
}

/**
 * The same as two common table expressions, `audit_written` and `audit_queued`, with `?` bindings,
 * so that a change and its event are one statement: `with change as (...), <sql> select ...`.
 * `onlyIf` is an SQL condition over the caller's own expressions (`exists (select from change)`):
 * where it does not hold, nothing is written. A statement that holds two of these gives one of them
 * another `name` than `audit`.
 */
export function statement(
  base: Base,
  events: AuditEvent | readonly AuditEvent[],
  onlyIf?: string,
  name?: string,
): { sql: string; bindings: unknown[] } {
  const rows = listOf(events).map((event) => rowOf(base, event));
  if (rows.length === 0) throw new RangeError('a statement of the trail needs an event');
  return store.insertion(
    rows.map((row) => ({ ...row, mac: eventMac(base.ring, row) })),
    onlyIf,
    name,
  );
}

const listOf = (events: AuditEvent | readonly AuditEvent[]): readonly AuditEvent[] =>
  'kind' in events ? [events] : events;

function rowOf(base: Base, event: AuditEvent): EventRow {
  // One reading of the clock: the id carries the millisecond of `at`, and verify.ts holds it to that.
  const at = base.clock.now();
  return {
    id: newId({ now: () => at }),
    at: instant(at),
    kind: event.kind,
    actor_kind: event.actor.kind,
    actor_id: storable(event.actor.id),
    object_kind: storable(event.object?.kind),
    object_id: storable(event.object?.id),
    client_id: storable(event.client_id),
    source_id: storable(event.source_id),
    session_id: storable(event.session_id),
    outcome: event.outcome,
    code: storable(event.code),
    detail: storableDetail(event.detail),
  };
}

/**
 * A text that PostgreSQL gives back as it was: no NUL, no half of a surrogate pair. A refused
 * request may name a client that looks like that, and its event must be written all the same.
 */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text).toString().replaceAll('\0', '\uFFFD');
}

function storableDetail(detail: AuditEvent['detail'] = {}): EventRow['detail'] {
  // Through JSON, so that an absent member and a NaN are here what they are in the table.
  const plain: EventRow['detail'] = JSON.parse(JSON.stringify(detail));
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name,
      typeof value === 'string' ? storable(value) : value,
    ]),
  );
}
