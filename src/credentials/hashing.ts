import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { Refusal } from '../errors.ts';

/** argon2id at the least that OWASP's Password Storage Cheat Sheet allows: 19 MiB, two passes, one lane. */
export const parameters = {
  type: argon2.argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

export interface Hasher {
  /** A new hash in PHC form. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one; and whether the hash was made with other parameters than today's. */
  verify(hash: string, password: string): Promise<{ right: boolean; old: boolean }>;
}

/** Runs a job when its turn comes; throws Refusal `credentials.busy` at once when the line is full. */
export type Queue = (<T>(job: () => Promise<T>) => Promise<T>) & {
  /** How many are at work or in line. */
  inLine(): number;
};

/**
 * libuv has four threads for the whole of a process, and argon2 takes one for each hash. Four at once
 * were seen to keep the signature of a hop waiting for 100 ms; three leave one free.
 */
const threadsForHashing = 3;

/**
 * A bounded queue (DESIGN 8): as many at once as cores, `waiting` more in line, and for the rest
 * Refusal `credentials.busy`, so that a storm of sign-ins slows sign-ins only.
 */
export function makeQueue({
  atOnce = Math.min(availableParallelism(), threadsForHashing),
  waiting = 4 * atOnce,
}: {
  atOnce?: number;
  waiting?: number;
} = {}): Queue {
  let running = 0;
  const line: (() => void)[] = [];

  const run = async <T>(job: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1;
    else if (line.length >= waiting) throw new Refusal('credentials.busy', { retry_after: 2 });
    // Whoever finishes hands its place on, so that nobody slips in between.
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await job();
    } finally {
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return Object.assign(run, { inLine: () => running + line.length });
}

/** The one line of this process: our own hashes and those of old tables (formats/) stand in it together. */
export const queue = makeQueue();

export function makeHasher({
  inTurn = queue,
  work = { hash: argon2.hash, verify: argon2.verify } as Pick<typeof argon2, 'hash' | 'verify'>,
}: {
  inTurn?: Queue;
  work?: Pick<typeof argon2, 'hash' | 'verify'>;
} = {}): Hasher {
  return {
    hash: (password) => inTurn(() => work.hash(password, parameters)),
    verify: (hash, password) =>
      inTurn(async () => ({
        right: await work.verify(hash, password),
        old: argon2.needsRehash(hash, parameters),
      })),
  };
}
