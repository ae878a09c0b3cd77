import type { Base } from '../base.ts';
import type { SecretDates } from './reading.ts';
import * as store from './store.ts';

/** So many secrets of one client are valid at once: the one in use, and the one that follows it. */
export const MOST_SECRETS = 2;

/**
 * The secrets of a client that are valid now, and nobody else adds one before the caller's
 * transaction is over.
 */
export async function holdSecrets(base: Base, client_id: string): Promise<SecretDates[]> {
  await store.lock(base, client_id);
  return store.secretDates(base, client_id);
}
