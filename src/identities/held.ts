import type { ReadArrival } from './arriving.ts';
import type { Standing } from './decision.ts';
import type { Candidate } from './store.ts';

/**
 * An account that was joined to an identity by nothing but a session counts no further than that
 * session did (Never 3), and makes no number the identity's own: whoever holds a weak way in could
 * otherwise add an account of theirs and come in at its level. What ties it by itself counts whole:
 * the number that the identity owns, from a source that binds, or an identity that was nobody's.
 */
export function held(
  read: ReadArrival,
  standing: Standing,
  candidate: Candidate | undefined,
  tie: number,
): { read: ReadArrival; standing: Standing } {
  const { binds, identifier } = read.arriving;
  const owns = candidate?.identifiers.some(
    (n) => n.standing === 'owned' && n.type === identifier?.type && n.match_hash === identifier.key,
  );
  if (tie >= read.level || (binds && (owns || !candidate?.bound))) return { read, standing };
  return {
    read: { ...read, level: tie },
    standing: standing === 'owned' && !owns ? 'claimed' : standing,
  };
}
