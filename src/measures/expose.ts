import { unsealed } from '../audit/sealed.ts';
import type { Base } from '../base.ts';
import type { Readings } from '../http/metrics.ts';
import { activeSessions, ever, takenBySeries } from './measures.ts';
import { rateOf, successBySource } from './success.ts';

/** What waits now: each part of the gateway counts its own, to a bound (composed in app.ts). */
export interface Waiting {
  deliveries(): Promise<{ count: number; oldest_at?: Date }>;
  /** Seals that the syslog receiver lacks; absent where there is none. */
  syslog?: (() => Promise<{ count: number; oldest_at?: Date }>) | undefined;
  conflicts(): Promise<number>;
  /** By where they are in their life. */
  clients(): Promise<Record<string, number>>;
  approvals(): Promise<{
    asked: number;
    reviews: number;
    overdue: number;
    afters: number;
    oldest_after_at: Date | null;
  }>;
  /** The sources, each with its health. */
  sources(): Promise<SourceReading[]>;
  /** Sign-ins of this process that are at a source now, by its id. */
  atSources(): ReadonlyMap<string, number>;
  passwords(): number;
  /** Requests of clients that this process did not put into their log, by why. */
  requestsUnlogged(): ReadonlyMap<string, number>;
  /** What programs did at the endpoint of registrations, by act and outcome. */
  registrations(): readonly (readonly [labels: readonly string[], count: number])[];
  /** Milliseconds since the config_version was last known to be current. */
  configAge(): number;
}

export interface SourceReading {
  id: string;
  state: string;
  breaker_open: boolean;
  /** Undefined before the first probe. */
  probe_ok: boolean | undefined;
  expiries: readonly { what: string; days: number }[];
}

const outcomes = {
  'login.succeeded': 'succeeded',
  'login.failed': 'failed',
  'login.refused': 'refused',
} as const;

/**
 * Reads everything that `/metrics` tells beside requests, in a handful of bounded statements. What
 * cannot be read (the database is away) is left out and named in `songhua_metrics_fault`.
 */
export async function readings(base: Base, waiting: Waiting): Promise<Readings> {
  const faults: string[] = [];
  const part = async (name: string, read: () => Promise<Readings>): Promise<Readings> => {
    try {
      return await read();
    } catch {
      faults.push(name);
      return {};
    }
  };
  const parts = await Promise.all([
    part('process', async () => ofProcess(base, waiting)),
    part('events', () => ofEvents(base)),
    part('sign_ins', () => ofSignIns(base)),
    part('sources', () => ofSources(base, waiting)),
    part('sealer', () => ofSealer(base)),
    part('deliveries', () => ofDeliveries(base, waiting)),
    part('syslog', () => ofSyslog(base, waiting)),
    part('conflicts', async () => ({
      songhua_conflicts_open: [[[], await waiting.conflicts()]],
    })),
    part('clients', async () => ({
      songhua_clients: Object.entries(await waiting.clients()).map(
        ([state, count]) => [[state], count] as const,
      ),
    })),
    part('approvals', () => ofApprovals(base, waiting)),
  ]);
  return {
    ...emptied,
    ...Object.assign({}, ...parts),
    songhua_metrics_fault: faults.map((name) => [[name], 1] as const),
  };
}

/** What could not be read is not told with its last value. */
const emptied: Readings = {
  songhua_source_state: [],
  songhua_source_breaker_open: [],
  songhua_source_probe_ok: [],
  songhua_source_success_ratio: [],
  songhua_source_expiry_days: [],
  songhua_events_total: [],
  songhua_sign_ins_total: [],
  songhua_client_sign_ins_total: [],
  songhua_sign_in_seconds: [],
  songhua_sessions_active: [],
  songhua_deliveries_outstanding: [],
  songhua_deliveries_oldest_seconds: [],
  songhua_unsealed_events: [],
  songhua_unsealed_oldest_seconds: [],
  songhua_syslog_unsent_seals: [],
  songhua_syslog_unsent_oldest_seconds: [],
  songhua_conflicts_open: [],
  songhua_clients: [],
  songhua_approvals_waiting: [],
  songhua_approvals_unfinished: [],
  songhua_approvals_unfinished_oldest_seconds: [],
};

interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

function ofProcess({ db }: Base, waiting: Waiting): Readings {
  const { pool } = db.client as { pool: Pool };
  return {
    songhua_database_connections: [
      [['used'], pool.numUsed()],
      [['idle'], pool.numFree()],
      [['waiting'], pool.numPendingAcquires()],
    ],
    songhua_passwords_waiting: [[[], waiting.passwords()]],
    songhua_registrations_total: waiting.registrations(),
    songhua_client_requests_unlogged_total: [...waiting.requestsUnlogged()].map(
      ([why, count]) => [[why], count] as const,
    ),
    songhua_source_in_flight: [...waiting.atSources()].map(([id, count]) => [[id], count] as const),
    songhua_config_version_age_seconds: [[[], waiting.configAge() / 1_000]],
  };
}

async function ofEvents(base: Base): Promise<Readings> {
  const rows = await ever(base, { series: 'all' });
  return {
    songhua_events_total: rows
      .filter(({ measure }) => measure.includes('.'))
      .map(({ measure, code, count }) => [[measure, code], count]),
    songhua_sessions_active: [[[], await activeSessions(base, { series: 'all' })]],
  };
}

async function ofSignIns(base: Base): Promise<Readings> {
  const [bySource, byClient, taken] = [
    await ever(base, { series: 'source' }, Object.keys(outcomes)),
    await ever(base, { series: 'client' }, Object.keys(outcomes)),
    await takenBySeries(base, '1h', { series: 'source' }),
  ];
  return {
    songhua_sign_ins_total: summed(bySource),
    songhua_client_sign_ins_total: summed(byClient),
    songhua_sign_in_seconds: [...taken].flatMap(([source, { median, p99 }]) => [
      [[source, '0.5'], (median ?? 0) / 1_000] as const,
      [[source, '0.99'], (p99 ?? 0) / 1_000] as const,
    ]),
  };
}

async function ofSources(base: Base, waiting: Waiting): Promise<Readings> {
  const [sources, success] = [await waiting.sources(), await successBySource(base, '1h')];
  const known = new Set(sources.map(({ id }) => id));
  return {
    songhua_source_state: sources.map(({ id, state }) => [[id, state], 1]),
    songhua_source_breaker_open: sources.map(({ id, breaker_open }) => [
      [id],
      Number(breaker_open),
    ]),
    songhua_source_probe_ok: sources.flatMap(({ id, probe_ok }) =>
      probe_ok === undefined ? [] : [[[id], Number(probe_ok)] as const],
    ),
    songhua_source_success_ratio: [...success]
      .filter(([id]) => known.has(id))
      .map(([id, one]) => [[id], rateOf(one)]),
    songhua_source_expiry_days: sources.flatMap(({ id, expiries }) =>
      expiries.map(({ what, days }) => [[id, what], days] as const),
    ),
  };
}

/** Over the causes: those stand in `songhua_events_total`. */
function summed(rows: Awaited<ReturnType<typeof ever>>) {
  const sums = new Map<string, readonly [readonly string[], number]>();
  for (const { series_id, measure, count } of rows) {
    const labels = [series_id, outcomes[measure as keyof typeof outcomes]];
    const key = labels.join(' ');
    sums.set(key, [labels, count + (sums.get(key)?.[1] ?? 0)]);
  }
  return [...sums.values()];
}

async function ofSealer(base: Base): Promise<Readings> {
  const { count, oldest_at } = await unsealed(base);
  return {
    songhua_unsealed_events: [[[], count]],
    songhua_unsealed_oldest_seconds: [[[], secondsSince(base, oldest_at)]],
  };
}

async function ofDeliveries(base: Base, waiting: Waiting): Promise<Readings> {
  const { count, oldest_at } = await waiting.deliveries();
  return {
    songhua_deliveries_outstanding: [[[], count]],
    songhua_deliveries_oldest_seconds: [[[], secondsSince(base, oldest_at)]],
  };
}

async function ofApprovals(base: Base, waiting: Waiting): Promise<Readings> {
  const { afters, oldest_after_at, asked, reviews, overdue } = await waiting.approvals();
  return {
    songhua_approvals_waiting: Object.entries({ asked, reviews, overdue }).map(
      ([what, count]) => [[what], count] as const,
    ),
    songhua_approvals_unfinished: [[[], afters]],
    songhua_approvals_unfinished_oldest_seconds: [[[], secondsSince(base, oldest_after_at)]],
  };
}

async function ofSyslog(base: Base, waiting: Waiting): Promise<Readings> {
  if (!waiting.syslog) return {};
  const { count, oldest_at } = await waiting.syslog();
  return {
    songhua_syslog_unsent_seals: [[[], count]],
    songhua_syslog_unsent_oldest_seconds: [[[], secondsSince(base, oldest_at)]],
  };
}

const secondsSince = (base: Base, at: Date | undefined | null) =>
  !at ? 0 : Math.max(0, (base.clock.now().getTime() - at.getTime()) / 1_000);
