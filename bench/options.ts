/** What `npm run bench -- ...` may be followed by. */
const parts = ['hop', 'refresh', 'introspection', 'sign-in'] as const;
const narrower = ['redis', 'postgres', 'plain'] as const;

export type Part = (typeof parts)[number];

export interface Options {
  runs(part: Part): boolean;
  redis: boolean;
  postgres: boolean;
  /** Only the neighbours. */
  plainOnly: boolean;
  profile: boolean;
  rounds: number;
}

const ROUNDS = 5;

/** Throws RangeError with what there is. */
export function read(words: readonly string[]): Options {
  const known: readonly string[] = [...parts, ...narrower, '--profile'];
  const rounds = words.flatMap((word) => /^--rounds=([1-9]\d?)$/.exec(word)?.[1] ?? []);
  const unknown = words.filter((word) => !known.includes(word) && !word.startsWith('--rounds='));
  if (unknown.length > 0 || rounds.length < words.filter((w) => w.startsWith('--rounds')).length) {
    throw new RangeError(
      `The bench takes ${known.join(', ')} and --rounds=<1 to 99>, not: ${words.join(' ')}`,
    );
  }
  const named = parts.filter((part) => words.includes(part));
  const has = (word: (typeof narrower)[number]) => words.includes(word);
  const bothStores = has('redis') === has('postgres');
  return {
    runs: (part) => named.length === 0 || named.includes(part),
    redis: bothStores || has('redis'),
    postgres: bothStores || has('postgres'),
    plainOnly: has('plain'),
    profile: words.includes('--profile'),
    rounds: Number(rounds.at(-1) ?? ROUNDS),
  };
}
