import { derive, type KeyRing } from '../crypto/ring.ts';

/** An event as it stands in the table, but for its mac. */
export interface EventRow {
  id: string;
  /** As `instant` writes it: microseconds too, so that not even those can be altered. */
  at: string;
  kind: string;
  actor_kind: string;
  actor_id: string | null;
  object_kind: string | null;
  object_id: string | null;
  client_id: string | null;
  source_id: string | null;
  session_id: string | null;
  outcome: string;
  code: string | null;
  detail: Record<string, string | number | boolean | null>;
}

export type WrittenEvent = EventRow & { mac: Buffer };

const keys = new WeakMap<KeyRing, Buffer>();

/** The HMAC over every column but `mac`, 32 bytes. Its key is not in the database. */
export function eventMac(ring: KeyRing, row: EventRow): Buffer {
  let key = keys.get(ring);
  if (!key) {
    key = derive(ring.auditKey, 'audit event');
    keys.set(ring, key);
  }
  return ring.suite.mac(key, Buffer.from(canonical(row)));
}

/** Whether a row is what a holder of the key wrote. */
export function isGenuine(ring: KeyRing, row: WrittenEvent): boolean {
  // Whoever forges a row may put any JSON there; only an object was ever written.
  const { detail } = row;
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return false;
  return eventMac(ring, row).equals(row.mac);
}

/**
 * One text for one event, the same before it is written and after it is read back (jsonb keeps no
 * order of keys). A JSON list, so that no column can run into the next. A column that the table
 * gains later is added at the end and only where it is not null, so that older macs stay right.
 */
function canonical(row: EventRow): string {
  const detail = Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    'songhua audit event 1',
    row.id.toLowerCase(),
    row.at,
    row.kind,
    row.actor_kind,
    row.actor_id,
    row.object_kind,
    row.object_id,
    row.client_id,
    row.source_id,
    row.session_id?.toLowerCase() ?? null,
    row.outcome,
    row.code,
    detail,
  ]);
}
