import type { Base } from '../base.ts';
import * as outbox from '../outbox/outbox.ts';
import * as store from './parting-statement.ts';

/** A client that is over: its part in sessions that go on, and who ever had a session with it. */

/**
 * Ends the part of a client in at most `limit` live sessions after one of them, in the caller's
 * transaction: each is told of by a logout token of its own, while the session goes on (Back-Channel
 * Logout 1.0 §2.4). Gives those sessions; fewer than `limit`: there are no more.
 */
export async function part(
  base: Base,
  { client_id, ...of }: { client_id: string; after: string | undefined; limit: number },
): Promise<string[]> {
  const parted = await store.part(base.db, { client_id, ...of, at: base.clock.now() });
  await outbox.owe(
    base,
    parted
      .filter(({ told }) => told)
      .map(({ session_id, identity_id, sid }) => ({
        destination_id: `client:${client_id}`,
        kind: 'logout',
        body: { session_id, identity_id, client_id, sid },
        session_id,
      })),
  );
  return parted.map(({ session_id }) => session_id);
}

/** Sessions in which a client ever was, after one of them in order, with whose they are. */
export const peopleOf = (
  base: Base,
  of: { client_id: string; after: string | undefined; limit: number },
): Promise<{ session_id: string; identity_id: string }[]> => store.peopleOf(base.db, of);
