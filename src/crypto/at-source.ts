import { type Hashes, hashes } from './hash.ts';
import type { KeyRing } from './ring.ts';

/**
 * How an account at a source is hashed. Said once: a link and a carried password of the same account
 * are found by the same hash.
 */
export const subjectAsHashed = (source_id: string, subject: string): string =>
  `${source_id}\u0000${subject}`;

/** Every hash that is written of it, and the one that is looked up by. */
export const subjectHashes = (ring: KeyRing, source_id: string, subject: string): Hashes =>
  hashes(ring, 'subject-at-source', subjectAsHashed(source_id, subject));
