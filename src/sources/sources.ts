/**
 * The department login systems that people may sign in with: their registration, their state, their
 * health, and how each is spoken to (DESIGN 3.3). A source answers "who arrived".
 *
 * Not here: which identity that is (identities), who may use which source at which client (login),
 * and who decides that one is switched off (approvals).
 *
 * A source is read, never cached: a sign-in can afford one row, so a switch-off is seen at once.
 */
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as breaker from './breaker.ts';
import type { Source } from './contract.ts';
import { expiriesOf } from './expiring.ts';
import { guarded } from './guarded.ts';
import { lets } from './life.ts';
import { meansOf } from './means.ts';
import { healthOf } from './overview.ts';
import { refusePlainHttp } from './plain-http.ts';
import { protocols } from './register.ts';
import { spokenSettings } from './spoken-settings.ts';
import type { SourceRow } from './store.ts';
import * as store from './store.ts';
import { forTesters, onlyTesters } from './testing.ts';

export { underRules } from './arrival.ts';
export { browse, type Found, type Looking } from './browse.ts';
export { taken as inFlight } from './bulkhead.ts';
export type { Arrival, NotLetIn, PasswordSource, RedirectSource, Source } from './contract.ts';
export { published, type Refreshed, refreshDocuments } from './documents.ts';
export { type Affected, affected, endSessions, stillEnding } from './drain.ts';
export { forgetEdits } from './editing.ts';
export { type Expiring, expiriesOf } from './expiring.ts';
export { type ProbeOptions, probeDue } from './health.ts';
export { type Compared, compared, type State, states } from './life.ts';
export { type Listed, list, listWithPlaces } from './listed.ts';
export { type Overview, overview, type Setting, settingsShown } from './overview.ts';
export { correctable, type Policy, policyOf, serves, servesAt, tenable } from './policy.ts';
export { type Registration, register } from './registration.ts';
export {
  cameBack,
  endedThere,
  type Leaving,
  leave,
  leavings,
  sessionToKeep,
  signOutMessage,
} from './signing-out.ts';
export { settingInTheWay } from './spoken-settings.ts';
export type { SourceRow } from './store.ts';
export {
  changeRules,
  move,
  pause,
  type Rules,
  resume,
  ruleFields,
  rulesOf,
  stepsOf,
  switchOff,
} from './switching.ts';
export { comparedSoFar, nameTesters, noteCompared, onlyTesters, testersOf } from './testing.ts';

/** One source with its health, from the database at each call; undefined when there is none. */
export const read = (base: Base, id: string): Promise<SourceRow | undefined> =>
  store.byId(base, id);

/**
 * The source to speak with. Its outcomes are noted by itself: a caller need not tell the breaker.
 * Throws `sources.paused` when its state lets nobody in (one in shadow only `comparing`), `sources.plain_http`, and `sources.unavailable` from the first contact
 * while the breaker is open.
 */
export function open(base: Base, row: SourceRow, { comparing = false } = {}): Source {
  if (lets[row.state] === 'nobody' || (lets[row.state] === 'comparing' && !comparing))
    throw new Refusal('sources.paused');
  const settings = spokenSettings(base, row);
  refusePlainHttp(base, settings);
  const source = guarded(base, row, protocols[row.protocol].open(settings, meansOf(base, row)));
  return row.state === 'test' ? forTesters(base, row, source) : source;
}

/**
 * Holds a source live until the caller's transaction ends, so that a switch-off either comes first
 * and is seen here, or waits and finds the session that this transaction makes (Never 2). One in test
 * lets in `account` only while that is named: `account` is asked for it there. Throws `sources.paused`,
 * `sources.in_test` or `sources.unknown`.
 */
export async function holdLive(
  base: Base,
  id: string,
  account: () => Promise<string | undefined> = async () => undefined,
): Promise<void> {
  const row = await store.share(base, id);
  if (!row) throw new Refusal('sources.unknown');
  if (!letsIn(row)) throw new Refusal('sources.paused');
  if (row.state === 'test') onlyTesters(base, row, await account());
}

/** Whether anybody at all may sign in through a source as it stands. */
export const letsIn = ({ state }: Pick<SourceRow, 'state'>): boolean =>
  lets[state] === 'everybody' || lets[state] === 'testers';

/** Whether it answers, as the picker says it. */
export const healthNow = (base: Base, row: SourceRow) => healthOf(base, row, base.clock.now());

/** How each source does, for `/metrics`. */
export async function readings(base: Base) {
  const now = base.clock.now();
  return (await store.all(base)).map((row) => ({
    id: row.id,
    state: row.state,
    breaker_open: breaker.health(row, now) === 'down',
    // What was found of a source that is off by now says nothing any more.
    probe_ok: row.state === 'live' && row.probed_at ? row.probe_fault === null : undefined,
    expiries: row.state === 'live' ? expiriesOf(row, now) : [],
  }));
}

/** Notes a contact that was made past `open` (a health check, a test from the console). */
export async function noteOutcome(base: Base, id: string, outcome: breaker.Outcome): Promise<void> {
  const row = await store.byId(base, id);
  if (!row) throw new Refusal('sources.unknown');
  await breaker.note(base, row, 'sign_in', outcome);
}

/** Forgets answers that were taken and could not come again; gives how many. */
export const removeOldAnswers = (base: Base, limit: number): Promise<number> =>
  store.removeOldAnswers(base, limit);

/** Whether any source, switched on or off, is this department's. */
export const hangsOn = (base: Base, department_code: string): Promise<boolean> =>
  store.anyOf(base, department_code);
