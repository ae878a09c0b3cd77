import * as credentials from '../credentials/credentials.ts';
import * as identities from '../identities/identities.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { learn } from './intervened.ts';

/** A quarter of an hour: who was let in longer ago proves first again who they are. */
const FRESH = 15 * 60_000;

/**
 * A step-up from the session that lives here: its person is the one who has come, with all that they
 * have shown, and is not asked for it again. One that is too old, or ends in this moment, does not
 * count, and the person signs in anew.
 */
export async function rise(at: At): Promise<void> {
  const { needs, attempt } = at;
  const came = await signedIn(at);
  if (came) {
    attempts.comes(attempt, came);
    await learn(at, came.identity_id);
  } else attempt.anew = true;
  await attempts.write(needs, attempt);
}

async function signedIn({ needs, ctx }: At): Promise<attempts.CameBySession | undefined> {
  const { base } = needs;
  const live = await needs.sessionOf(ctx);
  if (!live || base.clock.now().getTime() - live.proved_at.getTime() > FRESH) return undefined;
  const row = await sessions.read(base, live.session_id);
  if (!row) return undefined;
  const { identity_id, level } = live;
  const limit = await limitOf(base, row);
  const stands_on = row.credential_id && (await credentials.standsOn(base, row.credential_id));
  if (limit === undefined || (row.credential_id && !stands_on)) return undefined;
  const { source_id, link_id, credential_id, factor_id, first_reach, first_amr, said } = row;
  return {
    ...{ by: 'session', session_uid: live.uid, identity_id, at: live.proved_at.getTime() },
    ...{ amr: row.amr, reach: row.factor_reach, limit, level },
    ...(source_id && { source_id }),
    ...(link_id && { link_id }),
    ...(credential_id && stands_on && { credential_id, stands_on }),
    ...(said !== null && { said }),
    ...(factor_id &&
      first_reach !== null &&
      first_amr && { second: { factor_id, first_reach, first_amr } }),
  };
}

/** What evidence, binding and ceiling hold of it now; undefined when its way in is gone. */
async function limitOf(
  base: At['needs']['base'],
  { identity_id, source_id, link_id, credential_id }: sessions.SessionRow,
): Promise<number | undefined> {
  const source = source_id ? await sources.read(base, source_id) : undefined;
  const ways = link_id
    ? await identities.links(base, identity_id)
    : await credentials.standing(base, identity_id);
  const way = ways.find(({ id }) => id === (link_id ?? credential_id));
  if (!way) return undefined;
  const evidence = await identities.level(base, identity_id);
  return Math.min(evidence, way.bound_level, source?.ceiling ?? 4);
}
