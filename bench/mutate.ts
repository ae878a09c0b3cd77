import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { families } from '../test/sources/mutations/families.ts';
import { noneAccepted, partOf, sentence } from '../test/sources/mutations/run.ts';
import { say } from './one-gateway.ts';

/**
 * `npm run bench -- mutate [--count=N] [--seed=N]`: 100,000 mutants of SAML responses, CAS answers,
 * tokens and LDAP entries, a quarter each, and fewer of the other families besides (families.ts). None may be accepted and none may break the reader; the heap after a collection is
 * looked at ten times for each protocol, and must not grow.
 */
const COUNT = 100_000;
const LOOKS = 10;
/** What the heap of a protocol's second half may be above its first: caches that are full by then. */
const GROWTH = 4 * 2 ** 20;

export async function mutateBench(words: readonly string[]): Promise<void> {
  const asked = (name: string) =>
    words.flatMap((word) => new RegExp(`^--${name}=(\\d+)$`).exec(word)?.[1] ?? []).at(-1);
  if (words.some((word) => !/^--(count|seed)=\d+$/.test(word)))
    throw new RangeError('bench mutate takes --count=<number> and --seed=<number>');
  const total = Number(asked('count') ?? COUNT);
  const seed = Number(asked('seed') ?? Date.now() % 2 ** 31);
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const all = Object.entries(families).map(([name, { part }]) => `${total * part} ${name}`);
  say(`mutants: ${all.join(', ')}; seed ${seed}`);
  const grown: string[] = [];
  for (const [name, { start, part }] of Object.entries(families)) {
    const begun = performance.now();
    const family = await start();
    const heap: number[] = [];
    try {
      for (const way of family.ways) {
        const count = partOf(way, total * part);
        const looks = Math.max(1, Math.round(LOOKS * way.share));
        const mutants = Math.max(1, Math.ceil(count / looks));
        const look = () => {
          collect();
          heap.push(process.memoryUsage().heapUsed);
        };
        const held = await noneAccepted(way, { count, seed, watch: { mutants, look } });
        say(sentence(way, count, seed, held));
        if (!way.tries(held)) throw new Error(`${way.name}: these mutants try nothing`);
      }
    } finally {
      await family.stop();
    }
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    const shown = heap.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' ');
    say(`${name}: ${seconds} s; heap after a collection, MiB: ${shown}`);
    if (growthOf(heap) > GROWTH) grown.push(name);
  }
  if (grown.length > 0) throw new Error(`the heap grew: ${grown.join(', ')}`);
  say('none accepted, no crash, no growth');
}

/** By how much the last third of the looks is above the third before it, each at its lowest. */
function growthOf(heap: readonly number[]): number {
  const third = Math.floor(heap.length / 3);
  if (third === 0) return 0;
  return Math.min(...heap.slice(-third)) - Math.min(...heap.slice(-2 * third, -third));
}
