import type { Base } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import type { ArtefactStore } from './contract.ts';

/** What a sign-in keeps for minutes between two pages; see login/needs.ts. Payloads are sealed by who puts them. */
export function passing(base: Base, store: ArtefactStore) {
  const keyOf = (value: string) => keyedHash(base.ring, 'artefact', value);
  return {
    async put(
      kind: 'Attempt' | 'Visit',
      value: string,
      payload: object,
      ttlSeconds: number,
    ): Promise<void> {
      const expires_at = new Date(base.clock.now().getTime() + ttlSeconds * 1000);
      const row = { kind, key: keyOf(value), payload: { ...payload }, expires_at };
      await store.flush({ consume: [], put: [row], renew: [], drop: [], revoke: [], touch: [] });
    },
    async read(kind: 'Attempt' | 'Visit', value: string): Promise<object | undefined> {
      return (await store.prefetch({ kinds: [kind], key: keyOf(value) })).rows[0]?.payload;
    },
    /** Exactly one caller, on any node, gets the payload. */
    async take(kind: 'Attempt' | 'Visit', value: string): Promise<object | undefined> {
      return (await store.take(kind, keyOf(value)))?.payload;
    },
  };
}
