import type { Base } from '../../src/base.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as sessions from '../../src/sessions/sessions.ts';

/** A made-up identity, as bare as the schema allows: sessions know ids only. */
export async function somebody(base: Base): Promise<string> {
  const id = newId(base.clock);
  const now = base.clock.now();
  await base
    .db('identities')
    .insert({ id, kind: 'person', match_version: 1, created_at: now, updated_at: now });
  return id;
}

let browsers = 0;

/** Signs somebody in; the engine's uid is made up. */
export async function signedIn(
  base: Base,
  identity_id: string,
  more: Partial<sessions.Beginning> = {},
): Promise<{ id: string; uid: string }> {
  browsers += 1;
  const uid = `browser-${browsers}`;
  const id = await sessions.start(base, {
    uid,
    identity_id,
    level: 2,
    factor_reach: 2,
    amr: ['pwd'],
    source_id: 'gjj',
    device: 'Firefox · Linux',
    network: '203.0.113.0/24',
    ...more,
  });
  return { id, uid: more.uid ?? uid };
}

/** The first hop of a session to some clients, each with a back-channel address. */
export async function hop(
  base: Base,
  session: { id: string },
  identity_id: string,
  ...clients: string[]
): Promise<void> {
  for (const client_id of clients) {
    const sid = `${session.id}-${client_id}`;
    await sessions.join(base, { session_id: session.id, identity_id, client_id, sid, told: true });
  }
}
