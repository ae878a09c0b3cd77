import type { Measured } from './measure.ts';

/** Rounds of one endpoint put together. */
interface Line {
  endpoint: string;
  requests: number;
  perSecond: number;
  p50: number;
  p99: number;
  cpu: number;
  /** Round trips per request, by name. */
  redis: Map<string, number>;
  postgres: Map<string, number>;
  /** How many of them one after the other. */
  waits: number;
}

/** Adds up the timed rounds of each endpoint, with the round trips of the counted ones. */
export function summed(timed: readonly Measured[], counted: readonly Measured[]): Line[] {
  return [...new Set(timed.map(({ endpoint }) => endpoint))].map((endpoint) => {
    const of = timed.filter((one) => one.endpoint === endpoint);
    const took = of.flatMap((one) => one.took).sort((a, b) => a - b);
    const counts = counted.filter((one) => one.endpoint === endpoint);
    const asked = sum(counts.map((one) => one.took.length));
    return {
      endpoint,
      requests: took.length,
      perSecond: took.length / (sum(of.map(({ elapsed }) => elapsed)) / 1000),
      p50: at(took, 0.5),
      p99: at(took, 0.99),
      cpu: sum(of.map(({ reading }) => reading.cpu)) / took.length,
      redis: perRequest(counts.map(({ reading }) => reading.redis)),
      postgres: perRequest(counts.map(({ reading }) => reading.postgres)),
      waits: sum(counts.map(({ reading }) => reading.waits)) / asked,
    };

    function perRequest(readings: Record<string, number>[]): Map<string, number> {
      const by = new Map<string, number>();
      for (const [name, count] of readings.flatMap(Object.entries<number>)) {
        by.set(name, (by.get(name) ?? 0) + count / asked);
      }
      return by;
    }
  });
}

/** Several endpoints as one line; none when one of them is not there. */
export function sumOf(name: string, lines: readonly Line[], parts: readonly string[]): Line[] {
  const of = lines.filter(({ endpoint }) => parts.includes(endpoint));
  if (of.length < parts.length) return [];
  return [
    {
      endpoint: name,
      requests: Math.min(...of.map(({ requests }) => requests)),
      perSecond: 1 / sum(of.map(({ perSecond }) => 1 / perSecond)),
      p50: sum(of.map(({ p50 }) => p50)),
      p99: sum(of.map(({ p99 }) => p99)),
      cpu: sum(of.map(({ cpu }) => cpu)),
      redis: new Map([['', sum(of.map(({ redis }) => total(redis)))]]),
      postgres: new Map([['', sum(of.map(({ postgres }) => total(postgres)))]]),
      waits: sum(of.map(({ waits }) => waits)),
    },
  ];
}

/** One contestant as text: a table, and below it every round trip by name. */
export function printed(name: string, lines: readonly Line[]): string {
  const head = [
    ...[name, 'requests', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs'],
    ...['redis', 'postgres', 'waits'],
  ];
  const rows = lines.map((line) => [
    line.endpoint,
    String(line.requests),
    line.perSecond.toFixed(0),
    line.p50.toFixed(1),
    line.p99.toFixed(1),
    line.cpu.toFixed(0),
    total(line.redis).toFixed(2),
    total(line.postgres).toFixed(2),
    line.waits.toFixed(2),
  ]);
  const named = lines.flatMap(({ endpoint, redis, postgres }) => {
    const trips = [...byName(redis, 'redis'), ...byName(postgres, 'postgres')];
    return trips.length > 0 ? [`  ${endpoint}`, ...trips] : [];
  });
  return [
    ...aligned([head, ...rows]),
    '',
    `${name}: round trips per request, by name`,
    ...named,
  ].join('\n');
}

/** Rows with columns below each other: the first one on the left, the others on the right. */
export function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function byName(trips: ReadonlyMap<string, number>, store: string): string[] {
  return [...trips]
    .filter(([name]) => name !== '')
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `    ${count.toFixed(2).padStart(5)}  ${store}: ${name}`);
}

export const total = (trips: ReadonlyMap<string, number>): number => sum([...trips.values()]);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
