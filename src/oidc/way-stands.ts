import type { Base } from '../base.ts';
import * as blocks from '../identities/blocks.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import * as sessions from '../sessions/sessions.ts';
import type { Standing } from './artefacts/contract.ts';
import type { KnownClients } from './known-clients.ts';

/**
 * Whether the way in still stands on which a session stood that has ended. Nor does anything outlive the
 * subject that its client was told: since a merge was undone, that is somebody else's.
 */
export async function wayStands(
  base: Base,
  known: KnownClients,
  { session_id, identity_id, source_id, started_at: at, aliases }: Standing,
  client_id = '',
): Promise<boolean> {
  const way = await sessions.wayOf(base, session_id, client_id);
  if (!way || way.subject_of !== aliases?.[known.get(client_id)?.sector ?? '']) return false;
  if (await interventions.stoppedSince(base, { identity_id, at })) return false;
  if (source_id && (await blocks.blockedSince(base, { identity_id, source_id, at }))) return false;
  return identities.wayStands(base, way);
}
