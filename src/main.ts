/** The process: settings, connections, listening, and an orderly end on SIGTERM. */
import { createServer, type Server } from 'node:http';
import { pathToFileURL } from 'node:url';
import { destination, type Logger, pino } from 'pino';
import { ConfigFaults } from '../config/faults.ts';
import { type Config, readConfig } from '../config/index.ts';
import { type AppOptions, houseOf, makeApp } from './app.ts';
import type { Base } from './base.ts';
import { secretVersions } from './clients/secret-versions.ts';
import { type Clock, systemClock } from './clock.ts';
import { makeRing } from './crypto/ring.ts';
import { connect, migrate } from './db.ts';
import * as deployment from './deployment.ts';
import { type Embedded, startEmbedded } from './embedded-postgres.ts';
import { answerBrokenRequests } from './http/broken-request.ts';
import { startJobs } from './jobs.ts';
import * as keys from './keys/keys.ts';
import * as matchVersions from './keys/match-versions.ts';
import { connectRedis, type Redis, RedisRefuses } from './redis.ts';

export interface Gateway {
  issuer: string;
  databaseUrl: string;
  base: Base;
  /** Takes no more requests, lets those in flight end, then lets go of everything. */
  stop(): Promise<void>;
}

/** Starts a gateway; `seed` runs on the migrated schema before anybody is let in. */
export async function startGateway(
  config: Config,
  options: AppOptions & {
    seed?: (base: Base) => Promise<void>;
    clock?: Clock;
    log?: Logger;
  } = {},
): Promise<Gateway> {
  // Written beside requests, not within them; what is buffered is written at the process' end.
  const log = options.log ?? pino({ level: config.logLevel }, destination({ sync: false }));
  const given = config.databaseUrl();
  const embedded: Embedded | undefined = given
    ? undefined
    : await startEmbedded({ dataDir: config.dataDir, durable: true });
  const databaseUrl = given ?? (embedded as Embedded).url;
  const db = connect(databaseUrl, { poolMax: config.databasePool });
  const base: Base = {
    ...{ db, ring: makeRing(config.ring()), clock: options.clock ?? systemClock },
    // People who reach us over https are not sent on in clear.
    ...(config.issuer.startsWith('https:') && { plain_http: config.sourceHttpHosts }),
  };
  const redisUrl = config.redisUrl();
  const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, tellOf(log));
  try {
    if (redis) await firstConnection(redis);
    await migrate(db);
    await deployment.mark(base, config.sandbox);
    await matchVersions.begin(base, [...(await secretVersions(base)).keys()]);
    await keys.ensure(base);
    await options.seed?.(base);
    const app = await makeApp(base, config, log, redis, options);
    const server = createServer(
      { requestTimeout: 30_000, maxHeaderSize: 16 * 1024 },
      app.koa.callback(),
    );
    answerBrokenRequests(server, houseOf(config));
    await listen(server, config);
    const jobs = startJobs(base, app, config, log);
    log.info({ issuer: config.issuer }, 'ready');
    return {
      issuer: config.issuer,
      databaseUrl,
      base,
      async stop() {
        await close(server);
        await jobs.stop();
        await app.watch.stop();
        await redis?.close();
        await db.destroy();
        await embedded?.stop();
        log.info('stopped');
      },
    };
  } catch (fault) {
    await redis?.close();
    await db.destroy();
    await embedded?.stop();
    throw fault;
  }
}

const tellOf = (log: Logger) => (now: 'gone' | 'back', why: string) =>
  now === 'gone' ? log.error({ why }, 'redis is gone') : log.info('redis is back');

/** A Redis that is away comes back by itself; an address that it refuses does not mend itself. */
async function firstConnection(redis: Redis): Promise<void> {
  try {
    await redis.ready();
  } catch (fault) {
    if (!(fault instanceof RedisRefuses)) return;
    throw new ConfigFaults([
      {
        variable: 'REDIS_URL',
        fault: `is refused by Redis: ${fault.message}.`,
        mend: 'Compare the password, the number of the database and the name of the master with those of the server.',
      },
    ]);
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Requests in flight are answered; idle connections are closed at once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** Settings at fault are told in words; a stack would bury them. */
async function startOrSay(): Promise<Gateway> {
  try {
    return await startGateway(readConfig());
  } catch (fault) {
    if (!(fault instanceof ConfigFaults)) throw fault;
    console.error(fault.message);
    return process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const gateway = await startOrSay();
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      gateway.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
