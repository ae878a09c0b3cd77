/**
 * "None accepted": what a source answers is changed on the way, as often as wanted, and each mutant
 * is refused by name or means what the original did. Used by the tests and by `npm run bench -- mutate`.
 */
import { Refusal } from '../../../src/errors.ts';
import { type Chance, seeded } from './mutators.ts';

/** One answer of one protocol, in one way of changing it. */
export interface Way<T = unknown> {
  /** What is printed with the seed. */
  name: string;
  /** Its part of the family's mutants; those of a family are one together. */
  share: number;
  mutate(chance: Chance): T | Promise<T>;
  /** What the gateway makes of it. */
  take(mutant: T): Promise<unknown>;
  /** True of what came when the mutant means what the original did: then the same person. */
  same(came: unknown): boolean;
  /** What is to be expected of the counts of many: or the mutators would try nothing. */
  tries(held: Held): boolean;
}

export interface Held {
  refused: number;
  same: number;
}

/** The answers of one protocol. */
export interface Family {
  // The mutants of a way are its own affair.
  // biome-ignore lint/suspicious/noExplicitAny: each way has a type of its own
  ways: Way<any>[];
  stop(): Promise<void>;
}

/** Called every `mutants` mutants. */
interface Watch {
  mutants: number;
  look(number: number): void;
}

/**
 * Throws Error with way, seed and number of the first mutant that was accepted, or that made
 * anything but a refusal: that is a crash.
 */
export async function noneAccepted<T>(
  way: Way<T>,
  { count, seed, watch }: { count: number; seed: number; watch?: Watch },
): Promise<Held> {
  const chance = seeded(seed);
  const held = { refused: 0, same: 0 };
  for (let number = 1; number <= count; number += 1) {
    const mutant = await way.mutate(chance);
    const told = (what: string) =>
      new Error(`${way.name}, seed ${seed}, mutant ${number} ${what}: ${JSON.stringify(mutant)}`);
    try {
      const came = await way.take(mutant);
      if (!way.same(came)) throw new Accepted(came);
      held.same += 1;
    } catch (thrown) {
      if (thrown instanceof Accepted) throw told(`was accepted as ${JSON.stringify(thrown.came)}`);
      if (!(thrown instanceof Refusal))
        throw told(`crashed with ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
      held.refused += 1;
    }
    if (watch && number % watch.mutants === 0) watch.look(number);
  }
  return held;
}

class Accepted extends Error {
  came: unknown;
  constructor(came: unknown) {
    super();
    this.came = came;
  }
}

export const sentence = ({ name }: Way, count: number, seed: number, { refused, same }: Held) =>
  `${name}: ${count} mutants, seed ${seed}: ${refused} refused, ${same} equal in meaning`;

/** Of this many mutants of a family, so many are this way's. */
export const partOf = ({ share }: Way, count: number): number => Math.ceil(count * share);
