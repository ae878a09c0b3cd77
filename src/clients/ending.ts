import { createHash } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import * as sessions from '../sessions/sessions.ts';
import { about } from './drafting.ts';
import * as retirements from './retirements-store.ts';
import { type RetirementRow, change as write } from './retirements-store.ts';
import * as store from './store.ts';

/**
 * What follows the end of a client, beside requests and in sets (ADR 39): whoever used it is told, it
 * leaves the sessions that go on, and its grants end. A set is one transaction with its cursor and its
 * event: a node that dies leaves nothing half done, and another goes on where it was.
 */

/** What other folders do of it, in the transaction of a set; composed in jobs.ts. */
export interface EndingMeans {
  /** Writes to these people that it ends; gives those to whom that is new. */
  tell(base: Base, ending: EndTold, identity_ids: readonly string[]): Promise<string[]>;
  /** Ends grants of the client after one of them in order, at most `limit`; gives their ids. */
  endGrants(
    base: Base,
    of: { client_id: string; after: string | undefined; limit: number },
  ): Promise<string[]>;
}

export type EndTold = Pick<store.ClientRow, 'id' | 'names' | 'department_id'> & { ends_at: Date };

/** By then every node knows that it ended, or is not ready and serves nobody (config-version.ts). */
const KNOWN_BY_ALL_MS = 2_000;

const PEOPLE = 200;
const SESSIONS = 1_000;
const GRANTS = 500;

/** One set of what is to be done for any client that ends; false when there is nothing to do now. */
export function followEnd(base: Base, means: EndingMeans): Promise<boolean> {
  return transaction(base, async (base) => {
    const ended_by = new Date(base.clock.now().getTime() - KNOWN_BY_ALL_MS);
    const row = await retirements.nextOpen(base, ended_by);
    if (!row) return false;
    const over = row.ended_at !== null && row.ended_at <= ended_by && row.cleared_at === null;
    await (over ? clear(base, row, means) : tell(base, row, means));
    return true;
  });
}

/** People by the sessions in which they used it. */
async function tell(base: Base, row: RetirementRow, means: EndingMeans): Promise<void> {
  const { client_id } = row;
  const client = await store.byId(base, client_id);
  const page = { client_id, after: row.told_to ?? undefined, limit: PEOPLE };
  const seen = await sessions.peopleOf(base, page);
  const people = [...new Set(seen.map(({ identity_id }) => identity_id))];
  if (client?.ends_at && people.length > 0) {
    const told = await means.tell(base, { ...client, ends_at: client.ends_at }, people);
    await note(base, client_id, 'client.people_told', told);
  }
  await write(base, client_id, {
    ...(seen.length > 0 && { told_to: seen.at(-1)?.session_id }),
    ...(seen.length < PEOPLE && { told_at: base.clock.now() }),
  });
}

/** First its part in sessions, of which it is told by itself; then what it holds. */
async function clear(base: Base, row: RetirementRow, means: EndingMeans): Promise<void> {
  const { client_id } = row;
  const parting = { client_id, after: row.parted_to ?? undefined, limit: SESSIONS };
  const parted = row.cleared_to === null ? await sessions.part(base, parting) : [];
  if (parted.length > 0) {
    await note(base, client_id, 'client.parted', parted);
    return write(base, client_id, { parted_to: parted.at(-1) ?? null });
  }
  const after = row.cleared_to ?? undefined;
  const ended = await means.endGrants(base, { client_id, after, limit: GRANTS });
  await note(base, client_id, 'client.grants_ended', ended);
  await write(base, client_id, {
    ...(ended.length > 0 && { cleared_to: ended.at(-1) }),
    ...(ended.length < GRANTS && { cleared_at: base.clock.now() }),
  });
}

/** One event for a set, with a digest over its rows. */
async function note(
  base: Base,
  client_id: string,
  kind: 'client.people_told' | 'client.parted' | 'client.grants_ended',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const digest = createHash('sha256').update(ids.join('\n')).digest('base64url');
  await audit.append(base, {
    ...about(client_id, { kind: 'system' }),
    kind,
    detail: { rows: ids.length, digest },
  });
}
