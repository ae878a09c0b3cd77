import type { Base } from '../base.ts';
import * as interventions from './interventions.ts';
import { untoldOf } from './untold-statement.ts';

/**
 * Writes for people to read that a service they used ends, in the caller's transaction, which sees to
 * it that nobody else does the same. Gives those to whom it is new; whoever reads of it already, and
 * identities for which another goes on, are passed over.
 */
export async function note(
  base: Base,
  {
    client_id,
    department_id,
    identity_ids,
  }: { client_id: string; department_id: string; identity_ids: readonly string[] },
): Promise<string[]> {
  const untold = await untoldOf(base.db, client_id, identity_ids);
  for (const identity_id of untold)
    await interventions.note(
      base,
      { identity_id, kind: 'service_ends', reason_code: 'service_ends', client_id },
      { department_id },
    );
  return untold;
}
