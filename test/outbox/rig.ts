import type { Base } from '../../src/base.ts';
import { newId } from '../../src/crypto/ids.ts';
import type { Handlers, Outcome } from '../../src/outbox/attempt.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { postForm } from '../../src/outbox/send.ts';

/** Where the doubles listen. */
export const loopback = ['127.0.0.0/8', '::1/128'];

/** The longest waits, so that a test knows when the next attempt is due. */
export const noJitter = () => 0.999_999;

/** Handlers that post the delivery's id to the client's address; no artefact is expected. */
export function handlersTo(addresses: Record<string, string>, timeoutMs = 5_000): Handlers {
  return {
    logout: async (_base, { id, body, attempt }): Promise<Outcome> => {
      const address = addresses[body.client_id];
      if (!address) return { ok: false, fault: 'unknown_client', final: true };
      return postForm(address, { id, attempt: String(attempt) }, { networks: loopback, timeoutMs });
    },
    artefact: async () => {
      throw new Error('no artefact is owed here');
    },
    message: async () => {
      throw new Error('no message is owed here');
    },
    notice: async (_base, { id, body, attempt }): Promise<Outcome> => {
      const address = addresses[body.client_id];
      if (!address) return { ok: false, fault: 'unknown_client', final: true };
      return postForm(address, { id, attempt: String(attempt) }, { networks: loopback, timeoutMs });
    },
  };
}

/** Owes `count` logout tokens to a client; gives the sessions they tell of. */
export async function oweLogouts(base: Base, clientId: string, count = 1): Promise<string[]> {
  const sessions = Array.from({ length: count }, () => newId(base.clock));
  await outbox.owe(
    base,
    sessions.map((session_id) => ({
      destination_id: `client:${clientId}`,
      kind: 'logout' as const,
      body: { session_id, identity_id: newId(base.clock), client_id: clientId, sid: 'made-up' },
      session_id,
    })),
  );
  return sessions;
}
