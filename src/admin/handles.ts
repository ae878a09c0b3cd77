import type { KeyRing } from '../crypto/ring.ts';
import { identityBehind, subjectIn } from '../crypto/subject.ts';

export type HandleKind =
  | 'session'
  | 'delivery'
  | 'event'
  | 'identity'
  | 'staff'
  | 'membership'
  | 'invitation'
  | 'initial_token';

/**
 * What stands in an address for a thing that has an internal id only: that id as one block under a key
 * of its own, as subjects are made. No sector is called so: their names have no blank.
 */
const sector = (kind: HandleKind) => `${kind} handles`;

export const handleOf = (ring: KeyRing, kind: HandleKind, id: string): string =>
  subjectIn(ring, sector(kind), id);

/** The id behind a handle; undefined for a text that is none. */
export function behind(
  ring: KeyRing,
  kind: HandleKind,
  handle: string | undefined,
): string | undefined {
  return /^[\w-]{22}$/.test(handle ?? '')
    ? identityBehind(ring, sector(kind), handle as string)
    : undefined;
}
