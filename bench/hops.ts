import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contestant } from './contestant.ts';
import { type Measured, measure } from './measure.ts';
import type { EndpointPart } from './options.ts';
import { hopPhases, type Phase, signIn } from './phases.ts';
import { printedProfile } from './profile.ts';
import { printed, summed, sumOf } from './table.ts';

export const PEOPLE = 16;
/** New to each session: so many hops of each person in a round are first ones. */
export const NEW_CLIENTS = 25;
/** No further round begins after this, so that a busy machine does not make the bench endless. */
const ROUNDS_WITHIN_MS = 120_000;

export interface HopLoad {
  rounds: number;
  /** Puts a person at the keyboard of the double. */
  arrives: (person: number) => void;
}

const FIRST = ['first authorise', 'first token', 'first userinfo'];
const REPEAT = ['repeat authorise', 'repeat token', 'repeat userinfo'];

/**
 * Hops of every contestant in rounds, each endpoint by all of them in turn, so that what disturbs
 * the machine disturbs all. Each round has new sessions. The first round warms up and counts round
 * trips, the later ones measure time without counting.
 */
export async function hops(
  all: readonly Contestant[],
  { rounds, arrives }: HopLoad,
  parts: readonly EndpointPart[],
): Promise<void> {
  const counted = new Map<Contestant, Measured[]>(all.map((one) => [one, []]));
  const timed = new Map<Contestant, Measured[][]>(all.map((one) => [one, []]));
  let begun = performance.now();
  for (let number = 0; number <= rounds; number += 1) {
    if (number === 1) begun = performance.now();
    if (number > 1 && performance.now() - begun > ROUNDS_WITHIN_MS) break;
    const order = number % 2 === 0 ? all : [...all].reverse();
    const measured = await round(order, arrives, number === 0);
    for (const [contestant, phases] of measured) {
      if (number === 0) counted.set(contestant, phases);
      else timed.get(contestant)?.push(phases);
    }
  }
  for (const contestant of all) {
    const lines = summed(timed.get(contestant)?.flat() ?? [], counted.get(contestant) ?? []).filter(
      ({ endpoint }) => parts.includes(partOf(endpoint)),
    );
    const hop = (name: string, parts: readonly string[]) => sumOf(name, lines, parts);
    console.log(
      `${printed(contestant.name, [
        ...lines.slice(0, 3),
        ...hop('FIRST HOP (these three)', FIRST),
        ...lines.slice(3, 6),
        ...hop('REPEAT HOP (these three)', REPEAT),
        ...lines.slice(6),
      ])}\n`,
    );
  }
  if (parts.includes('hop')) compare(timed);
  for (const [{ name }, measured] of timed) {
    const between = measured.flat().reduce((sum, { reading }) => sum + reading.before, 0);
    const requests = measured.flat().reduce((sum, { took }) => sum + took.length, 0);
    console.log(
      `${name}: besides ${(between / requests).toFixed(0)} µs a request between the phases,`,
      'while the others had their turn (jobs in the background)',
    );
  }
}

const partOf = (endpoint: string): EndpointPart =>
  endpoint === 'refresh' || endpoint === 'introspection' ? endpoint : 'hop';

async function round(
  all: readonly Contestant[],
  arrives: (person: number) => void,
  counting: boolean,
): Promise<Map<Contestant, Measured[]>> {
  const measured = new Map<Contestant, Measured[]>();
  const phases = new Map<Contestant, Phase[]>();
  for (const contestant of all) {
    measured.set(contestant, []);
    phases.set(contestant, hopPhases(contestant, await signIn(contestant, PEOPLE, arrives)));
    // What came before, the signing in, is no part of what is measured.
    await contestant.read();
  }
  for (const number of [...phases.values()][0]?.keys() ?? []) {
    for (const [contestant, own] of phases) {
      const { endpoint, request } = own[number] as Phase;
      measured
        .get(contestant)
        ?.push(await measure(contestant, { ...load, endpoint, counting }, request));
    }
  }
  return measured;
}

const load = {
  people: PEOPLE,
  // The first client is the one that people signed in at.
  turns: Array.from({ length: NEW_CLIENTS }, (_, number) => number + 1),
};

/** What of the neighbour's CPU a hop takes, in each round. */
function compare(timed: ReadonlyMap<Contestant, Measured[][]>): void {
  const ours = [...timed].find(([{ plain }]) => !plain);
  const plain = [...timed].find(([contestant]) => contestant.plain);
  if (!ours || !plain) return;
  const cpu = (round: Measured[], parts: readonly string[]) =>
    round
      .filter(({ endpoint }) => parts.includes(endpoint))
      .reduce((sum, { reading, took }) => sum + reading.cpu / took.length, 0);
  const kinds: [string, readonly string[]][] = [
    ['first hop', FIRST],
    ['repeat hop', REPEAT],
  ];
  for (const [name, parts] of kinds) {
    const pairs = ours[1].map((round, number) => ({
      ours: cpu(round, parts),
      plain: cpu(plain[1][number] ?? [], parts),
    }));
    const ratios = pairs.map((pair) => pair.ours / pair.plain).sort((a, b) => a - b);
    const mean = (which: 'ours' | 'plain') =>
      pairs.reduce((sum, pair) => sum + pair[which], 0) / pairs.length;
    console.log(
      `${name}: ${ours[0].name} ${mean('ours').toFixed(0)} µs of CPU / plain ${mean('plain').toFixed(0)} µs`,
      `= ${(mean('ours') / mean('plain')).toFixed(3)}`,
      `(rounds ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')})`,
    );
  }
}

/** One round of hops of each contestant under the sampling profiler, after one that warms up. */
export async function profileHops(all: readonly Contestant[], { arrives }: HopLoad): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'songhua-profiles-'));
  for (const contestant of all) {
    await round([contestant], arrives, false);
    const people = await signIn(contestant, PEOPLE, arrives);
    const phases = hopPhases(contestant, people);
    for (const [name, parts] of [
      ['first-hop', FIRST],
      ['repeat-hop', REPEAT],
    ] as const) {
      const file = join(
        folder,
        `${contestant.name.replaceAll(/[^a-z]+/g, '-')}-${name}.cpuprofile`,
      );
      await contestant.profile();
      let requests = 0;
      for (const { endpoint, request } of phases.filter(({ endpoint }) =>
        parts.includes(endpoint),
      )) {
        requests = (await measure(contestant, { ...load, endpoint, counting: false }, request)).took
          .length;
      }
      await contestant.profiled(file);
      console.log(printedProfile(`${contestant.name}, ${name}`, file, requests));
    }
  }
}
