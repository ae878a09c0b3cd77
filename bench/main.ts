import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import { noRedis } from '../test/support/redis.ts';
import { auditBench } from './audit.ts';
import { asStrict, type Contestant, type Store } from './contestant.ts';
import { drainBench } from './drain.ts';
import { entrances, strictClients } from './entrances.ts';
import { besides, glance } from './glance.ts';
import { hops, NEW_CLIENTS, PEOPLE, printedHops } from './hops.ts';
import { mutateBench } from './mutate.ts';
import { type Options, read } from './options.ts';
import { profileHops } from './profile-hops.ts';
import { records } from './records.ts';
import { hangUp } from './request.ts';
import { signIns } from './sign-ins.ts';
import { slowSourceBench } from './slow-source.ts';
import { startStores } from './stores.ts';

/**
 * `npm run bench`: what one request costs on both stores, in one process and in two, with a plain
 * oidc-provider and the usual adapter on the same store beside it, alternated. What may follow:
 * options.ts. About five minutes; everything stays on this machine.
 */
let options: Options;
try {
  // Of another kind: each measures one thing, and nothing else runs beside it.
  const apart = {
    audit: auditBench,
    drain: drainBench,
    mutate: mutateBench,
    'slow-source': slowSourceBench,
  };
  const [, , name = '', ...words] = process.argv;
  if (Object.hasOwn(apart, name)) {
    await apart[name as keyof typeof apart](words);
    process.exit(0);
  }
  options = read(process.argv.slice(2));
} catch (fault) {
  console.error((fault as Error).message);
  process.exit(2);
}

/** No round of hops begins later than that, so that a busy machine does not make the bench endless. */
const ROUNDS_WITHIN_MS = { 1: 45_000, 2: 20_000 };

const missing = options.stores.includes('redis') ? noRedis() : undefined;
if (missing) console.log(`Not on Redis: ${missing}.\n`);
const storesAsked = options.stores.filter((store) => store !== 'redis' || !missing);
const stores = await startStores(storesAsked.includes('redis'));
const source = await startOpenIdProvider();
const people = Array.from({ length: PEOPLE }, someone);
const arrives = (person: number) => source.signsIn(people[person] ?? someone());
const strict = options.strict ? await strictClients() : [];
const enter = entrances(stores, source.settings, strict);
const glances: string[] = [];
const begun = performance.now();
console.log(
  `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), shared by servers, stores and load;`,
  `fsync on; ${PEOPLE} people at ${NEW_CLIENTS} clients, new sessions in every round\n`,
);
try {
  for (const processes of options.processes) {
    for (const store of storesAsked) await inTurn(store, processes);
  }
  if (glances.length > 0) console.log(['AT A GLANCE', ...glances, ''].join('\n'));
  console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
} finally {
  hangUp();
  await source.stop();
  await stores.stop();
}

/** Both servers on one store, and all that is asked of them. */
async function inTurn(store: Store, processes: 1 | 2): Promise<void> {
  const { endpoints, profile, plainOnly, runs } = options;
  const both: Contestant[] = [];
  try {
    if (!plainOnly) both.push(await enter('songhua', store, processes));
    if (options.strict) both.push(...both.map((gateway) => asStrict(gateway, strict)));
    if (endpoints.length > 0) both.push(await enter('plain oidc-provider', store, processes));
    if (options.floor) both.push(await enter('plain oidc-provider', 'memory', processes));
    if (profile) return await profileHops(both, arrives);
    if (endpoints.length > 0) {
      const rounds = await hops(both, {
        rounds: options.rounds,
        withinMs: options.allRounds ? Number.POSITIVE_INFINITY : ROUNDS_WITHIN_MS[processes],
        arrives,
      });
      console.log(`${printedHops(rounds, endpoints)}\n`);
      glances.push(glance(rounds, endpoints), ...besides(rounds), '');
    }
    const gateway = both.find(({ plain }) => !plain);
    if (gateway && runs('sign-in')) {
      const stranger = () => source.signsIn(someone());
      await signIns(gateway, { known: () => arrives(0), stranger });
    }
    if (gateway && runs('records')) await records(gateway, arrives);
  } finally {
    hangUp();
    await Promise.allSettled(both.map((contestant) => contestant.stop()));
  }
}

/** A made-up account without a document: the level stays low, and nobody is matched. */
function someone() {
  return { sub: `bench-${randomBytes(8).toString('hex')}`, name: '王测试' };
}
