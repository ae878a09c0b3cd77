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

/**
 * A bounded queue in front of argon2 (DESIGN 8): as many at once as cores, `waiting` more in line,
 * and for the rest Refusal `credentials.busy`, so that a storm of sign-ins slows sign-ins only.
 */
export function makeHasher({
  atOnce = availableParallelism(),
  waiting = 4 * atOnce,
  work = { hash: argon2.hash, verify: argon2.verify } as Pick<typeof argon2, 'hash' | 'verify'>,
}: {
  atOnce?: number;
  waiting?: number;
  work?: Pick<typeof argon2, 'hash' | 'verify'>;
} = {}): Hasher {
  let running = 0;
  const line: (() => void)[] = [];

  async function inTurn<T>(job: () => Promise<T>): Promise<T> {
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
  }

  return {
    hash: (password) => inTurn(() => work.hash(password, parameters)),
    verify: (hash, password) =>
      inTurn(async () => ({
        right: await work.verify(hash, password),
        old: argon2.needsRehash(hash, parameters),
      })),
  };
}
