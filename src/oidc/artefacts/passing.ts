import type { Base } from '../../base.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { type ArtefactStore, nothingToWrite } from './contract.ts';

type Kind = 'Attempt' | 'Visit';

/** What a sign-in keeps for minutes between two pages; see login/needs.ts. Payloads are sealed by who puts them. */
export function passing(base: Base, store: ArtefactStore) {
  const keyOf = (value: string) => keyedHash(base.ring, 'artefact', value);
  const row = (kind: Kind, value: string, payload: object, ttlSeconds: number) => ({
    ...{ kind, key: keyOf(value), payload: { ...payload } },
    expires_at: new Date(base.clock.now().getTime() + ttlSeconds * 1000),
  });
  return {
    async put(kind: Kind, value: string, payload: object, ttlSeconds: number): Promise<void> {
      await store.flush({ ...nothingToWrite(), put: [row(kind, value, payload, ttlSeconds)] });
    },
    /** One round trip, as `put` is: what is counted is decided where it is kept. */
    putOneOf(
      kind: Kind,
      value: string,
      payload: object,
      ttlSeconds: number,
      { of, most }: { of: string; most: number },
    ): Promise<boolean> {
      return store.flush({
        ...nothingToWrite(),
        put: [row(kind, value, payload, ttlSeconds)],
        count: { kind, key: keyOf(of), most },
      });
    },
    async read(kind: Kind, value: string): Promise<object | undefined> {
      return (await store.prefetch({ kinds: [kind], key: keyOf(value) })).rows[0]?.payload;
    },
    /** Exactly one caller, on any node, gets the payload. */
    async take(kind: Kind, value: string): Promise<object | undefined> {
      return (await store.take(kind, keyOf(value)))?.payload;
    },
    /** True for exactly one caller, on any node, within that time. */
    once(value: string, ttlSeconds: number): Promise<boolean> {
      const expires_at = new Date(base.clock.now().getTime() + ttlSeconds * 1000);
      return store.unique(keyOf(`once ${value}`), expires_at);
    },
  };
}
