import { createHash } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;

/** How long the receipt of a notice or message is kept, in days, by how it ended. */
export const KEPT_DAYS = { delivered: 30, dead: 180 } as const;

const ROWS_AT_ONCE = 1_000;

/**
 * Removes the notices and messages that ended longer ago than their receipts are kept, in batches, each a
 * transaction with one audit event over its rows. Nodes that do so at once share the rows. Endings of
 * sessions stay: their receipts are the citizen's. Gives how many went.
 */
export async function removeOldNotices(base: Base, atOnce = ROWS_AT_ONCE): Promise<number> {
  let removed = 0;
  for (const kind of ['notice', 'message'] as const) {
    for (const state of ['delivered', 'dead'] as const) {
      for (let more = true; more; ) {
        const rows = await batch(base, kind, state, atOnce);
        removed += rows;
        more = rows === atOnce;
      }
    }
  }
  return removed;
}

function batch(
  base: Base,
  kind: 'notice' | 'message',
  state: keyof typeof KEPT_DAYS,
  limit: number,
): Promise<number> {
  return transaction(base, async (base) => {
    const before = new Date(base.clock.now().getTime() - KEPT_DAYS[state] * DAY_MS);
    const ids = await store.removeSettled(base.db, kind, state, before, limit);
    if (ids.length === 0) return 0;
    await audit.append(base, {
      kind: 'outbox.notices_removed',
      actor: { kind: 'system' },
      object: { kind: 'table', id: 'outbox' },
      outcome: 'ok',
      detail: {
        kind,
        state,
        before: before.toISOString(),
        rows: ids.length,
        digest: createHash('sha256').update(ids.join('\n')).digest('base64url'),
      },
    });
    return ids.length;
  });
}
