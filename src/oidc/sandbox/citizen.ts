import type { Base } from '../../base.ts';
import { type Citizen, wayOf } from '../../clients/acceptance/acceptance.ts';
import * as credentials from '../../credentials/credentials.ts';
import * as store from './citizens-store.ts';
import { robotAt, robotName } from './robots.ts';
import { arrive } from './settling.ts';

/** What a password of our own is bound at: with nothing beside it, it reaches no further. */
const LOCAL_LEVEL = 2;

/**
 * The made-up person as whom the robot signs in at one client: through the made-up department, whose
 * accounts bear every level, or, where the client takes none of those, by a password of our own. Both
 * go by one name and password, so that a client that proposes either finds it.
 */
export async function robotCitizen(
  base: Base,
  client: { id: string; accepted_sources: readonly string[] | null; level_floor: number },
): Promise<Citizen> {
  const username = robotName(client.id);
  const robot = robotAt(base, username);
  if (!robot) throw new Error('the robot has nobody to sign in as');
  const { level, attributes, password } = robot;
  const identity_id = await arrive(base, { code: username, level, attributes, at: 'department' });
  await credentials.setPassword(base, {
    ...{ identity_id, password, login_name: username, bound_level: LOCAL_LEVEL },
  });
  await store.insert(base, { code: username, identity_id });
  const source = wayOf(client);
  if (!source) throw new Error('the client takes no account that the robot has');
  return { source, username, password, name: attributes.name };
}
