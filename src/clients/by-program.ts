import type { Base } from '../base.ts';
import { hashOfSecret } from './clients.ts';
import { beside } from './drafting.ts';
import type { State } from './life.ts';
import { type Proposal, standing } from './proposal.ts';
import * as store from './store.ts';

/** What registration by programs (dynamic/) asks of an application, besides what everybody does. */

export const stateOf = async (base: Base, id: string): Promise<State | undefined> =>
  (await store.byId(base, id))?.state;

/** How it is registered now. Throws where there is none: whoever asks has its token. */
export async function registrationOf(
  base: Base,
  id: string,
): Promise<{ state: State; stands: Proposal }> {
  const row = await store.byId(base, id);
  if (!row) throw new Error('a registration without its application');
  return { state: row.state, stands: standing(base, row, await beside(base, id)) };
}

/** Whether it is to prove itself by a secret and has none. */
export async function lacksSecret(base: Base, id: string): Promise<boolean> {
  const row = await store.byId(base, id);
  const bySecret = row?.auth_method.startsWith('client_secret_') ?? false;
  return bySecret && (await store.secretDates(base, id)).length === 0;
}

/** Whether this is one of its secrets that are good now. */
export async function isSecretOf(base: Base, id: string, secret: string): Promise<boolean> {
  const now = base.clock.now();
  return (await store.secrets(base)).some(
    ({ client_id, secret_hash, match_version, expires_at }) =>
      client_id === id &&
      (!expires_at || expires_at > now) &&
      secret_hash === hashOfSecret(base, secret, match_version),
  );
}

/** Whether a client of another department is, or was, in this sector. */
export const sectorOfOthers = store.sectorOfOthers;
