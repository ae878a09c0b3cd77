import { createHash } from 'node:crypto';
import { derive, type KeyRing } from '../crypto/ring.ts';

const keys = new WeakMap<KeyRing, Buffer>();

/**
 * A keyed hash of what an event says, or of whom it concerns: equal when they are. Not for look-ups,
 * so under a key that never rotates. Members of an object count in whatever order they stand.
 */
export function fingerprint(ring: KeyRing, what: 'event' | 'applicant', value: unknown): string {
  let key = keys.get(ring);
  if (!key) {
    key = derive(ring.subjectKey, 'records');
    keys.set(ring, key);
  }
  const text = JSON.stringify([what, value], (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return ring.suite.mac(key, Buffer.from(text)).toString('base64url');
}

/** One digest over the events of a batch, in the order of their ids: what the trail holds of them. */
export function batchDigest(events: readonly { event_id: string; digest: string }[]): string {
  const hash = createHash('sha256');
  for (const { event_id, digest } of [...events].sort((a, b) => (a.event_id < b.event_id ? -1 : 1)))
    hash.update(`${event_id} ${digest}\n`);
  return hash.digest('base64url');
}
