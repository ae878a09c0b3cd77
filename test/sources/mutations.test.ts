import { describe, expect, test } from 'vitest';
import { families } from './mutations/families.ts';
import { noneAccepted, partOf, sentence } from './mutations/run.ts';

/** Of the four families that the province agreed on together; MUTATIONS and MUTATION_SEED say otherwise. */
const MUTANTS = Number(process.env['MUTATIONS'] ?? 5_000);
const seed = Number(process.env['MUTATION_SEED'] ?? Date.now() % 2 ** 31);

// Some milliseconds of work each: more than a test's usual time on a busy machine.
describe('mutated answers', { timeout: 300_000 }, () => {
  for (const [name, { start, part }] of Object.entries(families))
    test(`${name}: none is accepted, and none breaks us`, async () => {
      const family = await start();
      try {
        for (const way of family.ways) {
          const count = partOf(way, MUTANTS * part);
          const held = await noneAccepted(way, { count, seed });
          process.stdout.write(`\n${sentence(way, count, seed, held)}\n`);
          expect(way.tries(held), way.name).toBe(true);
        }
      } finally {
        await family.stop();
      }
    });
});
