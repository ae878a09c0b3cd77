import type { Contestant } from './contestant.ts';
import type { Reading } from './meter.ts';
import type { Answered } from './request.ts';

/** One measured endpoint: how long each request took, and what the server said of itself. */
export interface Measured {
  endpoint: string;
  /** Milliseconds, one per request. */
  took: number[];
  /** Milliseconds for all of them. */
  elapsed: number;
  reading: Reading;
}

/** Runs one phase: every person at once, each with one request after the other under way. */
export async function measure(
  at: Contestant,
  load: {
    endpoint: string;
    people: number;
    /** Numbers of the clients that each person asks. */
    turns: readonly number[];
    counting: boolean;
  },
  request: (person: number, turn: number) => Promise<Pick<Answered, 'took'>>,
): Promise<Measured> {
  const took: number[] = [];
  await at.begin(load.counting);
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: load.people }, async (_, person) => {
      for (const turn of load.turns) took.push((await request(person, turn)).took);
    }),
  );
  const elapsed = performance.now() - begun;
  return { endpoint: load.endpoint, took, elapsed, reading: await at.read() };
}
