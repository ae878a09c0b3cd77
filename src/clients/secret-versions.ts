import type { Base } from '../base.ts';
import * as store from './store.ts';

/**
 * With which versions of the match key the secrets that are still good were hashed, and how many with
 * each. Only their owners know them: each keeps its version until the client is given another secret.
 */
export async function secretVersions(base: Base): Promise<Map<number, number>> {
  const now = base.clock.now();
  const counts = new Map<number, number>();
  for (const { match_version, expires_at } of await store.secrets(base))
    if (!expires_at || expires_at > now)
      counts.set(match_version, (counts.get(match_version) ?? 0) + 1);
  return counts;
}
