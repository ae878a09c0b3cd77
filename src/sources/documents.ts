import { createHash } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import type { Protocol } from './contract.ts';
import { refusePlainHttp } from './plain-http.ts';
import { protocols } from './register.ts';
import { spokenSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';

/** The documents that sources publish of themselves (metadata), and ours for them. */

/** A document younger than this is let be: nodes that look at one time do not all ask. */
const FRESH_MS = 55 * 60_000;
/** So many sources are asked at one time; one that is slow keeps few others waiting. */
const AT_ONCE = 5;

export interface Refreshed {
  /** Sources whose document is another than before. */
  changed: string[];
  /** Sources that gave none that holds, with the word for the operator; the old one stays. */
  failed: { source_id: string; fault: string }[];
}

/**
 * Fetches anew what each source publishes, about hourly, and at once where nothing is kept. A document
 * is kept only when it holds; a change is an audit event with its digest. A failure says nothing of
 * sign-ins, so it does not count in the breaker. Safe on any number of nodes.
 */
export async function refreshDocuments(base: Base): Promise<Refreshed> {
  const refreshed: Refreshed = { changed: [], failed: [] };
  const due = await dueRows(base);
  const one = async (): Promise<void> => {
    for (let row = due.pop(); row; row = due.pop()) {
      try {
        if (await refresh(base, row)) refreshed.changed.push(row.id);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const fault = String(error.detail.words?.['fault'] ?? error.code);
        refreshed.failed.push({ source_id: row.id, fault });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return refreshed;
}

/** Our own document for a source, open to anybody; undefined where its protocol has none. */
export function published(
  base: Base,
  row: SourceRow,
  callback: string,
): { type: string; body: string } | undefined {
  const protocol: Protocol = protocols[row.protocol];
  return protocol.publish?.(spokenSettings(base, row), callback);
}

async function dueRows(base: Base): Promise<SourceRow[]> {
  const kept = await store.documentTimes(base);
  const before = base.clock.now().getTime() - FRESH_MS;
  return (await store.all(base)).filter((row) => {
    const protocol: Protocol = protocols[row.protocol];
    const at = kept.get(row.id);
    return row.state === 'live' && protocol.fetch && !(at && at.getTime() > before);
  });
}

/** True when the document is another than before. */
async function refresh(base: Base, row: SourceRow): Promise<boolean> {
  const protocol: Protocol = protocols[row.protocol];
  const settings = spokenSettings(base, row);
  refusePlainHttp(base, settings);
  const document = await protocol.fetch?.(settings, { clock: base.clock });
  if (document === undefined) return false;
  return transaction(base, async (base) => {
    // What was changed meanwhile was fetched with other settings: the next turn sees to it.
    const now = await store.share(base, row.id);
    if (now?.settings_sealed !== row.settings_sealed) return false;
    const before = await store.documentOf(base, row.id);
    const fetched_at = base.clock.now();
    await store.keepDocument(base, { source_id: row.id, document, fetched_at });
    if (before === document) return false;
    await audit.append(base, {
      kind: 'source.document_changed',
      actor: { kind: 'system' },
      object: { kind: 'source', id: row.id },
      source_id: row.id,
      outcome: 'ok',
      detail: { digest: createHash('sha256').update(document).digest('base64url') },
    });
    return true;
  });
}
