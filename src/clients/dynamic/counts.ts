import type { RefusalCode } from '../../errors.ts';

/** What programs did at the endpoint of registrations, for the metrics of this process. */
export type Act = 'register' | 'read' | 'replace' | 'remove';

export interface Counts {
  /** `failed`: a fault of ours. */
  count(act: Act, outcome: 'ok' | 'failed' | RefusalCode): void;
  all(): readonly (readonly [labels: readonly [act: string, outcome: string], count: number])[];
}

export function makeCounts(): Counts {
  const counts = new Map<string, { act: Act; outcome: string; count: number }>();
  return {
    count(act, outcome) {
      const key = `${act} ${outcome}`;
      const known = counts.get(key) ?? { act, outcome, count: 0 };
      known.count += 1;
      counts.set(key, known);
    },
    all: () => [...counts.values()].map(({ act, outcome, count }) => [[act, outcome], count]),
  };
}
