import type { Store } from './contestant.ts';

/** What `npm run bench -- ...` may be followed by: parts, and what narrows them. */
const endpoints = ['hop', 'refresh', 'introspection'] as const;
const parts = [...endpoints, 'sign-in', 'records', 'two'] as const;
const stores = ['redis', 'postgres'] as const satisfies Store[];
const others = ['plain', '--profile'] as const;

export type EndpointPart = (typeof endpoints)[number];
export type Part = (typeof parts)[number];

export interface Options {
  runs(part: Part): boolean;
  endpoints: readonly EndpointPart[];
  stores: readonly Store[];
  /** Only the neighbours. */
  plainOnly: boolean;
  profile: boolean;
  rounds: number;
}

const ROUNDS = 5;

/** Throws RangeError with what there is. */
export function read(words: readonly string[]): Options {
  const known: readonly string[] = [...parts, ...stores, ...others];
  const rounds = words.flatMap((word) => /^--rounds=([1-9]\d?)$/.exec(word)?.[1] ?? []);
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > rounds.length) {
    throw new RangeError(
      `The bench takes ${known.join(', ')} and --rounds=<1 to 99>, not: ${words.join(' ')}`,
    );
  }
  const has = (word: string) => words.includes(word);
  const named = parts.filter(has);
  const runs = (part: Part) => named.length === 0 || named.includes(part);
  return {
    runs,
    endpoints: endpoints.filter(runs),
    stores: stores.some(has) ? stores.filter(has) : stores,
    plainOnly: has('plain'),
    profile: has('--profile'),
    rounds: Number(rounds.at(-1) ?? ROUNDS),
  };
}
