import * as audit from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import { deviceOf } from '../sessions/device.ts';
import { networkOf } from '../sessions/network.ts';
import * as sources from '../sources/sources.ts';
import type { At } from './at.ts';
import { type Came, type CameBySource, whose } from './attempt.ts';
import { whyTurnedAway } from './intervened.ts';
import { rememberUsed } from './last-used.ts';
import { accepts } from './picker.ts';
import { factorsShown, levelReached } from './reached.ts';

/** What login does at once between two pages. Each changes the attempt or answers the browser. */

/** A source as it is now, for this client: read at every use, so that a switch-off is seen (Never 2). */
export async function usable(at: At, source_id: string): Promise<sources.SourceRow> {
  const row = await sources.read(at.needs.base, source_id);
  if (!row) throw new Refusal('sources.unknown', { field: 'source' });
  if (!sources.letsIn(row)) throw new Refusal('sources.paused', { field: 'source' });
  if (
    !accepts(at.client, source_id) ||
    !(await sources.servesAt(at.needs.base, row, at.client.department_id))
  )
    throw new Refusal('login.source_not_accepted', { field: 'source' });
  return row;
}

/** The same for somebody who has proved an account there: of a source in test, one of those named. */
async function usableFor(at: At, arrival: sources.Arrival): Promise<sources.SourceRow> {
  const row = await usable(at, arrival.source_id);
  sources.onlyTesters(at.needs.base, row, arrival.subject);
  return row;
}

/** Asks identities which of ours has come. */
export async function resolve(at: At, came: CameBySource): Promise<void> {
  const row = await usableFor(at, came.arrival);
  // A rule that was changed while the notice was read holds.
  const arrival = sources.underRules(row, came.arrival);
  const resolution = await identities.resolve(at.needs.base, arrival, {
    notice: came.notice,
    join: came.join,
  });
  came.resolution = resolution;
  const { identity_id } = resolution;
  if (came.notice && identity_id) {
    await identities.acceptNotice(at.needs.base, { identity_id, version: came.notice });
  }
  came.limit = Math.min(resolution.level ?? 0, row.ceiling);
  came.level = levelReached(came, undefined);
  if (came.level < row.ceiling) at.attempt.reached[row.id] = came.level;
  if (resolution.outcome === 'conflict') at.attempt.to_tell.push({ kind: 'conflict' });
  if (resolution.suspended) {
    at.attempt.to_tell.push({ kind: 'suspended', counts: resolution.suspended });
  }
}

/**
 * Joins the accounts that waited to the identity that was just proved in the same browser. What
 * does not fit it (another number or name) becomes a conflict, which the person is told.
 */
export async function join(at: At, came: Came): Promise<void> {
  const proved_identity_id = whoCame(came).identity_id;
  for (const { arrival, notice } of at.attempt.waiting) {
    const row = await usableFor(at, arrival);
    const context = { proved_identity_id, proved_level: came.level, notice };
    const { outcome, reason, suspended } = await identities.resolve(
      at.needs.base,
      sources.underRules(row, arrival),
      context,
    );
    if (outcome === 'conflict' || outcome === 'refused')
      at.attempt.to_tell.push({ kind: reason === 'source_blocked' ? 'blocked' : 'apart' });
    if (suspended) at.attempt.to_tell.push({ kind: 'suspended', counts: suspended });
  }
  at.attempt.waiting = [];
}

/** What the policy of a source refuses, or the person's own, is said as such: nothing is wrong with the account. */
const notAllowed: Readonly<
  Record<
    string,
    'login.joins_none' | 'login.opens_none' | 'login.kind_not_taken' | 'login.source_blocked'
  >
> = {
  link_not_allowed: 'login.joins_none',
  create_not_allowed: 'login.opens_none',
  kind_not_allowed: 'login.kind_not_taken',
  source_blocked: 'login.source_blocked',
};

/** Throws for such a refusal; any other is the caller's to tell. */
export function refuseByPolicy(reason: string): void {
  const code = notAllowed[reason];
  if (code) throw new Refusal(code);
}

/** Nobody is let in whose identity or link is suspended or closed. */
export async function turnAway(at: At, came: Came): Promise<never> {
  await note(at, 'login.refused', 'refused', { reason: reasonOf(came) ?? 'refused' });
  refuseByPolicy(reasonOf(came) ?? '');
  throw new Refusal('login.turned_away', { words: { why: await whyTurnedAway(at, came) } });
}

/** Hands over to the engine, which starts the session and answers the client. */
export async function finish(at: At, came: Came): Promise<void> {
  const { needs, ctx } = at;
  const row = came.by === 'source' ? await usableFor(at, came.arrival) : undefined;
  const source_id = sourceOf(came);
  if (source_id && came.by === 'session') await usable(at, source_id);
  const { identity_id, ...how } = whoCame(came);
  const detail = {
    level: came.level,
    outcome: came.by === 'source' ? (came.resolution?.outcome ?? '') : came.by,
    ...(at.attempt.shown && { factor: at.attempt.shown.kind }),
    ...(at.attempt.began_at !== undefined && {
      took_ms: needs.base.clock.now().getTime() - at.attempt.began_at,
    }),
  };
  const typed = came.by === 'source' ? came.typed : undefined;
  await note(at, 'login.succeeded', 'ok', detail, typed === undefined ? {} : { typed });
  if (came.by !== 'session') rememberUsed(ctx, needs.issuer, source_id ?? 'local');
  await needs.interactions.finish(ctx, at.interaction, {
    identity_id,
    ...how,
    ...factorsShown(came, at.attempt.shown),
    ...(came.by === 'session' && { only_in: came.session_uid }),
    level: came.level,
    source_session:
      came.by === 'source' && row ? sources.sessionToKeep(row, came.arrival) : undefined,
    at: new Date(came.at),
    browser: at.attempt.browser,
    device: deviceOf(ctx.get('User-Agent')),
    network: networkOf(ctx.ip),
    lang: at.frame.lang,
  });
}

/** One event of this sign-in, with whoever is known by now. */
export function note(
  at: At,
  kind: 'login.succeeded' | 'login.failed' | 'login.refused',
  outcome: 'ok' | 'refused' | 'failed',
  detail: Record<string, string | number>,
  { source_id, typed, of }: { source_id?: string; typed?: string; of?: string } = {},
): Promise<void> {
  const { came } = at.attempt;
  const { refused_of } = (came?.by === 'source' && came.resolution) || {};
  const identity_id = whose(came) ?? refused_of;
  return audit.append(at.needs.base, {
    kind,
    // Who fails a try may be anybody, whoever came before in the same sign-in.
    actor:
      identity_id && kind !== 'login.failed'
        ? { kind: 'identity', id: identity_id }
        : { kind: 'system' },
    client_id: at.client.id,
    source_id: source_id ?? (came && sourceOf(came)),
    outcome,
    ...(typed && {
      object: { kind: 'typed_name', id: identities.typedName(at.needs.base, typed) },
    }),
    // Whose account a try was at, where that was proved before: support finds it by the person.
    ...(of && { object: { kind: 'identity', id: of } }),
    // What the page shows as its code: support finds the try by it.
    detail: outcome === 'ok' ? detail : { ...detail, request_id: at.ctx.state.request_id },
  });
}

function whoCame(came: Came) {
  const identity_id = whose(came);
  if (!identity_id) throw new Error('nobody signs in before identities said who it is');
  if (came.by === 'source') {
    const { source_id, level: said } = came.arrival;
    return { identity_id, source_id, link_id: came.resolution?.link_id, said };
  }
  const { credential_id, stands_on } = came;
  if (came.by === 'credential') return { identity_id, credential_id, stands_on };
  const { source_id, link_id, said } = came;
  return { identity_id, source_id, link_id, credential_id, stands_on, said };
}

const sourceOf = (came: Came) =>
  came.by === 'source'
    ? came.arrival.source_id
    : came.by === 'session'
      ? came.source_id
      : undefined;

const reasonOf = (came: Came) =>
  came.by === 'source' ? came.resolution?.reason : 'identity_stopped';
