import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import type { Contestant, Store } from './contestant.ts';
import { entrances } from './entrances.ts';
import { type HopLoad, hops, NEW_CLIENTS, PEOPLE, profileHops } from './hops.ts';
import { type Options, read } from './options.ts';
import { records } from './records.ts';
import { hangUp } from './request.ts';
import { signIns } from './sign-ins.ts';
import { startStores } from './stores.ts';

/**
 * `npm run bench`: what one request costs on both stores, in one process and in two, with a plain
 * oidc-provider and the usual adapter on the same store beside it, alternated. What may follow:
 * options.ts. About five minutes; everything stays on this machine.
 */
let options: Options;
try {
  options = read(process.argv.slice(2));
} catch (fault) {
  console.error((fault as Error).message);
  process.exit(2);
}

const stores = await startStores(options.stores.includes('redis'));
const source = await startOpenIdProvider();
const people = Array.from({ length: PEOPLE }, someone);
const arrives = (person: number) => source.signsIn(people[person] ?? someone());
const enter = entrances(stores, source.settings);
const inOne = options.endpoints.length > 0 || options.runs('sign-in') || options.runs('records');
const begun = performance.now();
console.log(
  `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), shared by servers, stores and load;`,
  `fsync on; ${PEOPLE} people at ${NEW_CLIENTS} clients, new sessions in every round\n`,
);
try {
  for (const store of options.stores) {
    if (inOne) await inTurn(store, 1, options.rounds);
    if (options.runs('two') && !options.profile)
      await inTurn(store, 2, Math.min(options.rounds, 2));
  }
  console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
} finally {
  hangUp();
  await source.stop();
  await stores.stop();
}

/** Both servers on one store, and all that is asked of them. */
async function inTurn(store: Store, processes: number, rounds: number): Promise<void> {
  const both: Contestant[] = [];
  try {
    if (!options.plainOnly) both.push(await enter('songhua', store, processes));
    if (processes > 1 || options.endpoints.length > 0 || options.profile)
      both.push(await enter('plain oidc-provider', store, processes));
    const load: HopLoad = { rounds, arrives };
    if (options.profile) return await profileHops(both, load);
    if (processes > 1 || options.endpoints.length > 0) {
      await hops(both, load, processes > 1 ? ['hop'] : options.endpoints);
    }
    const [gateway] = both.filter(({ plain }) => !plain);
    if (!gateway || processes > 1) return;
    if (options.runs('sign-in')) {
      await signIns(gateway, {
        known: () => arrives(0),
        stranger: () => source.signsIn(someone()),
      });
    }
    if (options.runs('records')) await records(gateway, arrives);
  } finally {
    hangUp();
    await Promise.allSettled(both.map((contestant) => contestant.stop()));
  }
}

/** A made-up account without a document: the level stays low, and nobody is matched. */
function someone() {
  return { sub: `bench-${randomBytes(8).toString('hex')}`, name: '王测试' };
}
