/** The ledger of one client, for those who run it: what it is owed, how it is reached, and when it was not. */
import type * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import type { DestinationSeen, Listed } from './list-statement.ts';
import { clientOf, type Outage, outagesOf } from './outages.ts';
import * as overview from './overview.ts';
import { noticesTo } from './subscriptions.ts';

/** Where things are owed to a client: logout tokens, and the notices that never wait before them. */
export const destinationsOf = (client_id: string): [logout: string, notices: string] => [
  `client:${client_id}`,
  noticesTo(client_id),
];

/** What is or was owed to a client, the newest first; `after`: the id of the last of the page before. */
export const deliveriesOfClient = (
  base: Base,
  client_id: string,
  page: { state?: Listed['state'] | undefined; after?: string | undefined; limit: number },
): Promise<Listed[]> =>
  overview.look(base, {
    destination_ids: destinationsOf(client_id),
    state: page.state,
    after: page.after,
    limit: page.limit,
  });

export interface Reached extends DestinationSeen {
  /** The latest first. */
  outages: Outage[];
}

/** How it stands with each way to a client, and when it did not answer; a way that was never used is absent. */
export async function reachedOfClient(
  base: Base,
  client_id: string,
  outages = 5,
): Promise<Reached[]> {
  const seen = await overview.destinations(base, destinationsOf(client_id));
  return Promise.all(
    seen.map(async (one) => ({ ...one, outages: await outagesOf(base, one.id, outages) })),
  );
}

/**
 * Sends one of a client's deliveries again (overview.sendAgain). Throws Refusal `outbox.not_given_up`
 * also for one that is another's: whoever asks learns nothing of it.
 */
export async function sendAgainOfClient(
  base: Base,
  client_id: string,
  id: string,
  actor: audit.AuditEvent['actor'],
): Promise<void> {
  const found = await overview.delivery(base, id);
  if (!found || clientOf(found.destination_id) !== client_id)
    throw new Refusal('outbox.not_given_up');
  await overview.sendAgain(base, id, actor);
}
