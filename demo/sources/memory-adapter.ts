import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  until: number;
}

/** What one department system keeps between two steps of a sign-in: a map, gone when it stops. */
export function memoryAdapter(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  return (model) => {
    const at = (id: string) => `${model}:${id}`;
    const live = (found: Kept | undefined) =>
      found && found.until > Date.now() ? found.payload : undefined;
    const where = (matches: (payload: AdapterPayload) => boolean) =>
      [...kept].find(([key, { payload }]) => key.startsWith(`${model}:`) && matches(payload))?.[1];
    return {
      async upsert(id, payload, expiresIn) {
        for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key);
        kept.set(at(id), { payload, until: Date.now() + (expiresIn || 3600) * 1000 });
      },
      find: async (id) => live(kept.get(at(id))),
      findByUid: async (uid) => live(where((payload) => payload.uid === uid)),
      findByUserCode: async (code) => live(where((payload) => payload.userCode === code)),
      async destroy(id) {
        kept.delete(at(id));
      },
      async consume(id) {
        const found = kept.get(at(id));
        if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
