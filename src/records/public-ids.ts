import type { KeyRing } from '../crypto/ring.ts';
import { identityBehind, subjectIn } from '../crypto/subject.ts';

/** No sector can be called this: their names have no blank. */
const RECORDS = 'record ids';

/** What the outside knows a case by: its id as one block under a key of its own, as subjects are made. */
export const publicId = (ring: KeyRing, record_id: string): string =>
  subjectIn(ring, RECORDS, record_id);

/** The id behind it; undefined for a text that is none. */
export function recordBehind(ring: KeyRing, id: string): string | undefined {
  return /^[\w-]{22}$/.test(id) ? identityBehind(ring, RECORDS, id) : undefined;
}
