import type { Measured } from './phases.ts';

/** Rounds of one endpoint put together. */
interface Line {
  endpoint: string;
  requests: number;
  perSecond: number;
  p50: number;
  p99: number;
  cpu: number;
  /** Per request. */
  trips: number;
  /** The same by name. */
  roundTrips: Map<string, number>;
}

/** Adds up the rounds of each endpoint, in the order in which they came. */
export function summed(rounds: readonly Measured[]): Line[] {
  return [...new Set(rounds.map(({ endpoint }) => endpoint))].map((endpoint) => {
    const of = rounds.filter((one) => one.endpoint === endpoint);
    const took = of.flatMap((one) => one.took).sort((a, b) => a - b);
    const requests = took.length;
    const roundTrips = new Map<string, number>();
    for (const [name, count] of of.flatMap(({ reading }) => Object.entries(reading.roundTrips))) {
      roundTrips.set(name, (roundTrips.get(name) ?? 0) + count / requests);
    }
    return {
      endpoint,
      requests,
      perSecond: requests / (sum(of.map(({ elapsed }) => elapsed)) / 1000),
      p50: at(took, 0.5),
      p99: at(took, 0.99),
      cpu: sum(of.map(({ reading }) => reading.cpu)) / requests,
      trips: sum([...roundTrips.values()]),
      roundTrips,
    };
  });
}

/** The hop as one line: what authorise, token and userinfo cost together. */
export function hop(lines: readonly Line[]): Line {
  const parts = lines.filter(({ endpoint }) =>
    ['authorise', 'token', 'userinfo'].includes(endpoint),
  );
  return {
    endpoint: 'hop (these three)',
    requests: Math.min(...parts.map(({ requests }) => requests)),
    perSecond: 1 / sum(parts.map(({ perSecond }) => 1 / perSecond)),
    p50: sum(parts.map(({ p50 }) => p50)),
    p99: sum(parts.map(({ p99 }) => p99)),
    cpu: sum(parts.map(({ cpu }) => cpu)),
    roundTrips: new Map(),
    trips: sum(parts.map(({ trips }) => trips)),
  };
}

/** One contestant as text: a table, and below it every round trip by name. */
export function printed(name: string, lines: readonly Line[]): string {
  const head = ['endpoint', 'requests', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'round trips'];
  const rows = lines.map((line) => [
    line.endpoint,
    String(line.requests),
    line.perSecond.toFixed(0),
    line.p50.toFixed(1),
    line.p99.toFixed(1),
    line.cpu.toFixed(0),
    line.trips.toFixed(2),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const text = [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const named = lines
    .filter(({ roundTrips }) => roundTrips.size > 0)
    .flatMap(({ endpoint, roundTrips }) => [
      `  ${endpoint}`,
      ...[...roundTrips]
        .sort(([, a], [, b]) => b - a)
        .map(([trip, count]) => `    ${count.toFixed(2).padStart(5)}  ${trip}`),
    ]);
  return [name, ...text, '', `${name}: round trips per request, by name`, ...named].join('\n');
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
