import * as acceptance from '../../clients/acceptance/acceptance.ts';
import { logoutFlaws } from '../../clients/acceptance/flaws.ts';
import type { Handler } from '../../outbox/attempt.ts';
import { postForm } from '../../outbox/send.ts';
import type { KnownClients } from '../known-clients.ts';

/** Logout tokens of a sandbox: honest ones, but for a client that switched a flaw of them on. */
export function logoutsInSandbox(
  issuer: string,
  known: KnownClients,
  honest: Handler<'logout'>,
): Handler<'logout'> {
  return async (base, owed) => {
    const client = known.get(owed.body.client_id);
    if (!client?.backchannel_logout_uri) return honest(base, owed);
    const { on } = await acceptance.switches.active(base, client.id);
    const flaw = [...on.keys()].map((which) => logoutFlaws[which]).find(Boolean);
    if (!flaw) return honest(base, owed);
    const logout_token = await acceptance.logoutTokenOf(base, issuer, client, owed.body, flaw);
    const { networks } = client;
    return postForm(client.backchannel_logout_uri, { logout_token }, { networks });
  };
}
