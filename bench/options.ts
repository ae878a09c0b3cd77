import type { Store } from './contestant.ts';

/** What `npm run bench -- ...` may be followed by: parts, and what narrows them. */
const endpoints = ['hop', 'refresh', 'introspection'] as const;
const parts = [...endpoints, 'sign-in', 'records'] as const;
const stores = ['redis', 'postgres'] as const satisfies Store[];
const processes = ['one', 'two'] as const;
const others = ['plain', 'floor', 'strict', '--profile'] as const;

export type EndpointPart = (typeof endpoints)[number];
export type Part = (typeof parts)[number];

export interface Options {
  runs(part: Part): boolean;
  endpoints: readonly EndpointPart[];
  stores: readonly Store[];
  /** How many of each server: 1, 2, or one after the other. One alone when parts are named. */
  processes: readonly (1 | 2)[];
  /** Only the neighbours. */
  plainOnly: boolean;
  /** Also the neighbour with nothing stored anywhere: what the engine costs by itself. */
  floor: boolean;
  /** Also hops of strict clients (FAPI 2.0), at the same server. */
  strict: boolean;
  profile: boolean;
  rounds: number;
  /** The number was said, so that a busy machine takes its time for it. */
  allRounds: boolean;
}

const ROUNDS = 5;

/** Throws RangeError with what there is. */
export function read(words: readonly string[]): Options {
  const known: readonly string[] = [...parts, ...stores, ...processes, ...others];
  const rounds = words.flatMap((word) => /^--rounds=([1-9]\d?)$/.exec(word)?.[1] ?? []);
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > rounds.length) {
    throw new RangeError(
      `The bench takes ${known.join(', ')} and --rounds=<1 to 99>, not: ${words.join(' ')}`,
    );
  }
  const has = (word: string) => words.includes(word);
  const [plainOnly, floor, strict, profile] = others.map(has) as [
    boolean,
    boolean,
    boolean,
    boolean,
  ];
  const named = parts.filter(has);
  const runs = (part: Part) => named.length === 0 || named.includes(part);
  const both = named.length === 0 && !profile;
  const asked = processes.some(has) ? processes.filter(has) : both ? processes : ['one'];
  return {
    runs,
    endpoints: endpoints.filter(runs),
    stores: stores.some(has) ? stores.filter(has) : stores,
    processes: asked.map((word) => (word === 'one' ? 1 : 2)),
    plainOnly,
    floor,
    strict,
    profile,
    rounds: Number(rounds.at(-1) ?? ROUNDS),
    allRounds: rounds.length > 0,
  };
}
