import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { names } from '../config/settings.ts';
import { startOpenIdProvider } from '../test/doubles/openid-provider.ts';
import { type Client, type Contestant, type Store, start } from './contestant.ts';
import { hops, NEW_CLIENTS, PEOPLE, profileHops } from './hops.ts';
import { type Options, read } from './options.ts';
import { hangUp } from './request.ts';
import { signIns } from './sign-ins.ts';
import { startStores } from './stores.ts';

/**
 * `npm run bench`: what one request costs on both stores, with a plain oidc-provider and the usual
 * adapter on the same store beside it, alternated in the same run. What may follow: options.ts.
 * A few minutes; everything stays on this machine.
 */
let options: Options;
try {
  options = read(process.argv.slice(2));
} catch (fault) {
  console.error((fault as Error).message);
  process.exit(2);
}

const secret = () => randomBytes(32).toString('base64url');
const clients: Client[] = Array.from({ length: NEW_CLIENTS + 1 }, (_, number) => ({
  id: `bench-client-${number}`,
  secret: secret(),
  redirectUri: `http://127.0.0.1:3999/back/${number}`,
}));

const stores = await startStores(options.redis);
const source = await startOpenIdProvider();
const contestants: Contestant[] = [];
let port = 3900;
try {
  for (const store of ['redis', 'postgres'] as const) {
    if (!options[store]) continue;
    if (!options.plainOnly) await enter('songhua', store);
    await enter('plain oidc-provider', store);
  }
  console.log(
    `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), shared by servers, stores and load;`,
    `fsync on; ${PEOPLE} people at ${NEW_CLIENTS} clients, new sessions in each of ${options.rounds} rounds\n`,
  );
  const people = Array.from({ length: PEOPLE }, someone);
  const load = {
    rounds: options.rounds,
    arrives: (person: number) => source.signsIn(people[person] ?? someone()),
  };
  const shown = (endpoint: string) =>
    endpoint === 'refresh' || endpoint === 'introspection'
      ? options.runs(endpoint)
      : options.runs('hop');
  const hopping = options.runs('hop') || options.runs('refresh') || options.runs('introspection');
  if (options.profile) await profileHops(contestants, load);
  else if (hopping) await hops(contestants, load, shown);
  if (options.runs('sign-in') && !options.profile) {
    for (const gateway of contestants.filter(({ name }) => name.startsWith('songhua'))) {
      await signIns(gateway, {
        known: () => load.arrives(0),
        stranger: () => source.signsIn(someone()),
      });
    }
  }
} finally {
  hangUp();
  await Promise.allSettled(contestants.map((contestant) => contestant.stop()));
  await source.stop();
  await stores.stop();
}

async function enter(which: 'songhua' | 'plain oidc-provider', store: Store): Promise<void> {
  const ours = which === 'songhua';
  if (ours && store === 'redis' && !(names as string[]).includes('REDIS_URL')) {
    console.log('songhua knows no Redis yet\n');
    return;
  }
  const place = await stores.own(`${ours ? 'ours' : 'plain'}_${store}`);
  const settings = { ...place, port, clients, source: source.settings };
  port += 1;
  contestants.push(
    await start(
      ours ? 'gateway-process.ts' : 'plain-process.ts',
      store === 'redis' ? { ...settings, redisUrl: stores.redis(ours ? 0 : 1) } : settings,
      { name: `${which}, ${store}`, fields: ours ? { source: 'bench' } : {} },
    ),
  );
}

/** A made-up account without a document: the level stays low, and nobody is matched. */
function someone() {
  return { sub: `bench-${randomBytes(8).toString('hex')}`, name: '王测试' };
}
