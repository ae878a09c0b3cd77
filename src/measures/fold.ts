import type { SealedEvent } from '../audit/sealed.ts';
import { withOne } from './buckets.ts';
import { beginningOf, type Step, steps } from './steps.ts';

/** What an event says to the roll-ups. */
interface Reading {
  measure: string;
  /** The cause; one of few words. */
  code?: string;
  /** 1 where nothing is said. */
  count?: number;
  ms?: number;
  source_id?: string | null;
  client_id?: string | null;
  /** A running total, of which only the newest value means anything. */
  running?: true;
}

export type Series = 'all' | 'source' | 'client';

/** One row of roll-ups, or what is to be added to it. */
export interface MeasureRow {
  step: Step;
  measure: string;
  series: Series;
  from_at: Date;
  series_id: string;
  code: string;
  count: number;
  sum_ms: number;
  buckets: number[];
}

/** Songhua's own accounts stand among the sources under the name that the picker has for them. */
export const ours = 'local';

/** What becomes of case events, as `records.reported` counts them. */
const caseResults = ['applied', 'stale', 'duplicate', 'refused'] as const;

/** What some kinds say beyond "it happened once"; every other kind is counted under its own name. */
const readers: { readonly [kind: string]: (event: SealedEvent) => Reading[] } = {
  'login.succeeded': (event) => [
    { ...byWay(event), measure: event.kind, ...took(event.detail['took_ms']) },
  ],
  'login.failed': (event) => [
    { ...byWay(event), measure: event.kind, code: textOf(event.detail['reason']) },
  ],
  'login.refused': (event) => [
    { ...byWay(event), measure: event.kind, code: textOf(event.detail['reason']) },
  ],
  'session.started': (event) => [
    { ...byWay(event), measure: event.kind },
    { ...byWay(event), measure: 'sessions', running: true },
  ],
  // An older node did not say where the session stood before.
  'session.raised': (event) => [
    { ...byWay(event), measure: event.kind },
    ...('former_source_id' in event.detail
      ? [
          { ...byWay(event), measure: 'sessions', running: true as const },
          {
            source_id: textOf(event.detail['former_source_id']) || ours,
            measure: 'sessions',
            count: -1,
            running: true as const,
          },
        ]
      : []),
  ],
  'session.ended': (event) => [
    { ...byWay(event), measure: event.kind, code: textOf(event.detail['reason']) },
    { ...byWay(event), measure: 'sessions', count: -1, running: true },
  ],
  'identity.arrived': (event) => [{ ...plain(event), code: textOf(event.detail['outcome']) }],
  'delivery.delivered': (event) => [{ ...plain(event), code: textOf(event.detail['kind']) }],
  'records.reported': (event) => [
    plain(event),
    ...caseResults.map((code) => ({
      measure: 'records',
      client_id: event.client_id,
      code,
      count: Number(event.detail[code] ?? 0),
    })),
  ],
};

const plain = (event: SealedEvent): Reading => ({
  measure: event.kind,
  code: event.code ?? (event.outcome === 'ok' ? '' : event.outcome),
  source_id: event.source_id,
  client_id: event.client_id,
});

const byWay = ({ source_id, client_id }: SealedEvent) => ({
  source_id: source_id ?? ours,
  client_id,
});

const textOf = (value: SealedEvent['detail'][string] | undefined) =>
  typeof value === 'string' ? value : '';

const took = (ms: SealedEvent['detail'][string] | undefined) =>
  typeof ms === 'number' && ms >= 0 ? { ms } : {};

/** A cause is one of few words of ours; should it ever be anything else, it is not kept. */
const wordOf = (code = '') => (/^[a-z0-9_.:-]{0,64}$/.test(code) ? code : 'other');

/**
 * What a set of events adds to the roll-ups: one entry for each row that changes, so that one
 * statement writes them. Pure, and the order of the events is nothing to it.
 */
export function fold(events: readonly SealedEvent[]): MeasureRow[] {
  const rows = new Map<string, MeasureRow>();
  for (const event of events) {
    const read = readers[event.kind] ?? ((one) => [plain(one)]);
    const at = new Date(event.at);
    for (const reading of read(event)) {
      if (reading.count === 0) continue;
      for (const step of reading.running ? (['ever'] as const) : steps) {
        for (const [series, series_id] of seriesOf(reading)) {
          const { measure } = reading;
          const from_at = beginningOf(step, at);
          add(
            rows,
            { step, measure, series, from_at, series_id, code: wordOf(reading.code) },
            reading,
          );
        }
      }
    }
  }
  return [...rows.values()];
}

function seriesOf({ source_id, client_id }: Reading): [Series, string][] {
  return [
    ['all', ''],
    ...(source_id ? [['source', source_id] as [Series, string]] : []),
    ...(client_id ? [['client', client_id] as [Series, string]] : []),
  ];
}

type RowKey = Omit<MeasureRow, 'count' | 'sum_ms' | 'buckets'>;

export const keyOf = (row: RowKey) =>
  JSON.stringify([row.step, row.measure, row.series, row.from_at, row.series_id, row.code]);

function add(rows: Map<string, MeasureRow>, at: RowKey, { count = 1, ms }: Reading): void {
  const key = keyOf(at);
  const row = rows.get(key) ?? { ...at, count: 0, sum_ms: 0, buckets: [] };
  rows.set(key, row);
  row.count += count;
  if (ms === undefined) return;
  row.sum_ms += ms;
  row.buckets = withOne(row.buckets, ms);
}
