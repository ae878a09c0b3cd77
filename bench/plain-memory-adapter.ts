import type { Adapter, AdapterPayload } from 'oidc-provider';

/**
 * The engine on a Map in its own memory: no round trip, nothing that another process would see. What
 * a hop costs on it, no store can undercut. Its rows stay until the bench ends.
 */
export function plainMemoryAdapter() {
  const rows = new Map<string, AdapterPayload>();
  const keyByUid = new Map<string, string>();
  return (kind: string): Adapter => ({
    async upsert(id, payload) {
      rows.set(`${kind}:${id}`, payload);
      if (payload.uid) keyByUid.set(payload.uid, `${kind}:${id}`);
    },
    find: async (id) => rows.get(`${kind}:${id}`),
    findByUid: async (uid) => rows.get(keyByUid.get(uid) ?? ''),
    findByUserCode: async () => undefined,
    async consume(id) {
      const row = rows.get(`${kind}:${id}`);
      if (row) row.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      rows.delete(`${kind}:${id}`);
    },
    // No phase of the bench revokes anything.
    revokeByGrantId: async () => {},
  });
}
