import type { Base } from '../../base.ts';
import * as outbox from '../../outbox/outbox.ts';
import { nothingToWrite } from './contract.ts';
import { grantsOf, grantsOfClient } from './grants-statement.ts';
import { postgresStore } from './postgres-store.ts';

/**
 * Ends what a client holds of a person, in the caller's transaction: what lasts at once; what passes
 * elsewhere is told, and gives nothing meanwhile that is not covered any more. The grants are named,
 * so that a late telling ends none that was made since.
 */
export async function endGrants(
  base: Base,
  of: { identity_id: string; client_id: string },
): Promise<void> {
  await end(base, await grantsOf(base, of));
}

/**
 * The same of everybody, for a client that is over: at most `limit` after one of its grants, in order.
 * Gives their ids.
 */
export async function endGrantsOfClient(
  base: Base,
  of: { client_id: string; after: string | undefined; limit: number },
): Promise<string[]> {
  const grant_ids = await grantsOfClient(base, of);
  await end(base, grant_ids);
  return grant_ids;
}

async function end(base: Base, grant_ids: string[]): Promise<void> {
  if (grant_ids.length === 0) return;
  await postgresStore(base).flush({ ...nothingToWrite(), revoke: grant_ids });
  await outbox.owe(base, [{ destination_id: 'artefacts', kind: 'artefact', body: { grant_ids } }]);
}
