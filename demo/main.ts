/**
 * `npm run demo`: a whole province on one machine; with `--sandbox` another one, on which developers try
 * their applications. The gateway with its database, the login systems of seven departments, what stands
 * in for telephones and authorities, the hall, two sub-halls, a learning platform and a self-service
 * machine that rely on it, its staff. Read this from top to bottom: it is the order in which they start;
 * they stop in the reverse one.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFaults } from '../config/faults.ts';
import { readConfig } from '../config/index.ts';
import type { Base } from '../src/base.ts';
import { startGateway } from '../src/main.ts';
import { RedisGone } from '../src/redis.ts';
import { startMachine } from './clients/machine.ts';
import { startService } from './clients/service.ts';
import { forget, startDatabase } from './database.ts';
import type { Running } from './http.ts';
import { machineOf, seedMachine } from './machine.ts';
import { type Options, readOptions, usage } from './options.ts';
import { keptIn } from './outside/kept.ts';
import { startMails } from './outside/mails.ts';
import { partiesOf } from './outside/parties.ts';
import { PORTS, placesFrom } from './places.ts';
import { population } from './population.ts';
import { announce, writeJson } from './print.ts';
import { OlderProvince, seed } from './province.ts';
import { requireRedis } from './redis.ts';
import { secretsIn } from './secrets.ts';
import { services as servicesOf } from './services.ts';
import type { LoginSystem } from './sources/login-system.ts';
import { systemsOf } from './sources/systems.ts';
import { startAuthenticator } from './staff/authenticator.ts';
import { seedStaff } from './staff/seed.ts';
import { strictClient } from './strict.ts';

const running: Running[] = [];
let stopping: Promise<void> | undefined;

async function start({ port, dataDir, sandbox, reset, json, redis }: Options): Promise<void> {
  if (json) rmSync(json, { force: true });
  if (redis) await requireRedis(redis);
  if (reset) forget(dataDir);
  const places = placesFrom(port, sandbox);
  const accounts = population();

  const database = await started(startDatabase(dataDir));
  const secrets = secretsIn(dataDir);
  const services = servicesOf(places, secrets, dataDir);
  const machine = machineOf(places, secrets);
  const systems: LoginSystem[] = [];
  for (const start of systemsOf({ places, secrets, accounts, databaseUrl: database.url }))
    systems.push(await started(start()));
  const outside = partiesOf(places, secrets, accounts, await started(startMails()));
  await started(startAuthenticator(places, secrets, outside));
  const config = readConfig({
    PORT: String(port),
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    AUDIT_HEADS_FILE: join(dataDir, 'audit-heads.ndjson'),
    OWNER_NAME: '松花示例 · 人员均为虚构',
    ...(sandbox ? { SANDBOX: 'true' } : { SANDBOX_ISSUER: places.sandbox }),
    LOG_LEVEL: 'warn',
    REDIS_URL: redis,
    ...outside.env,
  });
  const everything = async (base: Base) => {
    await seed(base, systems, services, strictClient(places, secrets));
    await seedMachine(base, machine);
    await seedStaff(base, secrets);
  };
  const { base } = await started(startGateway(config, { seed: everything }));
  if (sandbox) outside.alsoFrom(keptIn(base));
  for (const service of services) await started(startService(service));
  await started(startMachine(machine));
  if (stopping) return;

  const ready = {
    places,
    sandbox,
    databaseUrl: database.url,
    services,
    machine,
    systems,
    accounts,
    secrets,
    redis,
  };
  if (json) writeJson(json, ready);
  announce(ready);
}

/** Notes what runs, so that it is stopped also when a later part fails to start. */
async function started<T extends Running>(part: Promise<T>): Promise<T> {
  const it = await part;
  running.push(it);
  // Ctrl-C came while this part was starting: go no further.
  if (stopping) throw new Error('stopped while starting');
  return it;
}

/** Once, however often it is asked for: the terminal and npm may both pass Ctrl-C on. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    await starting?.catch(() => {});
    for (const part of running.reverse()) await part.stop();
  })();
  return stopping;
}

let starting: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    void stop().then(
      () => process.exit(0),
      (fault) => {
        console.error(fault);
        process.exit(1);
      },
    );
  });
}

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (fault) {
  console.error(`${(fault as Error).message}\n\n${usage}`);
  process.exit(2);
}
if (options.help) {
  console.log(usage);
  process.exit(0);
}
try {
  starting = start(options);
  await starting;
} catch (fault) {
  if (!stopping) {
    console.error(sentenceFor(fault, options));
    await stop();
    process.exit(1);
  }
}

/** What mostly goes wrong on a first try, in words; anything else as it is. */
function sentenceFor(fault: unknown, { port, dataDir }: Options): unknown {
  if ((fault as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `A port from ${port} to ${port + PORTS - 1} is taken: stop what uses it, or give another --port.`;
  }
  if (fault instanceof Error && fault.message.includes('it runs already')) {
    const [, pid] = /held by process (\d+)/.exec(fault.message) ?? [];
    return `The sample province of ${dataDir} runs already, as process ${pid}: end it (kill ${pid}), or give another --data.`;
  }
  if (fault instanceof OlderProvince)
    return `The sample province of ${dataDir} was made by an older version, with other departments: begin anew with --reset, or give another --data.`;
  if (fault instanceof ConfigFaults || fault instanceof RedisGone) return fault.message;
  return fault;
}
