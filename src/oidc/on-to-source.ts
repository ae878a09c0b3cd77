import type { Context } from 'koa';
import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import { originOf } from '../http/headers.ts';
import { seeOther } from '../http/see-other.ts';
import * as sources from '../sources/sources.ts';
import type { ArtefactStore } from './artefacts/contract.ts';
import { passing } from './artefacts/passing.ts';

/** As long as the page with the receipt can be looked at. */
const SECONDS = 10 * 60;

/** Where a sign-out that goes on at a source leads in the end. */
export interface Onward {
  /** The address at the client that asked for the sign-out, which the engine has checked. */
  back?: string;
  /** The person wanted to be signed out at the source too. */
  chosen?: boolean;
}

const keyOf = (session_id: string) => `signed out ${session_id}`;
const placeOf = (row: string) => ({ table: 'visits', column: 'onward', row });

/**
 * A sign-out that a client asked for is done, and the engine leads back to the client. Where it goes
 * on at a source first, the page with the receipt comes in between, and the way back waits there: a
 * source that does not answer keeps nobody from it.
 */
export async function onToSource(
  base: Base,
  store: ArtefactStore,
  ctx: Context,
  session_id: string,
): Promise<void> {
  const to = ctx.response.get('Location');
  const chosen = chose(ctx);
  if (ctx.status !== 303 || !to) return;
  const open = (await sources.leavings(base, session_id)).filter(({ reachable }) => reachable);
  if (!open.some(({ going }) => going === 'always' || chosen)) return;
  const away = originOf(to) !== undefined && originOf(to) !== ctx.origin;
  const onward: Onward = { ...(away && { back: to }), ...(chosen && { chosen }) };
  const key = keyOf(session_id);
  const sealed = seal(base.ring, placeOf(key), JSON.stringify(onward));
  await passing(base, store).put('Visit', key, { sealed }, SECONDS);
  seeOther(ctx, '/signed-out');
}

export async function onwardOf(
  base: Base,
  store: ArtefactStore,
  session_id: string,
): Promise<Onward> {
  const key = keyOf(session_id);
  const kept = (await passing(base, store).read('Visit', key)) as { sealed: string } | undefined;
  return kept ? (JSON.parse(open(base.ring, placeOf(key), kept.sealed)) as Onward) : {};
}

/** The box on the page that asked whether to sign out. */
function chose(ctx: Context): boolean {
  const { body } = (ctx as { oidc?: { body?: Record<string, unknown> } }).oidc ?? {};
  return body?.['at_source'] === 'yes';
}
