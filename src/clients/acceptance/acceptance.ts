/**
 * Owns: how a sandbox fails at will for one client, the runs of the robot that tries a client from
 * outside, and the reports that let a client be submitted in production. Does not own: what the
 * engine's answers are made into (oidc/sandbox), the pages that show a report, the life of a client.
 */
import * as audit from '../../audit/audit.ts';
import { type Base, transaction } from '../../base.ts';
import { newId } from '../../crypto/ids.ts';
import * as deployment from '../../deployment.ts';
import { Refusal, refused } from '../../errors.ts';
import * as clients from '../clients.ts';
import { type Point, type PointCode, toExcuse } from './points.ts';
import * as store from './runs-store.ts';
import { originsOf } from './trial.ts';
import { type Addresses, wayOf } from './visit.ts';

export { gate, leftToExcuse } from './accepted.ts';
export { digest } from './digest.ts';
export { logoutTokenOf } from './logout-tokens.ts';
export {
  allPassed,
  excusable,
  type Point,
  type PointCode,
  pointCodes,
  type Result,
  toldOf,
} from './points.ts';
export { imported, importReport, latestSigned, type Sandbox, signedReport } from './report.ts';
export { runOne } from './running.ts';
export type { Seen, SeenCode } from './seen.ts';
export { type Facts, type Observation, observe, removeOldSwitches } from './store.ts';
export * as switches from './switches.ts';
export type { Ground } from './trial.ts';
export { type Addresses, type Citizen, MADE_UP_SOURCE, wayOf } from './visit.ts';

/** What those who look after a client see of a run. */
export interface Report {
  id: string;
  client_id: string;
  state: 'waiting' | 'running' | 'done' | 'broken';
  addresses: Addresses;
  asked_at: Date;
  ended_at: Date | null;
  profile: string | null;
  /** Empty until the run is done. */
  points: Point[];
  passed: boolean;
  /** All that it failed, where with a reason for each it may be handed in (ADR 0049). */
  to_excuse: PointCode[];
}

/**
 * Asks for a run; the robot takes it within a second or two, beside requests. Gives its id.
 * Throws outside a sandbox; Refusal `clients.robot_running` while one is under way,
 * `clients.robot_locked_out` where the client takes no account that the robot has,
 * `clients.robot_address` with the field of every address that is not the client's.
 */
export async function start(
  base: Base,
  client_id: string,
  addresses: Addresses,
  actor: audit.AuditEvent['actor'],
): Promise<string> {
  return transaction(base, async (base) => {
    await deployment.onlyInSandbox(base);
    const client = await clients.read(base, client_id);
    if (!client) throw new Refusal('clients.robot_address', { field: 'start' });
    const foreign = foreignIn(client, addresses);
    if (foreign.length > 0)
      throw refused(
        'clients.robot_address',
        foreign.map((field) => ({ field, rule: addresses[field] === '' ? 'missing' : 'origin' })),
      );
    if (!wayOf(client)) throw new Refusal('clients.robot_locked_out');
    const id = newId(base.clock);
    if (!(await store.ask(base, { id, client_id, addresses })))
      throw new Refusal('clients.robot_running');
    await audit.append(base, {
      kind: 'acceptance.asked',
      actor,
      object: { kind: 'client', id: client_id },
      client_id,
      outcome: 'ok',
      detail: { run: id },
    });
    return id;
  });
}

/**
 * The fields of addresses that lie at none of the client's registered origins: what somebody types
 * into a form aims the robot at nobody else.
 */
export function foreignIn(client: clients.Overview, addresses: Addresses): (keyof Addresses)[] {
  const origins = new Set(originsOf(client));
  return (['start', 'inside', 'sign_out'] as const).filter((field) => {
    const text = addresses[field];
    if (!URL.canParse(text)) return true;
    const { origin, username, password, hash } = new URL(text);
    return !origins.has(origin) || username || password || hash || text.length > 1000;
  });
}

/** One run; undefined when there is none of this id. */
export const report = async (base: Base, run_id: string): Promise<Report | undefined> =>
  reportOf(await store.byId(base, run_id));

/** The latest run of a client. */
export const latest = async (base: Base, client_id: string): Promise<Report | undefined> =>
  reportOf(await store.latest(base, client_id));

const reportOf = (row: store.RunRow | undefined): Report | undefined =>
  row && {
    id: row.id,
    client_id: row.client_id,
    state: row.state,
    addresses: row.addresses,
    asked_at: row.asked_at,
    ended_at: row.ended_at,
    profile: row.profile,
    points: row.points ?? [],
    passed: row.passed === true,
    to_excuse: (!row.passed && row.points && toExcuse(row.points, row.profile ?? '')) || [],
  };

/** A report counts for 90 days; whoever looks back further than twice that learns nothing from it. */
const KEPT_MS = 180 * 24 * 3_600_000;

/**
 * Runs that ended over half a year ago go, at most `limit`; gives how many. The latest of a client
 * stays as long as the client: its page says when it was tried. A timed job calls it.
 */
export const removeOldRuns = (base: Base, limit = 1_000): Promise<number> =>
  store.removeBefore(base, new Date(base.clock.now().getTime() - KEPT_MS), limit);
