import { once } from 'node:events';
import { readConfig } from '../config/index.ts';
import { startGateway } from '../src/main.ts';
import type { Settings } from './contestant.ts';
import { meter } from './meter.ts';
import { seed } from './seed.ts';

/** The gateway under load, as it runs: its own settings, jobs and log. */
meter();
const [{ databaseUrl, redisUrl, port, dataDir, clients, source }] = (await once(
  process,
  'message',
)) as [Settings];
const gateway = await startGateway(
  readConfig({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: dataDir,
  }),
  { seed: (base) => seed(base, clients, source) },
);
process.on('SIGTERM', () => {
  gateway.stop().then(() => process.exit(0));
});
process.send?.({ issuer: gateway.issuer });
