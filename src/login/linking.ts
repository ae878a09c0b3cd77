import type { Context } from 'koa';
import { type Base, transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { readQuery } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { refuseByPolicy } from './acts.ts';
import { withVisit } from './arrive.ts';
import type { LiveSession, LoginNeeds } from './needs.ts';
import * as visits from './visit.ts';

/**
 * Adding a department account to the identity that is signed in: a visit bound to the account
 * session instead of a sign-in. The page that posts here has checked its form token.
 */
export async function startLinking(
  needs: LoginNeeds,
  ctx: Context,
  source_id: string,
): Promise<void> {
  const session = await signedIn(needs, ctx);
  const row = await sources.read(needs.base, source_id);
  if (!row) throw new Refusal('sources.unknown', { field: 'source' });
  // An account whose password is typed here is joined by signing in with it, not by a visit.
  const comparing = row.state === 'shadow';
  if (sources.open(needs.base, row, { comparing }).kind !== 'redirect')
    throw new Refusal('http.bad_input', { field: 'source' });
  if (comparing) await slowDown(needs, session);
  await visits.begin(needs, ctx, {
    row,
    // What the person was told before leaving holds, however the source stands on the way back.
    purpose: { kind: 'linking', session_uid: session.uid, comparing },
    frame: pageFrame(ctx),
    ui_locales: ctx.state.lang,
    // The account must be proved by whoever sits here now, not by a session left open there.
    reauthenticate: true,
  });
}

/** `/linking/arrive`: what the visit brought is joined to the identity of the session. */
export async function arriveLinking(needs: LoginNeeds, ctx: Context): Promise<void> {
  const { visit } = readQuery(ctx, withVisit);
  wayOn(ctx, { kind: 'account', href: '/account/sign-in' });
  const session = await signedIn(needs, ctx);
  const taken = await visits.take(needs, visit, { kind: 'linking', session_uid: session.uid });
  const row = await sources.read(needs.base, taken.source_id);
  if (!row) throw new Refusal('sources.unknown', { field: 'source' });
  const { comparing } = taken;
  const source = sources.open(needs.base, row, { comparing });
  if (source.kind !== 'redirect') throw new Error(`source ${row.id} is not visited`);
  const arrival = await source.complete(taken.answer, taken.remembered, ctx.ip);
  const comes = comparing ? compare : link;
  const done = arrival === 'cancelled' ? 'link_cancelled' : await comes(needs, session, arrival);
  seeOther(ctx, `/account/sign-in?done=${done}`);
}

/** Nobody fills the counts alone: after a few comparings each next one waits longer, for a day. */
async function slowDown({ base }: LoginNeeds, { identity_id }: LiveSession): Promise<void> {
  const { wait } = await rateLimit.slowDown(base, { account: `comparing ${identity_id}` });
  if (wait > 0) throw new Refusal('http.too_many_requests', { retry_after: wait });
}

/** Nothing is changed: what would become of the arrival is compared with who is here. */
async function compare({ base }: LoginNeeds, session: LiveSession, arrival: sources.Arrival) {
  const { outcome, identity_id } = await identities.preview(base, arrival);
  const unknown = outcome === 'created' || outcome === 'asked_to_prove' ? 'nobody' : 'conflict';
  const other = identity_id === session.identity_id ? 'same' : 'other';
  await sources.noteCompared(base, {
    source_id: arrival.source_id,
    identity_id: session.identity_id,
    outcome: identity_id === undefined ? unknown : other,
  });
  return 'compared';
}

async function link(needs: LoginNeeds, session: LiveSession, arrival: sources.Arrival) {
  const { identity_id } = session;
  const { outcome, ...found } = await transaction(needs.base, async (base) =>
    identities.resolve(base, await asItStands(base, arrival), {
      proved_identity_id: identity_id,
      proved_level: session.level,
    }),
  );
  if (outcome === 'conflict') return 'link_conflict';
  if (found.identity_id !== undefined && found.identity_id !== identity_id) return 'link_taken';
  if (outcome === 'linked') return 'linked';
  if (outcome === 'known_link') return 'link_same';
  if (found.reason === 'linked_elsewhere') return 'link_taken';
  if (found.reason === 'source_blocked') return 'link_blocked';
  refuseByPolicy(found.reason);
  throw new Refusal('login.turned_away', { words: { why: '' } });
}

/**
 * The arrival under the rules of now: its source may have been switched off, or changed, while it was
 * waited for. Until the caller's transaction ends it stays as it is found here.
 */
async function asItStands(base: Base, arrival: sources.Arrival): Promise<sources.Arrival> {
  await sources.holdLive(base, arrival.source_id, async () => arrival.subject);
  const row = await sources.read(base, arrival.source_id);
  if (!row) throw new Refusal('sources.unknown');
  return sources.underRules(row, arrival);
}

async function signedIn(needs: LoginNeeds, ctx: Context): Promise<LiveSession> {
  const session = await needs.sessionOf(ctx);
  if (!session) throw new Refusal('login.not_signed_in');
  return session;
}
