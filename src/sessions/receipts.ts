import type { Base } from '../base.ts';
import * as outbox from '../outbox/outbox.ts';
import type { EndReason } from './reasons.ts';
import * as store from './store.ts';

/**
 * What a client answered to the end of a session: it accepted the logout token, is still being told,
 * or was given up after a day. `untold`: owed nothing, because it takes no logout tokens or the
 * session ended by idling.
 */
export interface ClientReceipt {
  client_id: string;
  state: 'confirmed' | 'pending' | 'failed' | 'untold';
  attempts: number;
  /** When it was confirmed or given up. */
  at?: Date;
  /** The last fault, in a word. */
  fault?: string;
}

export interface EndedSession {
  id: string;
  device: string;
  network: string;
  started_at: Date;
  ended_at: Date;
  reason: EndReason;
  clients: ClientReceipt[];
}

const DAY = 24 * 60 * 60_000;
const SHOWN_FOR = 30 * DAY;
const SHOWN = 20;

/** The last 20 endings of 30 days of an identity, the latest first, with what each client answered. */
export function receipts(base: Base, identityId: string): Promise<EndedSession[]> {
  const since = new Date(base.clock.now().getTime() - SHOWN_FOR);
  return withAnswers(base, { identity_id: identityId, since, limit: SHOWN });
}

/** The same of single sessions, for the page after a sign-out. Those still live are left out. */
export function receiptsOf(base: Base, ids: readonly string[]): Promise<EndedSession[]> {
  return withAnswers(base, { ids });
}

async function withAnswers(
  base: Base,
  of: Parameters<typeof store.ended>[1],
): Promise<EndedSession[]> {
  const sessions = await store.ended(base.db, of);
  const entries = await outbox.ledger(base, { session_ids: sessions.map(({ id }) => id) });
  return sessions.map((session) => ({
    id: session.id,
    device: session.device,
    network: session.network,
    started_at: session.started_at,
    ended_at: session.ended_at,
    reason: session.end_reason,
    clients: session.clients.map((clientId) =>
      answer(
        clientId,
        entries.find(
          (entry) =>
            entry.session_id === session.id && entry.destination_id === `client:${clientId}`,
        ),
      ),
    ),
  }));
}

const states = { due: 'pending', delivered: 'confirmed', dead: 'failed' } as const;

function answer(client_id: string, entry: outbox.LedgerEntry | undefined): ClientReceipt {
  if (!entry) return { client_id, state: 'untold', attempts: 0 };
  return {
    client_id,
    state: states[entry.state],
    attempts: entry.attempts,
    ...(entry.settled_at && { at: entry.settled_at }),
    ...(entry.receipt && 'fault' in entry.receipt && { fault: entry.receipt.fault }),
  };
}
