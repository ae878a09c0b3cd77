import type { Base } from '../base.ts';
import { keyedHash } from '../crypto/hash.ts';
import * as store from './store.ts';

/** Whether a credential is still what somebody signed in with. */

/**
 * Holds a credential as it was checked until the caller's transaction ends; false when it has been
 * changed, removed or suspended since: a sign-in that was begun with it must not go on.
 */
export async function holdAsChecked(
  base: Base,
  { credential_id, stands_on }: { credential_id: string; stands_on: string },
): Promise<boolean> {
  const row = await store.share(base.db, credential_id);
  return row !== undefined && nameOf(base, row.secret) === stands_on;
}

/**
 * Fresh evidence came by somebody who has just shown this credential: what it was bound at is raised
 * to that (DESIGN 4), in the caller's transaction. Gives what it is bound at now; undefined when it
 * is gone or suspended.
 */
export const raiseBound = (
  base: Base,
  { credential_id, level }: { credential_id: string; level: number },
): Promise<number | undefined> => store.raiseBound(base.db, credential_id, level);

/** What a sign-in stands on that begins with a credential just set; '' when it is gone. */
export async function standsOn(base: Base, credential_id: string): Promise<string> {
  const row = await store.share(base.db, credential_id);
  return row ? nameOf(base, row.secret) : '';
}

/** Neither removed nor suspended. */
export const stands = async (base: Base, credential_id: string): Promise<boolean> =>
  (await store.share(base.db, credential_id)) !== undefined;

/** Says whether a secret is still the same one, and nothing of it. */
export const nameOf = (base: Base, secret: string) => keyedHash(base.ring, 'artefact', secret);
