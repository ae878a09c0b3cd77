import type { Base } from '../base.ts';
import * as identities from '../identities/identities.ts';
import * as subjects from '../identities/subjects.ts';
import * as sessions from '../sessions/sessions.ts';
import type { Asking } from './entry.ts';

/**
 * The person whom a client means by a subject, at the level of their evidence, which no session
 * lowers here. Only who has signed in at this very client and is active; otherwise undefined, so
 * that a client learns nothing of people who never came to it. The subject of an identity that was
 * absorbed means the one that goes on for it.
 */
export async function personAt(
  base: Base,
  client: { id: string; sector: string },
  subject: string,
): Promise<Asking | undefined> {
  const identity_id = await subjects.behind(base, client.sector, subject);
  if (!identity_id) return undefined;
  const been = (await sessions.clientsOfMany(base, [identity_id])).get(identity_id);
  if (!been?.includes(client.id)) return undefined;
  const identity = await identities.read(base, identity_id);
  if (identity?.state !== 'active') return undefined;
  return { identity_id, level: await identities.level(base, identity_id) };
}
