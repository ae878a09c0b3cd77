import type { Contestant } from './contestant.ts';
import type { Rounds } from './glance.ts';
import { type Measured, measure } from './measure.ts';
import type { EndpointPart } from './options.ts';
import { hopPhases, type Phase, signIn } from './phases.ts';
import { strictPhases } from './strict-phases.ts';
import { printed, summed, sumOf } from './table.ts';

export const PEOPLE = 16;
/** New to each session: so many hops of each person in a round are first ones. */
export const NEW_CLIENTS = 25;

export interface HopLoad {
  rounds: number;
  /** No further round begins after this. */
  withinMs: number;
  /** Puts a person at the keyboard of the double. */
  arrives: (person: number) => void;
}

export const everybody = {
  people: PEOPLE,
  // The first client is the one that people signed in at.
  turns: Array.from({ length: NEW_CLIENTS }, (_, number) => number + 1),
};

/**
 * Hops of every contestant in rounds, each endpoint by all of them in turn, so that what disturbs
 * the machine disturbs all. Each round has new sessions. The first round warms up and counts round
 * trips, the later ones measure time without counting.
 */
export async function hops(
  all: readonly Contestant[],
  { rounds, withinMs, arrives }: HopLoad,
): Promise<Rounds> {
  const done = new Map(
    all.map((one) => [one, { timed: [] as Measured[][], counted: [] as Measured[] }]),
  );
  let begun = performance.now();
  for (let number = 0; number <= rounds; number += 1) {
    if (number === 1) begun = performance.now();
    if (number > 1 && performance.now() - begun > withinMs) break;
    const order = number % 2 === 0 ? all : [...all].reverse();
    for (const [contestant, measured] of await round(order, arrives, number === 0)) {
      const of = done.get(contestant);
      if (number === 0) of?.counted.push(...measured);
      else of?.timed.push(measured);
    }
  }
  return done;
}

/** Everything that one contestant was asked, with its round trips by name. */
export function printedHops(rounds: Rounds, parts: readonly EndpointPart[]): string {
  return [...rounds]
    .map(([{ name }, { timed, counted }]) => {
      const lines = summed(timed.flat(), counted).filter(({ endpoint }) =>
        parts.includes(partOf(endpoint)),
      );
      const of = (which: string) => lines.filter((line) => line.endpoint.startsWith(`${which} `));
      const hop = (which: string) => [
        ...of(which),
        ...sumOf(
          `${which.toUpperCase()} HOP (these together)`,
          lines,
          of(which).map(({ endpoint }) => endpoint),
        ),
      ];
      const others = lines.filter(({ endpoint }) => !endpoint.includes(' '));
      return printed(name, [...hop('first'), ...hop('repeat'), ...others]);
    })
    .join('\n\n');
}

const partOf = (endpoint: string): EndpointPart =>
  endpoint === 'refresh' || endpoint === 'introspection' ? endpoint : 'hop';

export async function round(
  all: readonly Contestant[],
  arrives: (person: number) => void,
  counting: boolean,
): Promise<Map<Contestant, Measured[]>> {
  const measured = new Map<Contestant, Measured[]>();
  const phases = new Map<Contestant, Phase[]>();
  for (const contestant of all) {
    measured.set(contestant, []);
    const people = await signIn(contestant, PEOPLE, arrives);
    const phasesOf = contestant.strict ? strictPhases : hopPhases;
    phases.set(contestant, await phasesOf(contestant, people));
    // What came before, the signing in, is no part of what is measured.
    await contestant.read();
  }
  const most = Math.max(...[...phases.values()].map(({ length }) => length));
  for (let number = 0; number < most; number += 1) {
    for (const [contestant, own] of phases) {
      // A strict hop has a part more than others.
      const phase = own[number];
      if (!phase) continue;
      const { endpoint, request } = phase;
      measured
        .get(contestant)
        ?.push(await measure(contestant, { ...everybody, endpoint, counting }, request));
    }
  }
  return measured;
}
